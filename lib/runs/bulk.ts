import type { ErrorCode } from '@/lib/errors'
import type { RunList } from './saved-view'

/** What can be done to all runs of a list. */
export const BULK_KINDS = ['cancel', 'again'] as const
export type BulkKind = (typeof BULK_KINDS)[number]

/** So many runs at once; whoever means more asks again. */
export const MOST_AT_ONCE = 1_000

/** Why nothing came of one of the runs: as anything fails, or because it cannot be repeated without its person. */
export type BulkReason = ErrorCode | 'asks_person' | 'inputs_changed'

export interface Bulk {
  readonly id: string
  readonly personId: string
  readonly kind: BulkKind
  readonly list: RunList
  readonly createdAt: number
  readonly stopRequested: boolean
  readonly endedAt: number | undefined
  readonly total: number
  readonly done: number
  /** How many failed, by reason. */
  readonly failed: Readonly<Record<string, number>>
}
