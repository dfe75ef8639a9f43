import 'server-only'
import { sql } from 'kysely'
import { FOLLOWED } from '@/lib/runs/run-state'
import type { Executor } from './database'

export interface PollGroup {
  readonly watched: boolean
  readonly failures: number
}

export async function selectPollGroup(db: Executor, id: string): Promise<PollGroup | undefined> {
  return db
    .selectFrom('poll_groups')
    .select([sql<boolean>`coalesce(watched_until > now(), false)`.as('watched'), 'failures'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** What the next look is to know: how many in a row have failed, and what it is going to cost. */
export async function keepPace(
  db: Executor,
  id: string,
  { failures, calls }: { readonly failures: number; readonly calls: number },
): Promise<void> {
  await db
    .updateTable('poll_groups')
    .set({ failures, calls })
    .where('id', '=', id)
    .where((where) => where.or([where('failures', '<>', failures), where('calls', 'is distinct from', calls)]))
    .execute()
}

const WATCH = sql`interval '20 seconds'`
const WATCH_AGAIN = sql`interval '10 seconds'`

/**
 * Somebody looks at a run of this group: it is polled at the quick pace for a while, from now on. True when that is
 * news, so that the loops are to be woken; looking again soon after writes nothing.
 */
export async function watchGroup(db: Executor, id: string): Promise<boolean> {
  const row = await db
    .updateTable('poll_groups')
    .set({
      watched_until: sql<Date>`now() + ${WATCH}`,
      due_at: sql<Date>`case when due_at is null or coalesce(lease_until > now(), false) then due_at
        when coalesce(watched_until > now(), false) then due_at
        else least(due_at, now()) end`,
    })
    .where('id', '=', id)
    .where(sql<boolean>`(watched_until is null or watched_until < now() + ${WATCH_AGAIN})`)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Somebody has this run's page open. */
export async function watchRun(db: Executor, runId: string): Promise<void> {
  await db
    .updateTable('runs')
    .set({ watched_until: sql<Date>`now() + ${WATCH}` })
    .where('id', '=', runId)
    .where(sql<boolean>`(watched_until is null or watched_until < now() + ${WATCH_AGAIN})`)
    .execute()
}

/** At a start: every group with active runs is due, so that nothing waits for a process that is gone. */
export async function wakeActiveGroups(db: Executor): Promise<void> {
  await db
    .updateTable('poll_groups')
    .set({ due_at: sql<Date>`now()` })
    .where('due_at', 'is', null)
    .where('id', 'in', (query) => query.selectFrom('runs').select('connection_id').where('state', 'in', FOLLOWED))
    .where('id', 'not in', (query) => query.selectFrom('connections').select('id').where('problem', 'is not', null))
    .execute()
}

/** The embedded store has one process: whatever lease is found at its start belonged to one that is gone. */
export async function dropAllLeases(db: Executor): Promise<void> {
  const free = { lease_owner: null, lease_until: null, due_at: sql<Date>`now()` }
  await db.updateTable('runs').set(free).where('lease_owner', 'is not', null).execute()
  await db.updateTable('poll_groups').set(free).where('lease_owner', 'is not', null).execute()
  await db.updateTable('token_partitions').set({ lease_owner: null, lease_until: null }).execute()
}

/** As `watchGroup`, for all connections of a person that have active runs. */
export async function watchGroupsOfPerson(db: Executor, personId: string): Promise<boolean> {
  const rows = await db
    .selectFrom('runs')
    .distinctOn('connection_id')
    .select('connection_id')
    .where('person_id', '=', personId)
    .where('state', 'in', FOLLOWED)
    .execute()
  const news = await Promise.all(rows.map(({ connection_id }) => watchGroup(db, connection_id)))
  return news.includes(true)
}
