import 'server-only'
import { nextDay, startOfDay } from '@/lib/language/zoned-day'
import { durationMs } from '@/lib/runs/run-length'
import { inputOf, type RunQuery, statusesOf, wordsOf } from '@/lib/runs/run-query'
import { query } from '@/lib/store/current'
import type { RunFilter } from '@/lib/store/run-filter'
import { selectNamed } from '@/lib/store/run-filter-names'

/** Nobody means more by a part of a name. */
const MOST_PEOPLE = 50
const MOST_PARTS = 4

interface Scope {
  /** Whose runs; `undefined` for everybody's, and then the query may name people. */
  readonly personId: string | undefined
  /** For the days of the filter. */
  readonly timeZone: string
  /** A flow that is known already, in place of the query's. */
  readonly flowId?: string | undefined
}

/** What a history's address asks the store for. What it names and there is not, fits no run. */
export async function filterOf(
  runQuery: RunQuery,
  { personId, timeZone, flowId }: Scope,
): Promise<{ readonly filter: RunFilter; readonly tooManyPeople: boolean }> {
  const asksPeople = personId === undefined && runQuery.person !== ''
  const asksFlows = flowId === undefined && (runQuery.flow !== '' || runQuery.workspace !== '')
  const named = asksPeople || asksFlows ? await namedIn(runQuery, asksPeople) : undefined
  const statuses = statusesOf(runQuery)
  const length = { atLeastMs: durationMs(runQuery.atLeast), atMostMs: durationMs(runQuery.atMost) }
  const filter: RunFilter = {
    people: asksPeople ? named?.people.slice(0, MOST_PEOPLE) : oneOf(personId),
    flows: asksFlows ? named?.flows : oneOf(flowId),
    ...(statuses.length > 0 && { statuses }),
    ...(runQuery.trigger && { trigger: runQuery.trigger }),
    ...(runQuery.cause && { cause: runQuery.cause }),
    ...(runQuery.from && { from: new Date(startOfDay(runQuery.from, timeZone)) }),
    ...(runQuery.to && { to: new Date(startOfDay(nextDay(runQuery.to), timeZone)) }),
    ...((length.atLeastMs ?? length.atMostMs) !== undefined && { length }),
    ...textsOf(runQuery),
  }
  return { filter, tooManyPeople: asksPeople && (named?.people.length ?? 0) > MOST_PEOPLE }
}

function oneOf(id: string | undefined): readonly string[] | undefined {
  return id === undefined ? undefined : [id]
}

function namedIn({ flow, workspace, person }: RunQuery, asksPeople: boolean) {
  const parts = person.normalize('NFC').split(/\s+/, MOST_PARTS)
  return query((db) =>
    selectNamed(db, {
      flow: flow || undefined,
      workspace: workspace || undefined,
      person: asksPeople ? parts : [],
      mostPeople: MOST_PEOPLE + 1,
    }),
  )
}

/** A text of signs alone asks for nothing. */
function textsOf({ q, input, error }: RunQuery): Pick<RunFilter, 'words' | 'input' | 'error'> {
  const inInput = inputOf(input)
  return {
    words: wordsOf(q),
    ...((inInput.name !== undefined || inInput.words.length > 0) && { input: inInput }),
    error: wordsOf(error),
  }
}
