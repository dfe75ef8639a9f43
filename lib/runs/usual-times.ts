/** How long something takes as a rule: half of the runs at most `p50`, nine of ten at most `p90`. ms. */
export interface Usual {
  readonly p50: number
  readonly p90: number
}

/** What a flow's own last successful runs say of how long one takes, from the press to the end. */
export interface UsualTimes {
  /** On which it rests. */
  readonly runs: number
  readonly total: Usual
  /** Until Databricks worked on it, and in its queues. */
  readonly queue: Usual
  /** Until the compute was there. */
  readonly setup: Usual
  readonly work: Usual
}

/** Fewer runs than these say nothing of the next one. */
export const FEWEST_RUNS = 5
/** So many of a flow's last runs count. */
export const LAST_RUNS = 50
