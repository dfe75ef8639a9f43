import 'server-only'
import { sql } from 'kysely'
import type { Bulk, BulkKind, BulkReason } from '@/lib/runs/bulk'
import type { RunList } from '@/lib/runs/saved-view'
import { isDue } from './claim-runs'
import type { Executor } from './database'
import { leaseEnd } from './lease'

export interface NewBulk {
  readonly id: string
  readonly personId: string
  readonly kind: BulkKind
  readonly list: RunList
  readonly runIds: readonly string[]
}

/** Due at once. False where it was asked for before: the same form sent twice is one request. */
export async function insertBulk(trx: Executor, { id, personId, kind, list, runIds }: NewBulk): Promise<boolean> {
  const { rows } = await sql`
    insert into bulk_requests (id, person_id, kind, list, created_at, due_at)
    values (${id}, ${personId}, ${kind}, ${list}, now(), now())
    on conflict (id) do nothing returning id`.execute(trx)
  if (rows.length === 0) return false
  await sql`
    insert into bulk_items (bulk_id, place, run_id)
    select ${id}::uuid, (place - 1)::integer, run_id::uuid
      from jsonb_array_elements_text(${JSON.stringify(runIds)}::jsonb) with ordinality as runs (run_id, place)`.execute(
    trx,
  )
  return true
}

/** One of this person's. */
export async function selectBulk(db: Executor, personId: string, id: string): Promise<Bulk | undefined> {
  const [bulk] = await selectBulks(db, sql<boolean>`id = ${id} and person_id = ${personId}`, 1)
  return bulk
}

/** The person's latest, newest first. */
export function selectBulksOf(db: Executor, personId: string, limit: number): Promise<Bulk[]> {
  return selectBulks(db, sql<boolean>`person_id = ${personId}`, limit)
}

async function selectBulks(db: Executor, condition: ReturnType<typeof sql<boolean>>, limit: number): Promise<Bulk[]> {
  const { rows } = await sql<
    Omit<Bulk, 'createdAt' | 'endedAt' | 'failed'> & {
      createdAt: Date
      endedAt: Date | null
      failed: Record<string, number> | null
    }
  >`
    select id, person_id as "personId", kind, list, created_at as "createdAt", ended_at as "endedAt",
           stop_requested_at is not null as "stopRequested", items.total, items.done, items.failed
      from bulk_requests
      join lateral (
        select sum(many)::int as total, coalesce(sum(many) filter (where outcome = 'done'), 0)::int as done,
               jsonb_object_agg(reason, many) filter (where outcome = 'failed') as failed
          from (select outcome, coalesce(reason, '') as reason, count(*)::int as many from bulk_items
                 where bulk_id = bulk_requests.id group by outcome, coalesce(reason, '')) as counted) as items on true
     where ${condition}
     order by created_at desc, id desc limit ${limit}`.execute(db)
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.getTime(),
    endedAt: row.endedAt?.getTime(),
    failed: row.failed ?? {},
  }))
}

/** Whether the person has one that is not over; nobody begins another until the transaction ends, if they lock the person first. */
export async function hasOpenBulk(trx: Executor, personId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('bulk_requests')
    .select('id')
    .where('person_id', '=', personId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

export async function requestStop(trx: Executor, id: string): Promise<void> {
  await sql`update bulk_requests set stop_requested_at = coalesce(stop_requested_at, now()) where id = ${id}`.execute(
    trx,
  )
}

/** Takes up to `limit` requests that are due; each is somebody else's when the lease runs out. */
export async function claimBulks(
  db: Executor,
  { owner, limit }: { readonly owner: string; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with taken as (
      select id from bulk_requests where ${isDue('bulk_requests')} order by due_at limit ${limit} for update skip locked)
    update bulk_requests set lease_owner = ${owner}, lease_until = ${leaseEnd()}, due_at = ${leaseEnd()}
      from taken where bulk_requests.id = taken.id
    returning bulk_requests.id`.execute(db)
  return rows.map(({ id }) => id)
}

export interface BulkWork {
  readonly id: string
  readonly kind: BulkKind
  readonly list: RunList
  readonly stopRequested: boolean
  readonly personId: string
  /** The next run; undefined where all are dealt with. */
  readonly next: { readonly place: number; readonly runId: string } | undefined
}

export async function selectBulkWork(db: Executor, id: string): Promise<BulkWork | undefined> {
  const { rows } = await sql<Omit<BulkWork, 'next'> & { place: number | null; runId: string | null }>`
    select id, kind, list, stop_requested_at is not null as "stopRequested", person_id as "personId",
           item.place, item.run_id as "runId"
      from bulk_requests
      left join lateral (
        select place, run_id from bulk_items
         where bulk_id = bulk_requests.id and outcome is null order by place limit 1) as item on true
     where id = ${id} and ended_at is null`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { place, runId, ...work } = row
  return { ...work, next: place === null || runId === null ? undefined : { place, runId } }
}

/** What came of one of the runs; a reason is why nothing did. */
export async function setItemOutcome(
  trx: Executor,
  { id, place }: { readonly id: string; readonly place: number },
  reason: BulkReason | undefined,
): Promise<void> {
  await trx
    .updateTable('bulk_items')
    .set({ outcome: reason === undefined ? 'done' : 'failed', reason: reason ?? null })
    .where('bulk_id', '=', id)
    .where('place', '=', place)
    .execute()
}

export async function endBulk(trx: Executor, id: string): Promise<void> {
  await sql`update bulk_requests set ended_at = now() where id = ${id}`.execute(trx)
}

/** With what came of their runs. Of one person, for good. */
export async function deleteBulksOf(trx: Executor, personId: string): Promise<void> {
  const theirs = trx.selectFrom('bulk_requests').select('id').where('person_id', '=', personId)
  await trx.deleteFrom('bulk_items').where('bulk_id', 'in', theirs).execute()
  await trx.deleteFrom('bulk_requests').where('person_id', '=', personId).execute()
}
