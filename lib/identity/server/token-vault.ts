import 'server-only'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { keyRing } from '@/lib/store/current-key-ring'
import type { Executor } from '@/lib/store/database'
import { open, SealError, type SealedFor, seal } from '@/lib/store/sealed'
import { putPartition, replacePartition, selectPartition } from '@/lib/store/token-partitions'
import { type PartitionOwner, partitionKeyOf } from './entra-application'
import { aboutPartition } from './sealed-tokens'

/** Whose tokens. The home account is MSAL's key; tenant and object id are bound into the sealing. */
export interface TokenOwner extends PartitionOwner {
  readonly personId: string
  readonly tenantId: string
  readonly objectId: string
}

/** A person's MSAL cache, opened, with the version it was read at. A secret. */
export interface OpenedCache {
  readonly text: string
  readonly version: number
}

/** Puts a fresh cache in place of whatever was there: a sign-in. */
export async function putCache(db: Executor, owner: TokenOwner, text: string, at: Date): Promise<void> {
  const key = partitionKeyOf(owner)
  const { personId, connectionId } = owner
  const version = ((await selectPartition(db, key))?.version ?? 0) + 1
  await putPartition(db, { key, personId, connectionId, sealed: sealed(owner, text, version), version, at })
}

/**
 * @throws PortalError connection_expired when there is none, or when it does not open: a missing or wrong key, a row that
 * was cut, moved or rolled back (TOK-2, TOK-4). The log and the audit log say which, and the person signs in again.
 */
export async function openCache(db: Executor, owner: TokenOwner): Promise<OpenedCache> {
  const row = await selectPartition(db, partitionKeyOf(owner))
  if (!row) {
    throw new PortalError('connection_expired', 'No tokens are kept for this person.', {
      facts: { reason: 'no_tokens' },
    })
  }
  try {
    return { text: open(keyRing(), row.sealed, aadOf(owner, row.version)), version: row.version }
  } catch (thrown) {
    if (!(thrown instanceof SealError)) throw thrown
    log('error', 'token_vault.does_not_open', { personId: owner.personId, ...describeError(thrown) })
    const facts = { seal: thrown.reason }
    throw new PortalError('connection_expired', 'The kept tokens cannot be read.', { cause: thrown, facts })
  }
}

/** Writes a renewed cache unless somebody else wrote since `from`; false then. */
export async function replaceCache(
  db: Executor,
  owner: TokenOwner,
  from: number,
  text: string,
  at: Date,
): Promise<boolean> {
  return replacePartition(db, {
    key: partitionKeyOf(owner),
    from,
    sealed: sealed(owner, text, from + 1),
    at,
  })
}

function sealed(owner: TokenOwner, text: string, version: number): string {
  return seal(keyRing(), text, aadOf(owner, version))
}

function aadOf(owner: TokenOwner, version: number): SealedFor {
  const { tenantId, objectId } = owner
  return aboutPartition({ key: partitionKeyOf(owner), tenantId, objectId, version })
}
