import 'server-only'
import type { Executor } from '@/lib/store/database'
import type { KeyRing } from '@/lib/store/key-ring'
import type { SealedFor } from '@/lib/store/sealed'
import type { SealedPage } from '@/lib/store/sealed-columns'

/** A sealed value with the facts that open it. */
export interface SealedValue {
  readonly id: string
  readonly sealed: string
  readonly about: SealedFor
}

/** One kind of what is sealed at rest: whoever seals it knows what it is sealed for, and how it is written. */
export interface SealedKind {
  /** Table and column, as in `token_partitions.sealed`. */
  readonly column: string
  /** For people, in the plural. */
  readonly called: string
  /** In the order of their ids. */
  select(db: Executor, page: SealedPage): Promise<readonly SealedValue[]>
  /**
   * Seals the value anew by the ring's first key, unless somebody wrote it since it was read: false then, or while somebody
   * is at work on it. @throws SealError when it does not open
   */
  reseal(db: Executor, ring: KeyRing, value: SealedValue): Promise<boolean>
}
