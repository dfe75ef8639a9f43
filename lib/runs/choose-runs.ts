import { pollInterval } from './poll-schedule'

/** A run that is followed, as far as it takes to say when it is to be asked about again. Times are epoch ms. */
export interface LookedRun {
  readonly runId: string
  readonly submittedAt: number
  /** 0 if never. */
  readonly lookedAt: number
  /** Somebody has its page open. */
  readonly watched: boolean
}

/** Five pages of a list: what one look takes on, so that no other person waits long for theirs (REL-4). */
export const MOST_A_LOOK = 120
/** What a list on the screen shows first. */
const NEWEST = 24

interface Choice {
  readonly chosen: readonly string[]
  /** Until the next one is due, when these have been asked about: 0 or less while others are overdue. */
  readonly nextDueInMs: number
}

/**
 * Which of the many runs of one connection are to be asked about now: from the one that is the longest overdue on to
 * older ones, because a list of runs comes in that order. Each run has the pace of its own age; those that somebody looks
 * at, and the newest ones while somebody looks at a list, have the quick one.
 */
export function chooseRuns(runs: readonly LookedRun[], groupWatched: boolean, now: number): Choice {
  const newestFirst = [...runs].sort((a, b) => b.submittedAt - a.submittedAt)
  const paced = newestFirst.map(({ runId, submittedAt, lookedAt, watched }, place) => {
    const quick = watched || (groupWatched && place < NEWEST)
    const everyMs = pollInterval({ youngestAgeMs: now - submittedAt, watched: quick }, 0.5)
    return { runId, everyMs, dueAt: lookedAt + everyMs }
  })
  const first = Math.min(...paced.map(({ dueAt }) => dueAt))
  const from = paced.findIndex(({ dueAt }) => dueAt === first)
  const due = paced.filter(({ dueAt }, place) => place === from || (place > from && dueAt <= now))
  const chosen = new Set(due.slice(0, MOST_A_LOOK))
  const nextDueInMs = Math.min(...paced.map((run) => (chosen.has(run) ? run.everyMs : run.dueAt - now)))
  return { chosen: [...chosen].map(({ runId }) => runId), nextDueInMs }
}
