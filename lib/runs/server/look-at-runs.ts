import 'server-only'
import type { DatabricksRun } from '@/lib/databricks/run'
import { activeRuns, getRun } from '@/lib/databricks/runs'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import { inParallel } from '@/lib/in-parallel'
import { describeError, log } from '@/lib/log'
import { isFinal, runStatus } from '@/lib/runs/run-status'
import type { Connection } from '@/lib/store/connections'
import { inTransaction } from '@/lib/store/current'
import { type FollowedRun, markTimedOut } from '@/lib/store/followed-runs'
import type { TaskResult } from '@/lib/store/kept-tasks'
import { demandLease, type Lease, LeaseLost } from '@/lib/store/lease'
import { askToEnd } from './ask-to-end'
import { keepEnd, tasksToRead } from './keep-end'
import { keepLost, keepSeen } from './keep-seen'
import { learnRunsAs } from './learn-runs-as'
import { readStatement } from './look-at-statement'
import { isRepairAwaited } from './settle-repair'
import { withoutResults } from './without-results'

const ONCE = { attempts: 1, windowMs: 0 }
const RUNS_A_PAGE = 24
/** Up to this many runs are read one by one; more are listed (design 4). */
const FEW_RUNS = 2
/** A list is read on while a page of it saves more than this many reads: some people see everybody's runs. */
const WORTH_A_PAGE = 1
/** One by one in one look; the others wait for the next, so that a look stays small. */
const MOST_READS = 8
/** A run that falls silent holds up the next look at the others no longer than this. */
const READ_MS = 10_000
/** So young a run may be missing because the workspace has not told all its parts of it yet. */
const YOUNG_MS = 60_000
/** Between our note of a start and the workspace's, mostly. A run that is further off is read once by itself, and found from then on. */
const CLOCKS_DIFFER_MS = 60_000

export interface Look {
  readonly lease: Lease
  readonly connection: Connection
  readonly workspace: Workspace
  /** Not too many for one look: see `chooseRuns`. */
  readonly runs: readonly FollowedRun[]
  /** Counted up, for the workspace's budget. */
  readonly calls: { made: number }
}

export interface Looked {
  /** Runs about which the workspace said something. */
  readonly answered: readonly FollowedRun[]
  /** Runs that were asked about. */
  readonly asked: readonly FollowedRun[]
  /** Runs to be looked at again. */
  readonly left: readonly FollowedRun[]
  /** Of the runs that could not be read or stored. */
  readonly failures: readonly unknown[]
}

/** How many calls a look at these is going to take, as far as it can be told. */
export function callsFor(runs: readonly { readonly watched: boolean }[]): number {
  if (runs.length <= FEW_RUNS) return runs.length
  return Math.ceil(runs.length / RUNS_A_PAGE) + runs.filter(({ watched }) => watched).length
}

/**
 * Reads every run and stores what is new of each as soon as it is read; of those that have to be read one by one not more
 * than a few. One run's trouble is its own.
 * @throws PortalError databricks_token_refused, or when the list cannot be had; LeaseLost
 */
export async function lookAtRuns(look: Look): Promise<Looked> {
  const ofJobs = look.runs.filter(isOfJob)
  const none = new Map<string, DatabricksRun>()
  const listed = ofJobs.length > FEW_RUNS ? await listActive({ ...look, runs: ofJobs }) : none
  const [enough, rest] = split(look.runs, (run) => isEnough(run, listed.get(run.databricksRunId)))
  const [watched, unwatched] = split(rest, (run) => run.watched)
  const asked = [...enough, ...[...watched, ...unwatched].slice(0, MOST_READS)]
  const failures: unknown[] = []
  const outcomes = await inParallel(asked, MOST_READS, async (run) => {
    try {
      return { run, goesOn: await lookAtRun(look, run, listed.get(run.databricksRunId)), answered: true }
    } catch (thrown) {
      if (thrown instanceof LeaseLost) throw thrown
      log('warn', 'follow.run_failed', { runId: run.runId, ...describeError(thrown) })
      failures.push(thrown)
      return { run, goesOn: true, answered: false }
    }
  })
  const refused = failures.find(isTokenRefused)
  if (refused) throw refused
  const ended = new Set(outcomes.filter(({ goesOn }) => !goesOn).map(({ run }) => run))
  return {
    asked,
    answered: outcomes.filter(({ answered }) => answered).map(({ run }) => run),
    left: look.runs.filter((run) => !ended.has(run)),
    failures,
  }
}

/** A statement is in no list of runs. */
function isOfJob({ databricksJobId }: FollowedRun): boolean {
  return databricksJobId !== undefined
}

/** A list names no tasks and no repairs: a run whose page is open is read whole, as is one that has ended or is to go on. */
function isEnough(run: FollowedRun, listed: DatabricksRun | undefined): boolean {
  return listed !== undefined && !run.watched && !run.repair && !isFinal(runStatus(listed))
}

