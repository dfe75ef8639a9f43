import type { ReactNode } from 'react'
import { CloseButton } from './close-button'
import styles from './confirm.module.css'
import { Dialog } from './dialog'

interface ConfirmProps {
  readonly id: string
  /** Names the thing: "Delete the connector Sales?" */
  readonly title: string
  readonly children: ReactNode
  readonly cancelLabel: string
  /** A form with its hidden fields and one button that repeats the verb. */
  readonly confirm: ReactNode
}

/** Asks before something that cannot be undone. The focus starts on the question, never on the button that does it. */
export function Confirm({ id, title, children, cancelLabel, confirm }: ConfirmProps) {
  return (
    <Dialog
      id={id}
      className={styles.confirm}
      role="alertdialog"
      labelledBy={`${id}-title`}
      describedBy={`${id}-text`}
    >
      <div className={styles.sheet}>
        <h2 id={`${id}-title`} tabIndex={-1} data-autofocus>
          {title}
        </h2>
        <div id={`${id}-text`}>{children}</div>
        <div className={styles.foot}>
          {confirm}
          <CloseButton dialog={id} label={cancelLabel} />
        </div>
      </div>
    </Dialog>
  )
}
