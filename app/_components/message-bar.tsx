import type { ReactNode } from 'react'
import { Dismissible } from './dismissible'
import { Icon } from './icon'
import type { IconName } from './icon-names'
import styles from './message-bar.module.css'
import { PageLink } from './page-link'

export type MessageTone = 'error' | 'info' | 'success' | 'warning'

interface MessageBarProps {
  readonly tone: MessageTone
  readonly title?: string | undefined
  readonly children?: ReactNode
  readonly action?: { readonly label: string; readonly href: string } | undefined
  /** "Dismiss". Without it the bar stays. */
  readonly dismissLabel?: string | undefined
}

const ICON: Readonly<Record<MessageTone, IconName>> = {
  error: 'status-error',
  info: 'status-info',
  success: 'status-success',
  warning: 'status-warning',
}

/** What the person must know about this page. An error or a warning interrupts a reader of the screen, the others wait. */
export function MessageBar({ tone, title, children, action, dismissLabel }: MessageBarProps) {
  const bar = (
    <>
      <Icon name={ICON[tone]} />
      <div className={styles.text}>
        {title && <strong>{title}</strong>} {children}
      </div>
      {action && (
        <PageLink className={styles.action} href={action.href}>
          {action.label}
        </PageLink>
      )}
    </>
  )
  const role = tone === 'error' || tone === 'warning' ? 'alert' : 'status'
  if (dismissLabel) {
    return (
      <Dismissible className={styles.bar} role={role} tone={tone} label={dismissLabel}>
        {bar}
      </Dismissible>
    )
  }
  return (
    <div className={styles.bar} role={role} data-tone={tone}>
      {bar}
    </div>
  )
}
