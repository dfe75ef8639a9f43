import type { Words } from '@/lib/language/words'
import type { RunSummary } from '@/lib/runs/run'
import type { RunColumn } from '@/lib/runs/run-columns'
import { isFinal } from '@/lib/runs/run-status'
import { type Column, DetailsList } from './details-list'
import { Duration } from './duration'
import { PageLink } from './page-link'
import { runsAsName } from './runs-as-name'
import { StatusBadge } from './status-badge'
import { Time } from './time'

/** The texts of a list of runs; of what a run can be, at least what its runs are. */
export type RunListWords = {
  readonly [Name in 'statuses' | 'causes' | 'triggers']: Partial<Words['runs'][Name]>
} & Pick<
  Words['runs'],
  | 'title'
  | 'selectHeading'
  | 'selectRun'
  | 'run'
  | 'flow'
  | 'status'
  | 'started'
  | 'duration'
  | 'startedBy'
  | 'byPrincipal'
  | 'runsAs'
  | 'runsAsUnknown'
  | 'servicePrincipal'
  | 'trigger'
  | 'workspace'
  | 'databricksRun'
>

/** What a row shows of a run. What stands in no column may be missing. */
export type TableRun = Pick<RunSummary, 'id' | 'number' | 'status' | 'createdAt'> & Partial<RunSummary>

export interface RunTableProps {
  readonly label: string
  readonly runs: readonly TableRun[]
  readonly columns: readonly RunColumn[]
  readonly words: RunListWords
  /** The server's clock, epoch ms. */
  readonly now: number
  readonly plain?: boolean
  /** Two of the rows may be chosen, to be compared by this form. */
  readonly selectFor?: string
}

/** Runs as a table; the first column leads to each run. */
export function RunTable({ label, runs, columns, words, now, plain = false, selectFor }: RunTableProps) {
  const all = columnsOf(words, now)
  const shown = columns.map((key, at) => (at === 0 ? linked(columnOf(all, key), words) : columnOf(all, key)))
  const selection = selectFor
    ? {
        form: selectFor,
        name: 'run',
        heading: words.selectHeading,
        label: ({ number }: TableRun) => words.selectRun.replace('{number}', String(number)),
      }
    : undefined
  return (
    <DetailsList
      label={label}
      columns={shown}
      rows={runs}
      rowKey={({ id }) => id}
      plain={plain}
      selection={selection}
    />
  )
}

type Named = Exclude<RunColumn, `input:${string}`>

function columnOf(all: Record<Named, Column<TableRun>>, key: RunColumn): Column<TableRun> {
  const label = key.slice('input:'.length)
  return Object.hasOwn(all, key)
    ? all[key as Named]
    : {
        key,
        label,
        cell: ({ extras }) => (extras && Object.hasOwn(extras.inputs, label) ? extras.inputs[label] : ''),
      }
}

function columnsOf(words: RunListWords, now: number): Record<Named, Column<TableRun>> {
  return {
    flow: { key: 'flow', label: words.flow, cell: ({ flowTitle }) => flowTitle },
    run: { key: 'run', label: words.run, cell: ({ number }) => number, oneLine: true },
    status: {
      key: 'status',
      label: words.status,
      cell: ({ status, cause }) => (
        <>
          <StatusBadge status={status} label={words.statuses[status]} />
          {cause && <div>{words.causes[cause]}</div>}
        </>
      ),
    },
    started: {
      key: 'started',
      label: words.started,
      cell: ({ createdAt }) => <Time at={createdAt} />,
      oneLine: true,
    },
    duration: { key: 'duration', label: words.duration, cell: (run) => durationOf(run, now), oneLine: true },
    startedBy: { key: 'startedBy', label: words.startedBy, cell: (run) => startedBy(run, words) },
    trigger: {
      key: 'trigger',
      label: words.trigger,
      cell: ({ extras }) => extras && words.triggers[extras.trigger],
    },
    workspace: { key: 'workspace', label: words.workspace, cell: ({ extras }) => extras?.workspace },
    databricksRun: {
      key: 'databricksRun',
      label: words.databricksRun,
      cell: ({ extras }) => extras?.databricksRunId,
      oneLine: true,
    },
    runsAs: { key: 'runsAs', label: words.runsAs, cell: ({ runsAs }) => runsAsName(runsAs, words) },
  }
}

function startedBy({ startedBy: person = '', principal }: TableRun, words: RunListWords): string {
  return principal ? words.byPrincipal.replace('{principal}', principal).replace('{person}', person) : person
}

/** Whoever hears only the links must be able to tell one run of a flow from another. */
function linked(column: Column<TableRun>, words: RunListWords): Column<TableRun> {
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
function durationOf({ createdAt, endedAt, status }: TableRun, now: number) {
  const ended = isFinal(status) || status === 'Unknown' ? (endedAt ?? createdAt) : undefined
  return <Duration from={createdAt} to={ended} now={now} />
}
