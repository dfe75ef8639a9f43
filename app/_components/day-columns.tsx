import styles from './chart.module.css'

interface DayColumnsProps {
  readonly label: string
  /** What it shows, in a sentence; the drawing is nothing to readers of the screen. */
  readonly text: string
  /** Each with a part at its foot, and the rest on it. */
  readonly columns: readonly { readonly key: string; readonly foot: number; readonly whole: number }[]
}

/** A column a day on a common scale from zero. Positions are SVG attributes. */
export function DayColumns({ label, text, columns }: DayColumnsProps) {
  const most = Math.max(...columns.map(({ whole }) => whole)) || 1
  const heightOf = (value: number) => (value / most) * 100
  return (
    <figure className={styles.chart} aria-label={label}>
      <svg
        className={styles.line}
        viewBox={`0 0 ${columns.length} 100`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {columns.map(({ key, foot, whole }, at) => (
          <g key={key}>
            <rect x={at + 0.1} width="0.8" y={100 - heightOf(whole)} height={heightOf(whole - foot)} />
            <rect x={at + 0.1} width="0.8" y={100 - heightOf(foot)} height={heightOf(foot)} fillOpacity="0.4" />
          </g>
        ))}
      </svg>
      <p className={styles.ends}>
        <span>{columns[0]?.key}</span>
        <span>{columns.at(-1)?.key}</span>
      </p>
      <figcaption>{text}</figcaption>
    </figure>
  )
}
