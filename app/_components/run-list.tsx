import type { Words } from '@/lib/language/words'
import type { RunSummary } from '@/lib/runs/run'
import { isFinal } from '@/lib/runs/run-status'
import { type Column, DetailsList } from './details-list'
import { Duration } from './duration'
import { PageLink } from './page-link'
import { StatusBadge } from './status-badge'
import { Time } from './time'

export type RunColumn = 'run' | 'flow' | 'status' | 'started' | 'duration' | 'startedBy' | 'runsAs'

interface RunListProps {
  readonly label: string
  readonly runs: readonly RunSummary[]
  readonly columns: readonly RunColumn[]
  readonly words: Words['runs']
  /** The server's clock, epoch ms. */
  readonly now: number
  readonly plain?: boolean
}

/** Runs as a table; the first column leads to each run. */
export function RunList({ label, runs, columns, words, now, plain = false }: RunListProps) {
  const all = columnsOf(words, now)
  const shown = columns.map((key, at) => (at === 0 ? linked(all[key]) : all[key]))
  return <DetailsList label={label} columns={shown} rows={runs} rowKey={({ id }) => id} plain={plain} />
}

function columnsOf(words: Words['runs'], now: number): Record<RunColumn, Column<RunSummary>> {
  return {
    run: { key: 'run', label: words.run, cell: ({ number }) => number },
    flow: { key: 'flow', label: words.flow, cell: ({ flowTitle }) => flowTitle },
    status: { key: 'status', label: words.status, cell: ({ status }) => <StatusBadge status={status} /> },
    started: { key: 'started', label: words.started, cell: ({ createdAt }) => <Time at={createdAt} /> },
    duration: { key: 'duration', label: words.duration, cell: (run) => durationOf(run, now) },
    startedBy: { key: 'startedBy', label: words.startedBy, cell: ({ startedBy }) => startedBy },
    runsAs: { key: 'runsAs', label: words.runsAs, cell: ({ runsAs }) => runsAs ?? words.notYet },
  }
}

function linked(column: Column<RunSummary>): Column<RunSummary> {
  return { ...column, cell: (run) => <PageLink href={`/runs/${run.id}`}>{column.cell(run)}</PageLink> }
}

/** From the press to the end: what a person waited for it. */
function durationOf({ createdAt, endedAt, status }: RunSummary, now: number) {
  const ended = isFinal(status) || status === 'Unknown' ? (endedAt ?? createdAt) : undefined
  return <Duration from={createdAt} to={ended} now={now} />
}
