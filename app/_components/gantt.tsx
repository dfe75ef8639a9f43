import type { ReactNode } from 'react'
import type { PhaseBar } from '@/lib/runs/phase-bars'
import type { RunStatus } from '@/lib/runs/run-status'
import { PHASES, type Phase } from '@/lib/runs/task-facts'
import styles from './gantt.module.css'
import { PageLink } from './page-link'
import { StatusBadge, toneOfStatus } from './status-badge'

export interface GanttRow {
  readonly key: string
  readonly name: string
  /** Where its details are. */
  readonly href?: string | undefined
  readonly status: RunStatus
  readonly statusLabel?: string | undefined
  /** None while it has not started. */
  readonly bars: readonly PhaseBar[]
  /** A text, or a <Duration>. */
  readonly duration?: ReactNode
  /** For readers of the screen: "Notebook, starts at 6 s: work 2 min" */
  readonly description: string
  /** Attempts before this one, folded up under a line that names them. */
  readonly earlier?: { readonly label: string; readonly rows: readonly GanttRow[] } | undefined
}

interface GanttProps {
  readonly label: string
  readonly rows: readonly GanttRow[]
  readonly nowMs: number
  /** What the shades of a bar mean; they are explained where there are several. */
  readonly phases: Readonly<Record<Phase, string>>
}

interface Scale {
  readonly from: number
  readonly total: number
}

/** Bars on a common scale of time. Names and figures are text, so they never shrink; positions are SVG attributes. */
export function Gantt({ label, rows, nowMs, phases }: GanttProps) {
  const bars = [...rows, ...rows.flatMap(({ earlier }) => earlier?.rows ?? [])].flatMap((row) => row.bars)
  const from = Math.min(...bars.map(({ fromMs }) => fromMs), nowMs)
  const to = Math.max(...bars.map(({ toMs }) => toMs), from + 1)
  const shaded = rows.find((row) => row.bars.length > 1) ?? rows[0]
  const shades = PHASES.filter((phase) => bars.some((bar) => bar.phase === phase))
  return (
    <>
      <ol className={styles.gantt} aria-label={label}>
        {rows.map((row) => (
          <Row key={row.key} row={row} scale={{ from, total: to - from }} />
        ))}
      </ol>
      {shades.length > 1 && (
        <ul className={styles.legend}>
          {shades.map((phase) => (
            <li key={phase}>
              <svg
                className={styles.shade}
                viewBox="0 0 1 1"
                preserveAspectRatio="none"
                aria-hidden="true"
                data-tone={shaded && toneOfStatus(shaded.status)}
              >
                <rect width="1" height="1" data-phase={phase} />
              </svg>
              {phases[phase]}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Row({ row, scale }: { readonly row: GanttRow; readonly scale: Scale }) {
  const { earlier } = row
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        {row.href ? <PageLink href={row.href}>{row.name}</PageLink> : row.name}
        <span className="visually-hidden">, {row.description}</span>
      </span>
      <Bar row={row} scale={scale} />
      <span className={styles.status}>
        <StatusBadge status={row.status} label={row.statusLabel} />
      </span>
      <span className={styles.duration}>{row.duration}</span>
      {earlier && (
        <details className={styles.earlier}>
          <summary>{earlier.label}</summary>
          <ol className={styles.gantt}>
            {earlier.rows.map((attempt) => (
              <Row key={attempt.key} row={attempt} scale={scale} />
            ))}
          </ol>
        </details>
      )}
    </li>
  )
}

/** Even the shortest task is seen. */
const LEAST_SHARE = 0.005

function Bar({ row: { bars, status }, scale: { from, total } }: { readonly row: GanttRow; readonly scale: Scale }) {
  const least = total * LEAST_SHARE
  const whole = (bars.at(-1)?.toMs ?? 0) - (bars[0]?.fromMs ?? 0)
  return (
    <svg
      className={styles.bar}
      viewBox={`0 0 ${total} 1`}
      preserveAspectRatio="none"
      aria-hidden="true"
      data-tone={toneOfStatus(status)}
    >
      {bars.map(({ phase, fromMs, toMs }) => {
        const width = whole < least ? least : toMs - fromMs
        return (
          <rect key={phase} x={Math.min(fromMs - from, total - width)} width={width} height="1" data-phase={phase} />
        )
      })}
    </svg>
  )
}
