import styles from './brand-mark.module.css'

/** The buoy above two waves. It takes the colour of the text around it. */
export function BrandMark({ size = 24 }: { readonly size?: 24 | 40 }) {
  return (
    <svg className={styles.mark} width={size} height={size} aria-hidden="true" viewBox="0 0 24 24">
      <circle cx="12" cy="7" r="4" />
      <path d="M2 15q2.5-3 5 0t5 0 5 0 5 0M2 20q2.5-3 5 0t5 0 5 0 5 0" />
    </svg>
  )
}
