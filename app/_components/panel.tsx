import type { ReactNode } from 'react'
import { CloseButton } from './close-button'
import { Dialog } from './dialog'
import styles from './panel.module.css'

interface PanelProps {
  readonly id: string
  readonly title: string
  readonly closeLabel: string
  readonly children: ReactNode
  /** Buttons, the primary one first. They may point at a form in the body with `form`. */
  readonly footer?: ReactNode
  readonly open?: boolean
  readonly closeHref?: string | undefined
  readonly discardQuestion?: string | undefined
}

/** A dialog from the right, for a form or for the facts of one row. */
export function Panel({ id, title, closeLabel, children, footer, ...rest }: PanelProps) {
  return (
    <Dialog id={id} className={styles.panel} labelledBy={`${id}-title`} {...rest}>
      <div className={styles.sheet}>
        <header className={styles.head}>
          <h2 id={`${id}-title`} tabIndex={-1}>
            {title}
          </h2>
          <CloseButton dialog={id} label={closeLabel} iconOnly />
        </header>
        <div className={styles.body}>{children}</div>
        {footer && <footer className={styles.foot}>{footer}</footer>}
      </div>
    </Dialog>
  )
}
