import 'server-only'
import { createHash } from 'node:crypto'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { nextDay, startOfDay } from '@/lib/language/zoned-day'
import type { RunSummary } from '@/lib/runs/run'
import { cursorText, parseCursor, type RunQuery, wordsOf } from '@/lib/runs/run-query'
import { isFinal } from '@/lib/runs/run-status'
import { query } from '@/lib/store/current'
import { selectFlowBySlug } from '@/lib/store/flows'
import { notify } from '@/lib/store/notify'
import { watchGroupsOfPerson } from '@/lib/store/poll-groups'
import { WORK_DUE } from '@/lib/store/run-dispatch'
import { type RunFilter, selectRuns } from '@/lib/store/runs'

const PAGE = 50

export interface RunPage {
  readonly runs: readonly RunSummary[]
  /** Cursors of the neighbouring pages, where there are any. */
  readonly newer: string | undefined
  readonly older: string | undefined
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
  const filter = await filterOf(runQuery, personId, timeZone)
  if (filter === undefined) return pageOf([], false, false)
  const backwards = filter.before !== undefined
  const rows = await query((db) => selectRuns(db, { ...filter, ...(flowId && { flowId }), limit: limit + 1 }))
  const more = rows.length > limit
  const runs = backwards && more ? rows.slice(1) : rows.slice(0, limit)
  return backwards ? pageOf(runs, more, true) : pageOf(runs, filter.after !== undefined, more)
}

/** `undefined` when it names a flow that does not exist: then nothing fits. */
async function filterOf(
  runQuery: RunQuery,
  personId: string | undefined,
  timeZone: string,
): Promise<Omit<RunFilter, 'limit'> | undefined> {
  const flow = runQuery.flow ? await query((db) => selectFlowBySlug(db, runQuery.flow)) : undefined
  if (runQuery.flow && !flow) return undefined
  const after = parseCursor(runQuery.after)
  const before = parseCursor(runQuery.before)
  const words = wordsOf(runQuery.q)
  return {
    personId,
    ...(flow && { flowId: flow.id }),
    ...(runQuery.status && { statuses: [runQuery.status] }),
    ...(runQuery.from && { from: new Date(startOfDay(runQuery.from, timeZone)) }),
    ...(runQuery.to && { to: new Date(startOfDay(nextDay(runQuery.to), timeZone)) }),
    ...(words.length > 0 && { words }),
    ...(before ? { before } : after && { after }),
  }
}

function pageOf(runs: readonly RunSummary[], isNewer: boolean, isOlder: boolean): RunPage {
  const [first, last] = [runs.at(0), runs.at(-1)]
  return {
    runs,
    newer: isNewer && first ? cursorText(first) : undefined,
    older: isOlder && last ? cursorText(last) : undefined,
    version: createHash('sha256').update(JSON.stringify(runs)).digest('base64url').slice(0, 22),
    active: runs.some(({ status }) => !isFinal(status) && status !== 'Unknown'),
  }
}
