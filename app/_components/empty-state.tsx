import type { ReactNode } from 'react'
import styles from './empty-state.module.css'
import { Icon } from './icon'
import type { IconName } from './icon-names'

interface EmptyStateProps {
  readonly icon: IconName
  /** One sentence: what is not there, and why. */
  readonly text: string
  /** One button, or whom to ask. */
  readonly children?: ReactNode
}

export function EmptyState({ icon, text, children }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <Icon name={icon} size={48} />
      <p>{text}</p>
      {children}
    </div>
  )
}