function split<T>(all: readonly T[], holds: (one: T) => boolean): [T[], T[]] {
  return [all.filter(holds), all.filter((one) => !holds(one))]
}

function isTokenRefused(thrown: unknown): boolean {
  return thrown instanceof PortalError && thrown.code === 'databricks_token_refused'
}

/** Those of the runs that the workspace lists as active, by its ids. */
async function listActive({ workspace, runs, calls }: Look): Promise<Map<string, DatabricksRun>> {
  const times = runs.map(({ startedAt, submittedAt }) => (startedAt ?? submittedAt).getTime())
  const wanted = new Set(runs.map(({ databricksRunId }) => databricksRunId))
  const found = new Map<string, DatabricksRun>()
  const list = activeRuns(workspace, {
    startTimeFrom: Math.min(...times) - CLOCKS_DIFFER_MS,
    startTimeTo: Math.max(...times) + CLOCKS_DIFFER_MS,
    retry: ONCE,
  })
  let pages = 0
  calls.made += 1 // the first page, should it fail
  for await (const page of list) {
    for (const run of page) if (wanted.has(run.runId)) found.set(run.runId, run)
    pages += 1
    if (found.size === wanted.size || found.size <= pages * WORTH_A_PAGE) break
    calls.made += 1
  }
  return found
}

/** Whether it is to be looked at again. */
async function lookAtRun(look: Look, run: FollowedRun, listed: DatabricksRun | undefined): Promise<boolean> {
  const read =
    listed && isEnough(run, listed) ? { seen: listed } : await orMissing(look, run, () => readOne(look, run))
  if (read instanceof PortalError) {
    await keepLost(look.lease, run, read)
    return false
  }
  const { results }: Read = read
  const seen = run.secretResults ? withoutResults(read.seen) : read.seen
  if (run.repair && (await isRepairAwaited(look.lease, run.runId, run.repair, seen))) return true
  const ended = isFinal(runStatus(seen))
  const outputs = ended ? tasksToRead(run, seen).length : 0
  // How it ended is news already, before its outputs are read.
  if (!ended || outputs > 0) await keepSeen(look.lease, look.workspace.origin, run, seen)
  if (!ended && (run.cancelRequested || (await tookTooLong(look, run)))) await endOne(look, run, seen)
  if (run.runsAs === undefined) await learnRunsAs(look, run)
  if (!ended) return true
  look.calls.made += outputs
  await keepEnd(look.lease, look.workspace, run, { seen, results })
  return false
}

/** That it did is kept before it is told to end: whoever sees the end knows why. @throws LeaseLost */
async function tookTooLong({ lease }: Look, { stepId, timesOutAt, timedOut }: FollowedRun): Promise<boolean> {
  if (timedOut || timesOutAt === undefined || Date.now() < timesOutAt.getTime()) return timedOut
  await inTransaction(async (trx) => {
    await demandLease(trx, lease)
    await markTimedOut(trx, stepId)
  })
  return true
}

interface Read {
  readonly seen: DatabricksRun
  /** Of a statement. Those of a job are asked for task by task. */
  readonly results?: (() => Promise<TaskResult>) | undefined
}

async function readOne({ workspace }: Look, run: FollowedRun): Promise<Read> {
  if (!isOfJob(run)) return readStatement(workspace, run)
  const signal = AbortSignal.timeout(READ_MS)
  return {
    seen: await getRun(workspace, run.databricksRunId, {
      includeHistory: run.repair !== undefined,
      retry: ONCE,
      signal,
    }),
  }
}

/** The error, when the workspace no longer knows the run. */
async function orMissing<T>({ calls }: Look, run: FollowedRun, read: () => Promise<T>): Promise<T | PortalError> {
  calls.made += 1
  try {
    return await read()
  } catch (thrown) {
    const missing = thrown instanceof PortalError && thrown.code === 'databricks_missing'
    if (!missing || isYoung(run)) throw thrown
    return thrown
  }
}

function isYoung({ state, submittedAt }: FollowedRun): boolean {
  return state === 'submitted' && Date.now() - submittedAt.getTime() < YOUNG_MS
}

/** Cancelled while its id was not known yet, or by a call that did not come through (RUN-9), or it took too long. */
async function endOne({ workspace, calls }: Look, run: FollowedRun, seen: DatabricksRun): Promise<void> {
  const state = seen.status?.state ?? seen.state?.lifeCycleState
  if (state === 'TERMINATING') return
  calls.made += 1
  try {
    await askToEnd(workspace, run, { retry: ONCE })
  } catch (thrown) {
    if (isTokenRefused(thrown)) throw thrown
    log('warn', 'follow.not_cancelled', { runId: run.runId, ...describeError(thrown) })
  }
}
