import { isMendedBySignIn, needsThePerson } from '@/lib/connections/needs-person'
import { type ErrorCode, PortalError } from '@/lib/errors'
import { isUnsubmitted, type RunState } from './run-state'

/** From here on nobody asks again whether a press was started: how long Databricks knows its token is not documented. */
const LONGEST_DOUBT_MS = 24 * 60 * 60_000
const LONGEST_PAUSE_MS = 30_000
const FIRST_PAUSE_MS = 1_000

/** How a press stands, as far as submitting it goes. */
export interface Intent {
  readonly state: RunState
  /** A call may have reached Databricks whose answer is not known. */
  readonly maybeStarted: boolean
  readonly cancelRequested: boolean
  /** Until then it is sent and sent again by itself. */
  readonly deadline: Date
  /** Until then it rests: it is a repetition. */
  readonly notBefore?: Date | undefined
  /** Other runs of its flow come first. */
  readonly waitsForItsTurn?: boolean
}

/**
 * Until when it is sent, epoch ms. One that was never sent is not sent after its deadline: nobody expects it any more. One
 * that may have been started is asked about, and so sent, for a day.
 */
export function lastCallAt({ maybeStarted, deadline }: Pick<Intent, 'maybeStarted' | 'deadline'>): number {
  return deadline.getTime() + (maybeStarted ? LONGEST_DOUBT_MS : 0)
}

/** The same after this error: what the workspace does not have when the press runs out is not looked for any longer. */
export function lastLookAt({ code }: PortalError, intent: Pick<Intent, 'maybeStarted' | 'deadline'>): number {
  return code === 'start_not_seen' ? intent.deadline.getTime() : lastCallAt(intent)
}

export type Errand = 'nothing' | 'send' | 'cancel' | 'refuse' | 'give up' | 'rest'

/** What is to be done about a press. */
export function errandOf(intent: Intent, now: number): Errand {
  if (!isUnsubmitted(intent.state)) return 'nothing'
  if (intent.cancelRequested && !intent.maybeStarted) return 'cancel'
  if (!intent.maybeStarted && isResting(intent, now)) return 'rest'
  if (now <= lastCallAt(intent)) return 'send'
  return intent.maybeStarted ? 'give up' : 'refuse'
}

function isResting({ waitsForItsTurn = false, notBefore }: Intent, now: number): boolean {
  return waitsForItsTurn || (notBefore !== undefined && now < notBefore.getTime())
}

export type Verdict = 'again' | 'wait for the person' | 'refused' | 'lost'

/**
 * What a failed call means for the press. Only two ends are final: refused, when it is certain that nothing was started,
 * and lost, when it can no longer be told. `inDoubt`: this call or an earlier one may have started it. `isLater`: it is none that
 * somebody has just pressed but goes on from one, so that its person may be away: it waits for them as one that is followed does.
 */
export function verdictOn(
  error: PortalError,
  { inDoubt, late, isLater = false }: { inDoubt: boolean; late: boolean; isLater?: boolean },
): Verdict {
  if (!late && isPassing(error)) return 'again'
  if (inDoubt && needsThePerson(error.code)) return 'wait for the person'
  if (isLater && !late && isMendedBySignIn(error.code)) return 'wait for the person'
  return inDoubt ? 'lost' : 'refused'
}

const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'databricks_busy',
  'databricks_unreachable',
  'databricks_odd_answer',
  'start_not_seen',
  'entra_unavailable',
  'store_unavailable',
  'unknown_to_this_version',
])

/** Errors that may go away by themselves. A refusal by the workspace or by Entra will not. */
export function isPassing({ code, facts }: PortalError): boolean {
  return PASSING.has(code) || Number(facts.status) >= 500
}

/** Before the next call: 1 s doubling to 30 s, jittered, or what the workspace asked for. `random` is in [0, 1). */
export function pauseBefore(attempts: number, error: PortalError, random: number): number {
  const backoff = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 10), LONGEST_PAUSE_MS)
  return Math.max(Number(error.facts.retryAfterMs ?? 0), backoff * (0.5 + random / 2))
}

/** Nothing has failed: others were first, and the call is to be made in `facts.retryAfterMs`. */
export function isQueued({ code, facts }: PortalError): boolean {
  return code === 'databricks_busy' && facts.reason === 'queued'
}

/**
 * For how long everybody is to leave the workspace alone: it answered 429, or named a time. A fault of another kind is
 * one caller's until the breaker says otherwise.
 */
export function askedPause(thrown: unknown, unlessNamedMs: number): number | undefined {
  if (!(thrown instanceof PortalError) || thrown.code !== 'databricks_busy') return undefined
  const { status, retryAfterMs, arrived } = thrown.facts
  if (arrived === 'no') return undefined // not the workspace's own word: the pause stands already
  if (retryAfterMs !== undefined) return Number(retryAfterMs)
  return status === '429' ? unlessNamedMs : undefined
}
