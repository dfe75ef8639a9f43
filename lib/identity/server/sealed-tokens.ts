import 'server-only'
import type { SealedKind, SealedValue } from '@/lib/keys/server/sealed-kind'
import { newId } from '@/lib/new-id'
import type { Executor } from '@/lib/store/database'
import type { KeyRing } from '@/lib/store/key-ring'
import { open, type SealedFor, seal } from '@/lib/store/sealed'
import {
  leasePartition,
  type OwnedPartition,
  releasePartition,
  replacePartition,
  selectOwnedPartitions,
} from '@/lib/store/token-partitions'

/** What a person's tokens are sealed for. The version counts up with every write: an older text put back is refused. */
export function aboutPartition({ key, tenantId, objectId, version }: Omit<OwnedPartition, 'sealed'>): SealedFor {
  return { purpose: 'token-partition', tenantId, objectId, partition: key, version: String(version) }
}

/**
 * Sealed anew under the lease of a renewal and as the next version: a portal that renews at the same moment waits, reads
 * again and writes behind us, so that neither writes over the other's tokens.
 */
export const SEALED_TOKENS: SealedKind = {
  column: 'token_partitions.sealed',
  called: 'tokens of people',
  async select(db, page) {
    return (await selectOwnedPartitions(db, page)).map(valueIn)
  },
  async reseal(db, ring, value) {
    const lease = newId()
    if (!(await leasePartition(db, value.id, lease))) return false
    try {
      return await resealAsNextVersion(db, ring, value)
    } finally {
      await releasePartition(db, value.id, lease)
    }
  },
}

function valueIn(partition: OwnedPartition): SealedValue {
  return { id: partition.key, sealed: partition.sealed, about: aboutPartition(partition) }
}

async function resealAsNextVersion(
  db: Executor,
  ring: KeyRing,
  { id, sealed, about }: SealedValue,
): Promise<boolean> {
  const from = Number(about.version)
  const next = { ...about, version: String(from + 1) }
  return replacePartition(db, { key: id, from, sealed: seal(ring, open(ring, sealed, about), next), at: new Date() })
}
