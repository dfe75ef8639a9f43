import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import type { Typed } from '@/lib/flows/typed'

/** When a flow is run by itself: five fields of cron, in a zone whose summer time is heeded. */
export interface Timing {
  /** Minute, hour, day of the month, month, day of the week. */
  readonly cron: string
  /** As IANA names it: `Europe/Berlin`. */
  readonly timeZone: string
}

/** Why it is none, or none that may be. */
export type TimingProblem = 'cron' | 'zone' | 'never' | 'often'

/** For how long a person may agree at once, days. */
export const AGREED_DAYS = [30, 90, 180] as const

/** A flow that is run again and again as a person, who has agreed to that until a day. Times are epoch ms. */
export interface Schedule extends Timing {
  readonly id: string
  readonly personId: string
  readonly personName: string
  readonly userName: string
  readonly flowSlug: string
  readonly flowTitle: string
  readonly state: 'on' | 'off'
  readonly agreedAt: number
  readonly until: number
  /** undefined: it does not come again. */
  readonly nextAt: number | undefined
  readonly last: { readonly runId: string; readonly number: number; readonly at: number } | undefined
  /** Why its last time was no run. */
  readonly problem: { readonly code: ErrorCode; readonly facts: ErrorFacts; readonly at: number } | undefined
}

/** What is run when its time has come. */
export interface Planned {
  readonly typed: Typed
  /** What the flow wanted agreed to when it was agreed. */
  readonly confirmed: string | undefined
  /** The application id of the service principal as which the flow called then; undefined where it called as the person. */
  readonly principal: string | undefined
}

export type ScheduleStatus = 'on' | 'off' | 'ended'

export function statusOf({ state, until }: Pick<Schedule, 'state' | 'until'>, now: number): ScheduleStatus {
  if (until <= now) return 'ended'
  return state
}
