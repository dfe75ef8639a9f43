import type { ReactNode } from 'react'
import { BrandMark } from './brand-mark'
import styles from './centred-card.module.css'

interface CentredCardProps {
  /** "Lakeport", beside the mark. Not given where the page's own heading says it. */
  readonly brand?: string
  readonly children: ReactNode
  /** Links and facts of less weight, under a line. */
  readonly foot?: ReactNode
}

/** A page without the shell: one card in the middle. For signing in, and for what went wrong with it. */
export function CentredCard({ brand, children, foot }: CentredCardProps) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <BrandMark size={brand ? 24 : 40} />
          {brand}
        </div>
        {children}
        {foot && <div className={styles.foot}>{foot}</div>}
      </div>
    </main>
  )
}

/** The one thing to do, as wide as the card. */
export function CardAction({ children }: { readonly children: ReactNode }) {
  return <div className={styles.action}>{children}</div>
}
