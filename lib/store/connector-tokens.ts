import 'server-only'
import { sql } from 'kysely'
import type { Security } from '@/lib/connectors/security'
import type { Executor } from './database'
import { type SealedPage, sealedAsAsked } from './sealed-columns'

export interface ConnectorToken {
  /** Rises with every write; it is part of what is sealed, so an older text put back is refused. */
  readonly version: number
  readonly sealed: string
}

/** The token that a connector calls with; undefined where there is none yet. */
export async function selectConnectorToken(db: Executor, connectorId: string): Promise<ConnectorToken | undefined> {
  const row = await db
    .selectFrom('connector_tokens')
    .select(['version', 'sealed'])
    .where('connector_id', '=', connectorId)
    .executeTakeFirst()
  return row && row.sealed !== null ? { version: row.version, sealed: row.sealed } : undefined
}

const LEASE = sql`interval '15 seconds'`

/**
 * Takes the right to ask for a token, by the database's clock. Answers the version that the next one builds on; undefined while
 * another holds it, or when the connector is gone.
 */
export async function leaseConnectorToken(
  db: Executor,
  connectorId: string,
  owner: string,
): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`
    insert into connector_tokens as held (connector_id, lease_owner, lease_until)
    select id, ${owner}::uuid, now() + ${LEASE} from connectors where id = ${connectorId}
    on conflict (connector_id) do update set lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
     where held.lease_until is null or held.lease_until < now()
    returning version`.execute(db)
  return rows[0]?.version
}

export async function releaseConnectorToken(db: Executor, connectorId: string, owner: string): Promise<void> {
  await db
    .updateTable('connector_tokens')
    .set({ lease_owner: null, lease_until: null })
    .where('connector_id', '=', connectorId)
    .where('lease_owner', '=', owner)
    .execute()
}

/** Compare-and-set on the version: nothing is kept that was asked for before the token was forgotten. */
export async function replaceConnectorToken(
  db: Executor,
  connectorId: string,
  { from, sealed }: { readonly from: number; readonly sealed: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('connector_tokens')
    .set({ sealed, version: from + 1, updated_at: sql<Date>`now()` })
    .where('connector_id', '=', connectorId)
    .where('version', '=', from)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** The row stays and its version goes on: who is asking for a token at this moment keeps none. */
export async function forgetConnectorToken(trx: Executor, connectorId: string): Promise<void> {
  await trx
    .updateTable('connector_tokens')
    .set({ sealed: null, version: sql<number>`version + 1`, lease_owner: null, lease_until: null })
    .where('connector_id', '=', connectorId)
    .execute()
}

export interface PlacedToken extends ConnectorToken {
  readonly connectorId: string
  readonly origin: string
  readonly security: Security
}

/** With what they are sealed for, in the order of their connectors. */
export async function selectPlacedTokens(db: Executor, page: SealedPage): Promise<PlacedToken[]> {
  let rows = db
    .selectFrom('connector_tokens')
    .innerJoin('connectors', 'connectors.id', 'connector_tokens.connector_id')
    .select(['connector_id as connectorId', 'sealed', 'connector_tokens.version', 'origin', 'security'])
    .where('sealed', 'is not', null)
    .where(({ ref }) => sealedAsAsked(ref('sealed'), page))
  if (page.after !== undefined) rows = rows.where('connector_id', '>', page.after)
  const found = await rows.orderBy('connector_id').limit(page.limit).execute()
  return found.flatMap(({ sealed, ...row }) => (sealed === null ? [] : [{ ...row, sealed }]))
}
