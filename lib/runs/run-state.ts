/**
 * Where an attempt of a step is, and with it the run that stands there (RUN-4).
 * requested: the intent is kept. submitting: the call is under way. submitted: Databricks has it. running: seen at work.
 * unknown: the answer was lost and is being asked for again. refused: Databricks said no. lost: it can no longer be told.
 */
export type RunState = 'requested' | 'submitting' | 'submitted' | 'running' | 'done' | 'unknown' | 'refused' | 'lost'

/** The call of run-now is still to be made, or to be made again: the only states that need the secret inputs. */
export const UNSUBMITTED = ['requested', 'submitting', 'unknown'] as const satisfies readonly RunState[]
/** Databricks has the run, and its end is not stored yet. */
export const FOLLOWED = ['submitted', 'running'] as const satisfies readonly RunState[]

/** Nothing happens to it any more. */
export const FINISHED = ['done', 'refused', 'lost'] as const satisfies readonly RunState[]

interface Move {
  readonly from: readonly RunState[]
  readonly to: RunState
}

/** All moves there are. They lead forward only, but for a press in doubt, which is sent again until its answer is known. */
export const MOVES = {
  /** run-now is about to be called, for the first time or again. */
  send: { from: UNSUBMITTED, to: 'submitting' },
  /** Nothing was started, and it is tried again. */
  wait: { from: ['requested', 'submitting'], to: 'submitting' },
  /** The answer was lost: whether anything was started is asked by the same call. */
  doubt: { from: ['submitting', 'unknown'], to: 'unknown' },
  accept: { from: ['submitting'], to: 'submitted' },
  /** Nothing was started, and nothing will be. */
  refuse: { from: ['requested', 'submitting'], to: 'refused' },
  /** Cancelled before anything was sent (RUN-9). */
  cancel: { from: ['requested', 'submitting'], to: 'done' },
  /** Whether anything was started can no longer be told. */
  giveUp: { from: ['submitting', 'unknown'], to: 'lost' },
  see: { from: FOLLOWED, to: 'running' },
  end: { from: FOLLOWED, to: 'done' },
  /** Databricks no longer knows the run. */
  vanish: { from: FOLLOWED, to: 'lost' },
} as const satisfies Readonly<Record<string, Move>>

export type MoveName = keyof typeof MOVES

/** The only way back to `requested`: to an attempt that comes later, of which nothing was sent yet. */
const NEXT = { from: ['requested', 'submitting', ...FOLLOWED], to: 'requested' } as const satisfies Move

/** The only way back from an end: Databricks is asked to go on with tasks of the same run, by the person whose run it is. */
const REPAIR = { from: ['done'], to: 'submitted' } as const satisfies Move

/** The steps of a run have positions from 0, the attempts of each numbers from 1. */
export interface Place {
  readonly position: number
  readonly attempt: number
}

declare const BY_A_MOVE: unique symbol
/** A state that a move leads to: the store writes no other, so no statement can make a move that is not in the table. */
export type MovedState = RunState & { readonly [BY_A_MOVE]: true }

/**
 * What the store compares and sets for a move: the states it may start from, all of the move's or the one that `seen` is,
 * and the state to write.
 * @throws Error when the run was seen in a state that the move does not start from: a bug of the caller
 */
export function compareAndSet(name: MoveName, seen?: RunState): { from: readonly RunState[]; to: MovedState } {
  const { from, to }: Move = MOVES[name]
  if (seen !== undefined && !from.includes(seen)) throw new Error(`No run moves from ${seen} by "${name}"`)
  return { from: seen === undefined ? from : [seen], to: to as MovedState }
}

/**
 * The same for the one move from an attempt to a later one.
 * @throws Error when it is not later, or the run was seen in a state from which there is none: a bug of the caller
 */
export function goOnTo(to: Place, seen: Place & { readonly state?: RunState }) {
  const isLater = to.position > seen.position || (to.position === seen.position && to.attempt > seen.attempt)
  if (!isLater)
    throw new Error(`No run goes on from ${seen.position}.${seen.attempt} to ${to.position}.${to.attempt}`)
  const from: readonly RunState[] = NEXT.from
  if (seen.state !== undefined && !from.includes(seen.state)) throw new Error(`No run goes on from ${seen.state}`)
  return { from: seen.state === undefined ? from : [seen.state], to: NEXT.to as RunState as MovedState }
}

/** What the store compares and sets for a repair. */
export function backToWork(): { from: readonly RunState[]; to: MovedState } {
  return { from: REPAIR.from, to: REPAIR.to as RunState as MovedState }
}

export function isUnsubmitted(state: RunState): boolean {
  return UNSUBMITTED.some((unsubmitted) => unsubmitted === state)
}

/** Whether Databricks may have work going on for it, so that somebody must keep looking. */
export function isActive(state: RunState): boolean {
  return !FINISHED.some((finished) => finished === state)
}
