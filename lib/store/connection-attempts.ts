import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'
import { type SealedPage, sealedAsAsked } from './sealed-columns'

export interface ConnectionAttempt {
  readonly stateHash: string
  readonly personId: string
  readonly session: string
  readonly connectorId: string
  readonly connectorVersion: number
  readonly sealedChecks: string
  /** A path of ours to go to afterwards. */
  readonly back: string
}

const LASTS = sql<Date>`now() + interval '10 minutes'`

/** Ten minutes by the database's clock. Those of anybody whose time is over are forgotten. */
export async function insertAttempt(trx: Executor, attempt: ConnectionAttempt): Promise<void> {
  await trx.deleteFrom('connection_attempts').where('expires_at', '<', sql<Date>`now()`).execute()
  await trx
    .insertInto('connection_attempts')
    .values({
      state_hash: attempt.stateHash,
      person_id: attempt.personId,
      session: attempt.session,
      connector_id: attempt.connectorId,
      connector_version: attempt.connectorVersion,
      sealed_checks: attempt.sealedChecks,
      back: attempt.back,
      expires_at: LASTS,
    })
    .execute()
}

/** Takes it away, so that it serves once, and for the session that began it. */
export async function takeAttempt(
  db: Executor,
  { stateHash, personId, session }: Pick<ConnectionAttempt, 'stateHash' | 'personId' | 'session'>,
): Promise<ConnectionAttempt | undefined> {
  const row = await db
    .deleteFrom('connection_attempts')
    .where('state_hash', '=', stateHash)
    .where('person_id', '=', personId)
    .where('session', '=', session)
    .where('expires_at', '>', sql<Date>`now()`)
    .returningAll()
    .executeTakeFirst()
  return (
    row && {
      stateHash: row.state_hash,
      personId: row.person_id,
      session: row.session,
      connectorId: row.connector_id,
      connectorVersion: row.connector_version,
      sealedChecks: row.sealed_checks,
      back: row.back,
    }
  )
}

export interface SealedChecks {
  readonly stateHash: string
  readonly tenantId: string
  readonly objectId: string
  readonly sealed: string
}

/** In the order of their states. */
export async function selectSealedChecks(db: Executor, page: SealedPage): Promise<SealedChecks[]> {
  let rows = db
    .selectFrom('connection_attempts')
    .innerJoin('people', 'people.id', 'connection_attempts.person_id')
    .select(['state_hash as stateHash', 'tenant_id as tenantId', 'object_id as objectId', 'sealed_checks as sealed'])
    .where(({ ref }) => sealedAsAsked(ref('sealed_checks'), page))
  if (page.after !== undefined) rows = rows.where('state_hash', '>', page.after)
  return rows.orderBy('state_hash').limit(page.limit).execute()
}

/** Compare-and-set on the sealed text itself. */
export async function replaceSealedChecks(
  db: Executor,
  stateHash: string,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('connection_attempts')
    .set({ sealed_checks: to })
    .where('state_hash', '=', stateHash)
    .where('sealed_checks', '=', from)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
