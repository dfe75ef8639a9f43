import 'server-only'
import { type Expression, sql } from 'kysely'
import { FOLLOWED, UNSUBMITTED } from '@/lib/runs/run-state'
import type { Executor } from './database'

/** From when on a session, or a session's end, keeps its person's tokens. */
export interface StillNeeded {
  readonly at: Date
  /** A session that was used before is idle, and counts as ended. */
  readonly idleSince: Date
  /** Where the last session ended before, followed runs keep the tokens no longer. */
  readonly keptSince: Date
}

/**
 * Deletes the person's tokens unless a session of theirs lives, or one has ended lately and a run of theirs is being
 * followed, or a schedule of theirs goes on, for which they have agreed that their tokens are kept. The partition is locked before the look, so that of two transactions, one of which ends the last session and
 * the other the last run, the later sees what the earlier did. Whoever locks a partition locks nothing after it. Answers
 * whether there was something to delete.
 */
export async function deleteNeedlessPartition(db: Executor, personId: string, when: StillNeeded): Promise<boolean> {
  await db
    .selectFrom('token_partitions')
    .select('partition_key')
    .where('person_id', '=', personId)
    .forUpdate()
    .execute()
  const deleted = await db
    .deleteFrom('token_partitions')
    .where('person_id', '=', personId)
    .where(isNeedless(sql.ref('token_partitions.person_id'), when))
    .returning('partition_key')
    .execute()
  return deleted.length > 0
}

/** People whose tokens nobody needs any more, though no transaction was there to see it: their sessions ran out. */
export async function selectNeedlessOwners(db: Executor, when: StillNeeded, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('token_partitions')
    .select('person_id')
    .distinct()
    .where(isNeedless(sql.ref('token_partitions.person_id'), when))
    .limit(limit)
    .execute()
  return rows.map(({ person_id }) => person_id)
}

function isNeedless(personId: Expression<unknown>, { at, idleSince, keptSince }: StillNeeded) {
  const idleMs = at.getTime() - idleSince.getTime()
  const usedLately = new Date(keptSince.getTime() - idleMs)
  return sql<boolean>`not exists (
      select 1 from sessions
       where sessions.person_id = ${personId} and revoked_at is null
         and expires_at > ${at} and last_seen_at > ${idleSince})
    and not exists (
      select 1 from schedules
       where schedules.person_id = ${personId} and state = 'on' and agreed_until > ${at} and next_at is not null)
    and not (
      exists (
        select 1 from sessions
         where sessions.person_id = ${personId} and (revoked_at is null or revoked_at > ${keptSince})
           and expires_at > ${keptSince} and last_seen_at > ${usedLately})
      and exists (
        select 1 from runs
         where runs.person_id = ${personId}
           and state in (${sql.join([...UNSUBMITTED, ...FOLLOWED])})))`
}
