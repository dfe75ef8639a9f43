import 'server-only'
import { sql } from 'kysely'
import { wakeRunsOf } from './connections'
import type { Executor } from './database'

/** Which connections: one, or all of a connector. */
export type WhichConnections = { readonly connectionId: string } | { readonly connectorId: string }

/**
 * Takes connections away, so that nobody calls with them until their person connects anew; runs that are followed stand
 * unwatched from now on. Their own tokens, and those of the sign-in of whoever has no connection left, go with them, in the same transaction (TOK-8).
 * Answers the ids of those that were not taken away before.
 */
export async function removeConnections(
  trx: Executor,
  which: WhichConnections,
  by: 'person' | 'admin',
): Promise<string[]> {
  const [column, value] =
    'connectionId' in which ? (['id', which.connectionId] as const) : (['connector_id', which.connectorId] as const)
  const removed = await trx
    .updateTable('connections')
    .set({
      problem: 'connection_removed',
      problem_facts: JSON.stringify({ by }),
      not_watched_since: sql<Date>`coalesce(not_watched_since, now())`,
    })
    .where(column, '=', value)
    .where('problem', 'is distinct from', 'connection_removed')
    .returning(['id', 'person_id'])
    .execute()
  // Last, as everybody does who deletes tokens.
  if (removed.length > 0) {
    const ids = removed.map(({ id }) => id)
    await trx.deleteFrom('token_partitions').where('connection_id', 'in', ids).execute()
    await deleteUselessTokens(
      trx,
      removed.map(({ person_id }) => person_id),
    )
  }
  return removed.map(({ id }) => id)
}

async function deleteUselessTokens(trx: Executor, personIds: readonly string[]): Promise<void> {
  await trx
    .deleteFrom('token_partitions')
    .where('person_id', 'in', personIds)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('connections')
            .select('id')
            .whereRef('connections.person_id', '=', 'token_partitions.person_id')
            .where('problem', 'is distinct from', 'connection_removed'),
        ),
      ),
    )
    .execute()
}

/**
 * Gives a connection back that was taken away. Where it calls with its person's tokens and they are gone, a sign-in is needed
 * for the rest, and mends it. Answers whether it had been taken away, and whether that sign-in is needed.
 */
export async function restoreConnection(
  trx: Executor,
  { id, at, asPrincipal }: { readonly id: string; readonly at: Date; readonly asPrincipal: boolean },
): Promise<{ readonly isRestored: boolean; readonly signInNeeded: boolean }> {
  const { person_id } = await trx
    .selectFrom('connections')
    .select('person_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const tokens = await trx
    .selectFrom('token_partitions')
    .select('partition_key')
    .where('person_id', '=', person_id)
    .where('connection_id', 'is', null)
    .executeTakeFirst()
  const isGood = asPrincipal || tokens !== undefined
  const fresh = isGood
    ? { problem: null, problem_facts: null, not_watched_since: null }
    : { problem: 'connection_expired' as const, problem_facts: JSON.stringify({ reason: 'no_tokens' }) }
  const restored = await trx
    .updateTable('connections')
    .set({ ...fresh, created_at: at, last_used_at: null })
    .where('id', '=', id)
    .where('problem', '=', 'connection_removed')
    .returning('id')
    .executeTakeFirst()
  if (restored && isGood) await wakeRunsOf(trx, [id])
  return { isRestored: restored !== undefined, signInNeeded: !isGood }
}
