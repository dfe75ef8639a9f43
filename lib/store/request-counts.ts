import 'server-only'
import { sql } from 'kysely'
import type { Unshared } from '@/lib/limits/request-counts'
import type { Executor } from './database'

/** Adds what one process has counted, and answers what all of them have together, in the same order. */
export async function addRequestCounts(db: Executor, counts: readonly Unshared[]): Promise<number[]> {
  const rows = await db
    .insertInto('request_counts')
    .values(counts.map(({ kind, who, minute, requests }) => ({ kind, who, minute: new Date(minute), requests })))
    .onConflict((conflict) =>
      conflict
        .columns(['minute', 'kind', 'who'])
        .doUpdateSet({ requests: sql<number>`request_counts.requests + excluded.requests` }),
    )
    .returning(['kind', 'who', 'minute', 'requests'])
    .execute()
  return counts.map(
    ({ kind, who, minute }) =>
      rows.find((row) => row.kind === kind && row.who === who && row.minute.getTime() === minute)?.requests ?? 0,
  )
}

interface Limited {
  readonly kind: string
  readonly who: string
  /** A minute, over all processes. */
  readonly limit: number
}

/** Begun by the database's clock, and how much of it is over, 0 to 1. */
const MINUTE = sql<Date>`date_trunc('minute', now())`
const GONE = sql`extract(epoch from now() - date_trunc('minute', now())) / 60`

/**
 * Counts a request at once for all processes, if it fits under the limit; false if not. The minute before counts for as
 * much of it as still lies within the last sixty seconds.
 */
export async function takeRequest(db: Executor, { kind, who, limit }: Limited): Promise<boolean> {
  const { rows } = await sql`
    with before as (
      select coalesce(sum(requests), 0) * (1 - ${GONE}) as requests from request_counts
       where kind = ${kind} and who = ${who} and minute = ${MINUTE} - interval '1 minute')
    insert into request_counts (kind, who, minute, requests)
    select ${kind}, ${who}, ${MINUTE}, 1 from before where before.requests < ${limit}
    on conflict (minute, kind, who) do update set requests = request_counts.requests + 1
     where request_counts.requests + (select requests from before) < ${limit}
    returning requests`.execute(db)
  return rows.length > 0
}

/** One that was counted turned out to be none of those that the limit is for. */
export async function giveBackRequest(db: Executor, { kind, who }: Omit<Limited, 'limit'>): Promise<void> {
  await sql`
    update request_counts set requests = requests - 1
     where kind = ${kind} and who = ${who} and requests > 0 and minute = (
       select max(minute) from request_counts where kind = ${kind} and who = ${who} and requests > 0)`.execute(db)
}

/** Removes counts that no limit looks at any more. */
export async function dropOldRequestCounts(db: Executor): Promise<void> {
  await sql`delete from request_counts where minute < now() - interval '10 minutes'`.execute(db)
}
