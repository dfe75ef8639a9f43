import 'server-only'
import type { Security } from '@/lib/connectors/security'
import { forgetConnectorToken } from './connector-tokens'
import type { Executor } from './database'
import { type SealedPage, sealedAsAsked } from './sealed-columns'

export type Turn = 'current' | 'next'

/** What may be told of a secret to whoever looks after the connector: never the secret, not even sealed (TOK-9). */
export interface SecretFacts {
  readonly id: string
  readonly turn: Turn
  readonly kind: 'secret' | 'certificate'
  /** Of a certificate. */
  readonly thumbprint: string | undefined
  readonly expiresAt: Date | undefined
  readonly setAt: Date
  /** The user name of who typed it; undefined for somebody who is not here any more. */
  readonly setBy: string | undefined
}

export interface SealedSecret {
  readonly id: string
  readonly connectorId: string
  readonly turn: Turn
  readonly kind: 'secret' | 'certificate'
  readonly sealed: string
}

export interface NewSecret extends SealedSecret {
  readonly thumbprint: string | undefined
  readonly expiresAt: Date | undefined
  readonly setAt: Date
  readonly setBy: string
}

function factsOfSecrets(db: Executor) {
  return db
    .selectFrom('connector_secrets')
    .leftJoin('people', 'people.id', 'connector_secrets.set_by')
    .select(['connector_secrets.id', 'turn', 'kind', 'thumbprint', 'expires_at', 'set_at', 'people.user_name'])
}

type FactsRow = Awaited<ReturnType<ReturnType<typeof factsOfSecrets>['executeTakeFirstOrThrow']>>

function toFacts(row: FactsRow): SecretFacts {
  return {
    id: row.id,
    turn: row.turn,
    kind: row.kind,
    thumbprint: row.thumbprint ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    setAt: row.set_at,
    setBy: row.user_name ?? undefined,
  }
}

/** The current one first. */
export async function selectSecretFacts(db: Executor, connectorId: string): Promise<SecretFacts[]> {
  const rows = await factsOfSecrets(db).where('connector_id', '=', connectorId).orderBy('turn').execute()
  return rows.map(toFacts)
}

/** For whoever opens them. */
export async function selectSealedSecrets(db: Executor, connectorId: string): Promise<SealedSecret[]> {
  return db
    .selectFrom('connector_secrets')
    .select(['id', 'connector_id as connectorId', 'turn', 'kind', 'sealed'])
    .where('connector_id', '=', connectorId)
    .orderBy('turn')
    .execute()
}

/** Puts a secret in its place, whatever was there. */
export async function putSecret(trx: Executor, secret: NewSecret): Promise<void> {
  await deleteSecret(trx, secret.connectorId, secret.turn)
  await trx
    .insertInto('connector_secrets')
    .values({
      id: secret.id,
      connector_id: secret.connectorId,
      turn: secret.turn,
      kind: secret.kind,
      sealed: secret.sealed,
      thumbprint: secret.thumbprint ?? null,
      expires_at: secret.expiresAt ?? null,
      set_at: secret.setAt,
      set_by: secret.setBy,
    })
    .execute()
}

/** What was got with it is not used any more either: whoever takes a secret away means it. */
export async function deleteSecret(trx: Executor, connectorId: string, turn: Turn): Promise<void> {
  await forgetConnectorToken(trx, connectorId)
  await trx.deleteFrom('connector_secrets').where('connector_id', '=', connectorId).where('turn', '=', turn).execute()
}

/** The next one takes the place of the current one, which is gone. */
export async function promoteSecret(trx: Executor, connectorId: string): Promise<void> {
  await deleteSecret(trx, connectorId, 'current')
  await trx
    .updateTable('connector_secrets')
    .set({ turn: 'current' })
    .where('connector_id', '=', connectorId)
    .where('turn', '=', 'next')
    .execute()
}

/** All of a connector's, and the tokens that were got with them. Answers how many secrets there were. */
export async function deleteSecretsAndTokens(trx: Executor, connectorId: string): Promise<number> {
  const secrets = await trx
    .deleteFrom('connector_secrets')
    .where('connector_id', '=', connectorId)
    .returning('id')
    .execute()
  await forgetConnectorToken(trx, connectorId)
  await trx.deleteFrom('connection_attempts').where('connector_id', '=', connectorId).execute()
  await trx
    .deleteFrom('token_partitions')
    .where('connection_id', 'in', (query) =>
      query.selectFrom('connections').select('id').where('connector_id', '=', connectorId),
    )
    .execute()
  return secrets.length
}

export interface EndingSecret {
  readonly connector: { readonly slug: string; readonly name: string }
  readonly turn: Turn
  readonly kind: 'secret' | 'certificate'
  readonly expiresAt: Date | undefined
}

/** Those of connectors of which one ends before `before`, by connector. */
export async function selectEndingSecrets(db: Executor, before: Date): Promise<EndingSecret[]> {
  const rows = await db
    .selectFrom('connector_secrets')
    .innerJoin('connectors', 'connectors.id', 'connector_secrets.connector_id')
    .select(['slug', 'name', 'turn', 'kind', 'expires_at'])
    .where('connector_id', 'in', (query) =>
      query.selectFrom('connector_secrets').select('connector_id').where('expires_at', '<=', before),
    )
    .orderBy('slug')
    .orderBy('turn')
    .execute()
  return rows.map(({ slug, name, turn, kind, expires_at }) => ({
    connector: { slug, name },
    turn,
    kind,
    expiresAt: expires_at ?? undefined,
  }))
}

export interface PlacedSecret extends SealedSecret {
  readonly origin: string
  readonly security: Security
}

/** With what they are sealed for, in the order of their ids. */
export async function selectPlacedSecrets(db: Executor, page: SealedPage): Promise<PlacedSecret[]> {
  let rows = db
    .selectFrom('connector_secrets')
    .innerJoin('connectors', 'connectors.id', 'connector_secrets.connector_id')
    .select(['connector_secrets.id', 'connector_id as connectorId', 'turn', 'kind', 'sealed', 'origin', 'security'])
    .where(({ ref }) => sealedAsAsked(ref('sealed'), page))
  if (page.after !== undefined) rows = rows.where('connector_secrets.id', '>', page.after)
  return rows.orderBy('connector_secrets.id').limit(page.limit).execute()
}

/** Compare-and-set on the sealed text itself. */
export async function replaceSealedSecret(
  db: Executor,
  id: string,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('connector_secrets')
    .set({ sealed: to })
    .where('id', '=', id)
    .where('sealed', '=', from)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
