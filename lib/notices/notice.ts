import type { RunStatus } from '@/lib/runs/run-status'
import type { DeliveryState } from './delivery'

/** What a person may want to be told of a run. Of each run one of the first two happens. */
export const WISHED_EVENTS = ['end', 'failure', 'wait'] as const
export type WishedEvent = (typeof WISHED_EVENTS)[number]
/** `test`: the person has asked for it. */
export type NoticeEvent = WishedEvent | 'test'

export const WAYS = ['app', 'email', 'teams', 'webhook'] as const
export type Way = (typeof WAYS)[number]

/** By which ways a person is told of each. */
export type Wishes = Readonly<Record<WishedEvent, readonly Way[]>>

/** Of whoever has said nothing. */
export const STANDARD_WISHES: Wishes = { end: ['app'], failure: ['app'], wait: [] }

/** Of these a run is done; every other end is a failure. */
export const ENDS_WELL = ['Succeeded', 'Cancelled', 'Skipped'] as const satisfies readonly RunStatus[]

/** What a person was told. */
export interface Notice {
  readonly id: string
  readonly event: NoticeEvent
  /** Epoch ms. */
  readonly at: number
  readonly isRead: boolean
  /** undefined: it is about none. */
  readonly run: NoticedRun | undefined
  /** On its ways out of the portal. */
  readonly deliveries: readonly DeliveryState[]
}

interface NoticedRun {
  readonly id: string
  readonly number: number
  readonly flowTitle: string
  /** As it was then. */
  readonly status: RunStatus
}

/** What the bell shows. */
export interface Bell {
  /** As far as `MOST_COUNTED`. */
  readonly unread: number
  /** The person has runs whose end is to come. */
  readonly underWay: boolean
}

/** Beyond what the bell shows, nobody counts. */
export const MOST_COUNTED = 100
