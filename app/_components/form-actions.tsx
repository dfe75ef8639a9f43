import type { ReactNode } from 'react'
import styles from './form-actions.module.css'

/** The buttons under a form, the primary one first. On phones they stay in sight at the bottom of the screen. */
export function FormActions({ children }: { readonly children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>
}
