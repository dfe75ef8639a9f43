import type { ReactNode } from 'react'
import styles from './empty-state.module.css'
import { Icon } from './icon'
import type { IconName } from './icon-names'

interface EmptyStateProps {
  readonly icon: IconName
  /** One sentence: what is not there, and why. */
  readonly text: string
  /** One line with a small drawing: inside a <Pane>. */
  readonly compact?: boolean
  /** One button, or whom to ask. */
  readonly children?: ReactNode
}

export function EmptyState({ icon, text, compact = false, children }: EmptyStateProps) {
  return (
    <div className={styles.empty} data-compact={compact || undefined}>
      <Icon name={icon} size={compact ? 20 : 48} />
      <p>{text}</p>
      {children}
    </div>
  )
}
