import type { ErrorCode } from '@/lib/errors'

/** What was sent to try an action; the token was never in it. */
export interface TestRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** What came back, or why nothing did, in coarse classes (OUT-8). */
export type TestAnswer = Answered | NotAnswered

interface Answered {
  readonly kind: 'answered'
  readonly status: number
  readonly durationMs: number
  readonly headers: Readonly<Record<string, string>>
  /** Its beginning. */
  readonly body: string
  readonly isCut: boolean
  /** What of the body does not fit the described answer; none where it does. Absent: nothing was described. */
  readonly misfits?: readonly string[] | undefined
}

interface NotAnswered {
  /** `not_reached`: no answer of HTTP came in time, whatever the reason; it says nothing about what is at the other end. */
  readonly kind: 'not_reached' | 'not_sent'
  /** Why it was not sent: the code of our own error, for its words. */
  readonly code?: ErrorCode | undefined
}
