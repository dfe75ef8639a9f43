import type { FlowState } from '@/lib/flows/flow'

/** So many runs of a week are counted, and no more. */
export const MOST_COUNTED = 1_000

/** A flow in the list of those who make it. */
export interface MadeFlowRow {
  readonly slug: string
  readonly title: string
  readonly icon: string
  readonly colour: string
  readonly state: FlowState
  /** 0: never published. */
  readonly version: number
  readonly hasDraft: boolean
  readonly owner: string
  readonly connector: string
  /** Epoch ms. */
  readonly updatedAt: number
  /** Of the last seven days; at most `MOST_COUNTED`. */
  readonly runs: number
  readonly failures: number
}
