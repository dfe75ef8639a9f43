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
  readonly kind: 'not_reached' | 'no_token' | 'refused_by_portal'
  /** The code of our own error, for its words. */
  readonly code: string
}
