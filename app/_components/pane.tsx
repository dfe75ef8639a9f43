import { type ReactNode, useId } from 'react'
import styles from './pane.module.css'

interface PaneProps {
  readonly title: string
  readonly id?: string
  /** At the right of the heading: a switch, a link. */
  readonly actions?: ReactNode
  /** Keeps the height of an output while it is empty, so that nothing shifts when it arrives. */
  readonly reserve?: boolean
  readonly children: ReactNode
}

/** A white card with a heading: one part of a page. */
export function Pane({ title, id, actions, reserve = false, children }: PaneProps) {
  const heading = useId()
  return (
    <section id={id} className={styles.pane} aria-labelledby={heading} data-reserve={reserve || undefined}>
      <div className={styles.head}>
        <h2 id={heading}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}
