import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'
import { type SealedPage, sealedAsAsked } from './sealed-columns'

export interface Partition {
  readonly sealed: string
  /** Rises with every write; it is part of what is sealed, so an older text put back is refused. */
  readonly version: number
}

export interface OwnedPartition extends Partition {
  readonly key: string
  readonly tenantId: string
  readonly objectId: string
}

/** Partitions with whom they belong to, in the order of their keys. */
export async function selectOwnedPartitions(db: Executor, page: SealedPage): Promise<OwnedPartition[]> {
  let rows = db
    .selectFrom('token_partitions')
    .innerJoin('people', 'people.id', 'token_partitions.person_id')
    .select(['partition_key as key', 'sealed', 'version', 'tenant_id as tenantId', 'object_id as objectId'])
    .where(({ ref }) => sealedAsAsked(ref('sealed'), page))
  if (page.after !== undefined) rows = rows.where('partition_key', '>', page.after)
  return rows.orderBy('partition_key').limit(page.limit).execute()
}

export async function selectPartition(db: Executor, key: string): Promise<Partition | undefined> {
  return db
    .selectFrom('token_partitions')
    .select(['sealed', 'version'])
    .where('partition_key', '=', key)
    .executeTakeFirst()
}

/** A sign-in writes anew, whatever stood there. */
export async function putPartition(
  db: Executor,
  {
    key,
    personId,
    connectionId,
    sealed,
    version,
    at,
  }: { key: string; personId: string; connectionId?: string | undefined; at: Date } & Partition,
): Promise<void> {
  const changing = { person_id: personId, connection_id: connectionId ?? null, sealed, version, updated_at: at }
  await db
    .insertInto('token_partitions')
    .values({ partition_key: key, lease_owner: null, lease_until: null, ...changing })
    .onConflict((conflict) => conflict.column('partition_key').doUpdateSet(changing))
    .execute()
}

/** Compare-and-set on the version: false when somebody else wrote in between (TOK-6). */
export async function replacePartition(
  db: Executor,
  { key, from, sealed, at }: { key: string; from: number; sealed: string; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('token_partitions')
    .set({ sealed, version: from + 1, updated_at: at })
    .where('partition_key', '=', key)
    .where('version', '=', from)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** Drops tokens that Entra calls dead, unless somebody has put newer ones there since. */
export async function deletePartitionAt(db: Executor, key: string, version: number): Promise<void> {
  await db.deleteFrom('token_partitions').where('partition_key', '=', key).where('version', '=', version).execute()
}

export async function deletePartitionsOfPerson(db: Executor, personId: string): Promise<void> {
  await db.deleteFrom('token_partitions').where('person_id', '=', personId).execute()
}

const LEASE = "interval '15 seconds'"

/** Takes the right to renew, by the database's clock; false while another holds it. */
export async function leasePartition(db: Executor, key: string, owner: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('token_partitions')
    .set({ lease_owner: owner, lease_until: sql<Date>`now() + ${sql.raw(LEASE)}` })
    .where('partition_key', '=', key)
    .where((where) => where.or([where('lease_until', 'is', null), where('lease_until', '<', sql<Date>`now()`)]))
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function releasePartition(db: Executor, key: string, owner: string): Promise<void> {
  await db
    .updateTable('token_partitions')
    .set({ lease_owner: null, lease_until: null })
    .where('partition_key', '=', key)
    .where('lease_owner', '=', owner)
    .execute()
}
