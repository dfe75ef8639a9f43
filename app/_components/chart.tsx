import styles from './chart.module.css'

interface ChartProps {
  readonly label: string
  /** What it shows, in a sentence; the drawing is nothing to readers of the screen. */
  readonly text: string
  readonly points: readonly { readonly label: string; readonly value: number }[]
  /** The smallest and the largest value, or 0 where that lies beyond. */
  readonly least: number
  readonly most: number
}

/** A bar a row on a common scale from zero. Names and figures are text, so they never shrink; positions are SVG attributes. */
export function BarChart({ label, text, points, least, most }: ChartProps) {
  const total = most - least || 1
  return (
    <figure className={styles.chart} aria-label={label}>
      <ol className={styles.bars}>
        {points.map((point, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two rows may have one name, and none of them moves
          <li key={at}>
            <span className={styles.name}>{point.label}</span>
            <svg viewBox={`${least} 0 ${total} 1`} preserveAspectRatio="none" aria-hidden="true">
              <rect x={Math.min(0, point.value)} width={Math.abs(point.value)} height="1" />
            </svg>
            <span className={styles.value}>{point.value.toLocaleString('en')}</span>
          </li>
        ))}
      </ol>
      <figcaption>{text}</figcaption>
    </figure>
  )
}

/** Many values in the order of their rows. */
export function LineChart({ label, text, points, least, most }: ChartProps) {
  const total = most - least || 1
  const width = Math.max(1, points.length - 1)
  const line = points.map(
    ({ value }, at) => `${((at / width) * 600).toFixed(1)},${(((most - value) / total) * 200).toFixed(1)}`,
  )
  return (
    <figure className={styles.chart} aria-label={label}>
      <svg className={styles.line} viewBox="-2 -2 604 204" preserveAspectRatio="none" aria-hidden="true">
        <polyline points={line.join(' ')} vectorEffect="non-scaling-stroke" />
      </svg>
      <p className={styles.ends}>
        <span>{points[0]?.label}</span>
        <span>{points.at(-1)?.label}</span>
      </p>
      <figcaption>{text}</figcaption>
    </figure>
  )
}
