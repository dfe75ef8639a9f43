import 'server-only'
import { createHash } from 'node:crypto'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import type { RunSummary } from '@/lib/runs/run'
import { asksMore, chosenColumns, inputsAmong, type RunColumn } from '@/lib/runs/run-columns'
import { cursorText, parseCursor, type RunQuery } from '@/lib/runs/run-query'
import { isFinal } from '@/lib/runs/run-status'
import { query } from '@/lib/store/current'
import { notify } from '@/lib/store/notify'
import { watchGroupsOfPerson } from '@/lib/store/poll-groups'
import { WORK_DUE } from '@/lib/store/run-dispatch'
import { selectRunExtras } from '@/lib/store/run-extras'
import { type RunsFound, searchRuns } from '@/lib/store/run-search'
import { filterOf } from './run-filter-of'

const PAGE = 50

export interface RunPage {
  readonly runs: readonly RunSummary[]
  /** Cursors of the neighbouring pages, where there are any. */
  readonly newer: string | undefined
  readonly older: string | undefined
  /** The search stopped there, epoch ms, with the page not full: runs beyond may fit, too. */
  readonly stoppedAt: number | undefined
  /** More people are called so than are looked for. */
  readonly tooManyPeople: boolean
  /** Changes with everything that the list shows. */
  readonly version: string
  /** Some row may still change. */
  readonly active: boolean
}

export interface ListOptions {
  readonly limit?: number
  /** For the days of the filter. */
  readonly timeZone?: string
  /** A flow that is known already, in place of the query's. */
  readonly flowId?: string
}

/** The viewer's own runs, newest first. */
export function listMyRuns(viewer: Viewer, runQuery: RunQuery, options: ListOptions = {}): Promise<RunPage> {
  return list(runQuery, viewer.personId, options)
}

/** Everybody's runs, for an Admin. @throws PortalError not_permitted */
export async function listAllRuns(viewer: Viewer, runQuery: RunQuery, options: ListOptions = {}): Promise<RunPage> {
  const asked = { action: 'runs.view', target: 'runs' } as const
  await demandRole(viewer, 'Portal.Admin', asked)
  // The page asks again every few seconds: that is one look.
  await recordOnceAnHour(viewer.session, { actor: actorOf(viewer), ...asked, outcome: 'done' })
  return list(runQuery, undefined, options)
}

/** The person has a list of runs open: what is active in it is polled at the quick pace. */
export async function watchMyRuns(viewer: Viewer): Promise<void> {
  await query(async (db) => {
    if (await watchGroupsOfPerson(db, viewer.personId)) await notify(db, WORK_DUE, 'poll_groups')
  })
}

async function list(
  runQuery: RunQuery,
  personId: string | undefined,
  { limit = PAGE, timeZone = 'UTC', flowId }: ListOptions,
): Promise<RunPage> {
  const { filter, tooManyPeople } = await filterOf(runQuery, { personId, timeZone, flowId })
  const after = parseCursor(runQuery.after)
  const before = parseCursor(runQuery.before)
  const place = before ? { before } : { after }
  const found = await query((db) => searchRuns(db, filter, { ...place, limit: limit + 1 }))
  const page = before ? pageBefore(found, limit) : pageAfter(found, limit, after !== undefined)
  const runs = await withExtras(page.runs, chosenColumns(runQuery.columns, []))
  return {
    ...page,
    runs,
    stoppedAt: found.cutAt?.createdAt.getTime(),
    tooManyPeople,
    version: createHash('sha256').update(JSON.stringify(runs)).digest('base64url').slice(0, 22),
    active: runs.some(({ status }) => !isFinal(status) && status !== 'Unknown'),
  }
}

async function withExtras(
  runs: readonly RunSummary[],
  columns: readonly RunColumn[],
): Promise<readonly RunSummary[]> {
  if (!asksMore(columns)) return runs
  const ids = runs.map(({ id }) => id)
  const extras = await query((db) => selectRunExtras(db, ids, inputsAmong(columns)))
  return runs.map((run) => ({ ...run, extras: extras.get(run.id) }))
}

type Neighbours = Pick<RunPage, 'runs' | 'newer' | 'older'>

function pageAfter({ runs: found, cutAt }: RunsFound, limit: number, isLater: boolean): Neighbours {
  const runs = found.slice(0, limit)
  const [first, last] = [runs.at(0), runs.at(-1)]
  const isMore = found.length > limit && last
  return {
    runs,
    newer: isLater && first ? cursorText(first) : undefined,
    older: isMore ? cursorText(last) : cutAt && cursorOf(cutAt),
  }
}

function pageBefore({ runs: found, cutAt }: RunsFound, limit: number): Neighbours {
  const runs = found.length > limit ? found.slice(1) : found
  const [first, last] = [runs.at(0), runs.at(-1)]
  const isMore = found.length > limit && first
  return {
    runs,
    newer: isMore ? cursorText(first) : cutAt && cursorOf(cutAt),
    older: last && cursorText(last),
  }
}

function cursorOf({ createdAt, id }: NonNullable<RunsFound['cutAt']>): string {
  return cursorText({ createdAt: createdAt.getTime(), id })
}
