import type { Words } from '@/lib/language/words'
import type { RunSummary } from '@/lib/runs/run'
import { isFinal } from '@/lib/runs/run-status'
import { type Column, DetailsList } from './details-list'
import { Duration } from './duration'
import { PageLink } from './page-link'
import { runsAsName } from './runs-as-name'
import { StatusBadge } from './status-badge'
import { Time } from './time'

export type RunColumn = 'flow' | 'run' | 'status' | 'started' | 'duration' | 'startedBy' | 'runsAs'

/** The texts of a list of runs. */
export type RunListWords = Pick<
  Words['runs'],
  | 'title'
  | 'run'
  | 'flow'
  | 'status'
  | 'statuses'
  | 'started'
  | 'duration'
  | 'startedBy'
  | 'byPrincipal'
  | 'runsAs'
  | 'runsAsUnknown'
  | 'servicePrincipal'
>

export interface RunTableProps {
  readonly label: string
  readonly runs: readonly RunSummary[]
  readonly columns: readonly RunColumn[]
  readonly words: RunListWords
  /** The server's clock, epoch ms. */
  readonly now: number
  readonly plain?: boolean
}

/** Runs as a table; the first column leads to each run. */
export function RunTable({ label, runs, columns, words, now, plain = false }: RunTableProps) {
  const all = columnsOf(words, now)
  const shown = columns.map((key, at) => (at === 0 ? linked(all[key], words) : all[key]))
  return <DetailsList label={label} columns={shown} rows={runs} rowKey={({ id }) => id} plain={plain} />
}

function columnsOf(words: RunListWords, now: number): Record<RunColumn, Column<RunSummary>> {
  return {
    flow: { key: 'flow', label: words.flow, cell: ({ flowTitle }) => flowTitle },
    run: { key: 'run', label: words.run, cell: ({ number }) => number, oneLine: true },
    status: {
      key: 'status',
      label: words.status,
      cell: ({ status }) => <StatusBadge status={status} label={words.statuses[status]} />,
    },
    started: {
      key: 'started',
      label: words.started,
      cell: ({ createdAt }) => <Time at={createdAt} />,
      oneLine: true,
    },
    duration: { key: 'duration', label: words.duration, cell: (run) => durationOf(run, now), oneLine: true },
    startedBy: { key: 'startedBy', label: words.startedBy, cell: (run) => startedBy(run, words) },
    runsAs: { key: 'runsAs', label: words.runsAs, cell: ({ runsAs }) => runsAsName(runsAs, words) },
  }
}

function startedBy({ startedBy: person, principal }: RunSummary, words: RunListWords): string {
  return principal ? words.byPrincipal.replace('{principal}', principal).replace('{person}', person) : person
}

/** Whoever hears only the links must be able to tell one run of a flow from another. */
function linked(column: Column<RunSummary>, words: RunListWords): Column<RunSummary> {
  return {
    ...column,
    cell: (run) => (
      <PageLink href={`/runs/${run.id}`}>
        {column.cell(run)}
        <span className="visually-hidden">, {words.title.replace('{number}', String(run.number))}</span>
      </PageLink>
    ),
  }
}

/** From the press to the end: what a person waited for it. */
function durationOf({ createdAt, endedAt, status }: RunSummary, now: number) {
  const ended = isFinal(status) || status === 'Unknown' ? (endedAt ?? createdAt) : undefined
  return <Duration from={createdAt} to={ended} now={now} />
}
