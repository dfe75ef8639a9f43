import type { ReactNode } from 'react'
import styles from './badge.module.css'
import { Icon } from './icon'
import type { IconName } from './icon-names'

export type Tone = 'active' | 'danger' | 'neutral' | 'success' | 'warning'

interface BadgeProps {
  readonly tone: Tone
  readonly icon: IconName
  readonly spinning?: boolean
  readonly children: ReactNode
}

/** A state in one word: the icon and the word say it, the colour only repeats it. */
export function Badge({ tone, icon, spinning = false, children }: BadgeProps) {
  return (
    <span className={styles.badge} data-tone={tone}>
      <Icon name={icon} size={16} spinning={spinning} />
      <span>{children}</span>
    </span>
  )
}
