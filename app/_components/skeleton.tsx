import styles from './skeleton.module.css'

interface SkeletonProps {
  /** "Loading" */
  readonly label: string
  readonly rows?: number
}

/** Grey bars of the height of a list's rows, so that nothing shifts when the rows arrive. */
export function Skeleton({ label, rows = 8 }: SkeletonProps) {
  return (
    <div className={styles.skeleton} role="status">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
        <div key={row} className={styles.row}>
          <span />
          <span />
          <span />
        </div>
      ))}
    </div>
  )
}
