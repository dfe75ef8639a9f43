import type { ReactNode } from 'react'
import type { RunStatus } from '@/lib/runs/run-status'
import styles from './gantt.module.css'
import { StatusBadge, toneOfStatus } from './status-badge'

export interface GanttRow {
  readonly key: string
  readonly name: string
  /** Where its details are. */
  readonly href?: string | undefined
  readonly status: RunStatus
  readonly statusLabel?: string | undefined
  /** Epoch ms; absent while it has not started. */
  readonly startMs?: number | undefined
  /** Absent while it has not ended: its bar reaches to `nowMs`. */
  readonly endMs?: number | undefined
  /** A text, or a <Duration>. */
  readonly duration?: ReactNode
  /** For readers of the screen: "Notebook, starts at 6 s" */
  readonly description: string
}

interface GanttProps {
  readonly label: string
  readonly rows: readonly GanttRow[]
  readonly nowMs: number
}

/** Bars on a common scale of time. Names and figures are text, so they never shrink; positions are SVG attributes. */
export function Gantt({ label, rows, nowMs }: GanttProps) {
  const starts = rows.flatMap(({ startMs }) => startMs ?? [])
  const from = Math.min(...starts, nowMs)
  const to = Math.max(
    ...rows.map(({ startMs, endMs }) => (startMs === undefined ? from : (endMs ?? nowMs))),
    from + 1,
  )
  return (
    <ol className={styles.gantt} aria-label={label}>
      {rows.map((row) => (
        <li key={row.key} className={styles.row}>
          <span className={styles.name}>
            {row.href ? <a href={row.href}>{row.name}</a> : row.name}
            <span className="visually-hidden">, {row.description}</span>
          </span>
          <Bar row={row} from={from} total={to - from} nowMs={nowMs} />
          <span className={styles.status}>
            <StatusBadge status={row.status} label={row.statusLabel} />
          </span>
          <span className={styles.duration}>{row.duration}</span>
        </li>
      ))}
    </ol>
  )
}

interface BarProps {
  readonly row: GanttRow
  readonly from: number
  readonly total: number
  readonly nowMs: number
}

/** Even the shortest task is seen. */
const LEAST_SHARE = 0.005

function Bar({ row: { startMs, endMs, status }, from, total, nowMs }: BarProps) {
  const width = Math.max((endMs ?? nowMs) - (startMs ?? 0), total * LEAST_SHARE)
  return (
    <svg
      className={styles.bar}
      viewBox={`0 0 ${total} 1`}
      preserveAspectRatio="none"
      aria-hidden="true"
      data-tone={toneOfStatus(status)}
    >
      {startMs !== undefined && <rect x={Math.min(startMs - from, total - width)} width={width} height="1" />}
    </svg>
  )
}
