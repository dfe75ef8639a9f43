import type { ReactNode } from 'react'
import styles from './page-head.module.css'

interface PageHeadProps {
  readonly title: string
  /** One line of grey text. */
  readonly text?: ReactNode
  /** Status or badges, at the right. */
  readonly children?: ReactNode
}

export function PageHead({ title, text, children }: PageHeadProps) {
  return (
    <div className={styles.head}>
      <div className={styles.words}>
        <h1>{title}</h1>
        {text && <p className={styles.text}>{text}</p>}
      </div>
      {children && <div className={styles.side}>{children}</div>}
    </div>
  )
}
