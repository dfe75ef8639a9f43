/** What somebody has to say of a run. */
export interface RunNote {
  readonly id: string
  /** As their account was called then. */
  readonly author: string
  readonly text: string
  /** Epoch ms. */
  readonly createdAt: number
}

export const LONGEST_NOTE = 1_000
/** Of one run. */
export const MOST_NOTES = 50

/** Why a note was not kept: it is empty or too long, or there are as many as may be. */
export const NOTE_PROBLEMS = ['shape', 'full'] as const
export type NoteProblem = (typeof NOTE_PROBLEMS)[number]
