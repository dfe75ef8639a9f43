import type { RunSummary } from '@/lib/runs/run'
import type { RunColumn } from '@/lib/runs/run-columns'
import { RunRows } from './run-rows'
import type { RunListWords, RunTableProps, TableRun } from './run-table'

interface RunListProps extends RunTableProps {
  readonly runs: readonly RunSummary[]
}

/** A table that the browser draws too, with no more of each run than its columns show. */
export function RunList({ runs, words, ...rest }: RunListProps) {
  return <RunRows {...rest} words={wordsOf(words, runs)} runs={runs.map((run) => tableRun(run, rest.columns))} />
}

function wordsOf(words: RunListWords, runs: readonly RunSummary[]): RunListWords {
  return {
    ...words,
    statuses: some(
      words.statuses,
      runs.map(({ status }) => status),
    ),
    causes: some(
      words.causes,
      runs.map(({ cause }) => cause),
    ),
    triggers: some(
      words.triggers,
      runs.map(({ extras }) => extras?.trigger),
    ),
  }
}

/** The entries of a catalogue that a list has a use for. */
function some<Entries extends object>(words: Entries, keys: readonly (string | undefined)[]): Partial<Entries> {
  const used = Object.entries(words).filter(([key]) => keys.includes(key))
  return Object.fromEntries(used) as Partial<Entries>
}

/** Whatever is left out here is left out of every row of the page's data. */
function tableRun(run: RunSummary, columns: readonly RunColumn[]): TableRun {
  const { id, number, flowTitle, status, createdAt, endedAt, cause, extras, startedBy, principal, runsAs } = run
  return {
    ...{ id, number, status, createdAt },
    ...(columns.includes('flow') && { flowTitle }),
    ...(columns.includes('duration') && endedAt !== undefined && { endedAt }),
    ...(columns.includes('startedBy') && { startedBy, ...(principal !== undefined && { principal }) }),
    ...(columns.includes('runsAs') && { runsAs }),
    ...(cause !== undefined && { cause }),
    ...(extras !== undefined && { extras }),
  }
}
