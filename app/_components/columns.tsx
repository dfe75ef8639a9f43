import type { ReactNode } from 'react'
import styles from './columns.module.css'

interface ColumnsProps {
  readonly children: ReactNode
  /** 320 px at the right; below the rest on narrow screens. */
  readonly side: ReactNode
}

/** A page of panes: the wide column, and a narrow one beside it from 1,000 px on. */
export function Columns({ children, side }: ColumnsProps) {
  return (
    <div className={styles.columns}>
      <div className={styles.column}>{children}</div>
      <div className={styles.column}>{side}</div>
    </div>
  )
}

/** Panes one under the other. */
export function Stack({ children }: Pick<ColumnsProps, 'children'>) {
  return <div className={styles.column}>{children}</div>
}
