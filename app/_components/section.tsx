import { type ReactNode, useId } from 'react'
import styles from './section.module.css'

interface SectionProps {
  readonly title: string
  readonly id?: string
  /** At the right of the heading: a switch, a link. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A part of a page with a heading and no frame: what it holds brings its own cards or list. */
export function Section({ title, id, actions, children }: SectionProps) {
  const heading = useId()
  return (
    <section id={id} className={styles.section} aria-labelledby={heading}>
      <div className={styles.head}>
        <h2 id={heading}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  )
}
