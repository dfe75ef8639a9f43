import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { isId } from '@/lib/is-id'
import { type Bulk, type BulkKind, MOST_AT_ONCE } from '@/lib/runs/bulk'
import { filterFacts, type RunQuery, STATUSES } from '@/lib/runs/run-query'
import { isFinal, type RunStatus } from '@/lib/runs/run-status'
import type { RunList } from '@/lib/runs/saved-view'
import { insertAudit } from '@/lib/store/audit'
import { hasOpenBulk, insertBulk, requestStop, selectBulk, selectBulksOf } from '@/lib/store/bulk-requests'
import { inTransaction, query } from '@/lib/store/current'
import { wake } from '@/lib/store/lease'
import { notify } from '@/lib/store/notify'
import { lockStanding } from '@/lib/store/people'
import { WORK_DUE } from '@/lib/store/run-dispatch'
import type { RunFilter } from '@/lib/store/run-filter'
import { pagesOf } from './pages-of-runs'
import { filterOf } from './run-filter-of'

const MOST_SHOWN = 5

export interface BulkAsked {
  readonly kind: BulkKind
  readonly list: RunList
  readonly query: RunQuery
  /** For the days of the filter. */
  readonly timeZone: string
}

/** How many runs it is about, at most; `isAll` unless there are more. @throws PortalError not_permitted */
export async function countBulk(viewer: Viewer, asked: BulkAsked): Promise<{ many: number; isAll: boolean }> {
  const ids = await runsOf(viewer, asked)
  return { many: Math.min(ids.length, MOST_AT_ONCE), isAll: ids.length <= MOST_AT_ONCE }
}

/**
 * Keeps what is asked for with the runs that it is about, newest first, and has it carried out in the background. `id` was made
 * when the form was rendered: the same form sent twice is one request. Answers the id.
 * @throws PortalError not_permitted, conflict while another one of the person is not over, not_found where nothing fits
 */
export async function askBulk(viewer: Viewer, id: string, asked: BulkAsked): Promise<string> {
  const known = await query((db) => selectBulk(db, viewer.personId, id))
  if (known) return known.id
  const { kind, list } = asked
  const runIds = (await runsOf(viewer, asked)).slice(0, MOST_AT_ONCE)
  if (runIds.length === 0) throw new PortalError('not_found', 'No run fits.')
  await inTransaction(async (trx) => {
    await lockStanding(trx, viewer.personId)
    // The same form sent twice at once: the other one was quicker.
    if (await selectBulk(trx, viewer.personId, id)) return
    if (await hasOpenBulk(trx, viewer.personId)) throw new PortalError('conflict', 'Another request is not over.')
    if (!(await insertBulk(trx, { id, personId: viewer.personId, kind, list, runIds }))) {
      throw new PortalError('conflict', 'Somebody else has a request of this id.')
    }
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'runs.bulk',
      target: `bulk:${id}`,
      outcome: 'done',
      details: { kind, whose: list === 'all' ? 'all' : 'own', runs: runIds.length, filter: filterFacts(asked.query) },
    })
    await notify(trx, WORK_DUE, 'bulk_requests')
  })
  return id
}

/** One of the viewer's own, and how far it is. @throws PortalError not_found */
export async function getBulk({ personId }: Viewer, id: string): Promise<Bulk> {
  const bulk = isId(id) ? await query((db) => selectBulk(db, personId, id)) : undefined
  if (!bulk) throw new PortalError('not_found', 'This person has no such request.')
  return bulk
}

/** The viewer's latest. */
export function listBulks({ personId }: Viewer): Promise<Bulk[]> {
  return query((db) => selectBulksOf(db, personId, MOST_SHOWN))
}

/** What has been done stays done; nothing more is. @throws PortalError not_found */
export async function stopBulk(viewer: Viewer, id: string): Promise<void> {
  await getBulk(viewer, id)
  await inTransaction(async (trx) => {
    await requestStop(trx, id)
    await wake(trx, 'bulk_requests', id)
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'runs.bulk_stop',
      target: `bulk:${id}`,
      outcome: 'done',
    })
    await notify(trx, WORK_DUE, 'bulk_requests')
  })
}

const ACTIVE: readonly RunStatus[] = ['Waiting', 'Queued', 'Running']

/** The newest that fit, one more than are taken; for repeating, the viewer's own alone. */
async function runsOf(viewer: Viewer, { kind, list, query: runQuery, timeZone }: BulkAsked): Promise<string[]> {
  const isEverybodys = list === 'all'
  if (isEverybodys) await demandRole(viewer, 'Portal.Admin', { action: 'runs.bulk', target: 'runs' })
  const personId = isEverybodys && kind === 'cancel' ? undefined : viewer.personId
  const { filter } = await filterOf(runQuery, { personId, timeZone })
  const fitting = statusesFor(kind, filter)
  if (fitting.length === 0) return []
  const ids: string[] = []
  for await (const page of pagesOf({ ...filter, statuses: fitting }, MOST_AT_ONCE + 1)) {
    ids.push(...page)
    if (ids.length > MOST_AT_ONCE) break
  }
  return ids
}

/** What has ended is not cancelled, and what goes on is not repeated. */
function statusesFor(kind: BulkKind, { statuses = STATUSES }: RunFilter): RunStatus[] {
  return statuses.filter((status) => (kind === 'cancel' ? ACTIVE.includes(status) : isFinal(status)))
}
