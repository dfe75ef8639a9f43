import 'server-only'
import type { Executor } from '@/lib/store/database'
import type { KeyRing } from '@/lib/store/key-ring'
import { open, SealError } from '@/lib/store/sealed'
import { type KeyUse, selectKeyUse } from '@/lib/store/sealed-columns'
import type { SealedKind, SealedValue } from './sealed-kind'

/** How many values of each key are tried: one may have been changed, and that is not the key's fault. */
const TRIED = 5

export interface KeyLook extends KeyUse {
  /** `wrong`: the ring has another key under this id, or every value that was tried was changed. */
  readonly state: 'good' | 'missing' | 'wrong'
}

/** Whether the ring opens what is sealed, key by key. Nothing of what is opened leaves this function. */
export async function lookAtKeys(db: Executor, ring: KeyRing, kinds: readonly SealedKind[]): Promise<KeyLook[]> {
  const looks = []
  for (const kind of kinds) {
    for (const use of await selectKeyUse(db, kind.column)) looks.push(await look(db, ring, kind, use))
  }
  return looks
}

async function look(db: Executor, ring: KeyRing, kind: SealedKind, use: KeyUse): Promise<KeyLook> {
  if (!ring.keys.has(use.keyId)) return { ...use, state: 'missing' }
  const values = await kind.select(db, { by: use.keyId, after: undefined, limit: TRIED })
  const opens = values.some((value) => isOpenedBy(ring, value))
  return { ...use, state: opens || values.length === 0 ? 'good' : 'wrong' }
}

function isOpenedBy(ring: KeyRing, { sealed, about }: SealedValue): boolean {
  try {
    open(ring, sealed, about)
    return true
  } catch (thrown) {
    if (thrown instanceof SealError) return false
    throw thrown
  }
}
