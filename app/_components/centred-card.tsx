import type { ReactNode } from 'react'
import styles from './centred-card.module.css'

/** A page without the shell: one card in the middle. For signing in, and for what went wrong with it. */
export function CentredCard({ children }: { readonly children: ReactNode }) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>{children}</div>
    </main>
  )
}
