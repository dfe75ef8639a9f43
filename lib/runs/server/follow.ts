import 'server-only'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { getJob } from '@/lib/databricks/jobs'
import type { DatabricksRun } from '@/lib/databricks/run'
import { getRun, listActiveRuns } from '@/lib/databricks/runs'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { pauseAfterFailures, pollInterval } from '@/lib/runs/poll-schedule'
import { isFinal, runStatus } from '@/lib/runs/run-status'
import { type Connection, selectConnection } from '@/lib/store/connections'
import { query } from '@/lib/store/current'
import { type FollowedRun, selectFollowedRuns, touchFollowedRuns } from '@/lib/store/followed-runs'
import { upsertKnownJob } from '@/lib/store/known-jobs'
import { LEASE_MS, type Lease, releaseLease, renewLease } from '@/lib/store/lease'
import { selectPollGroup, setPollFailures } from '@/lib/store/poll-groups'
import { keepEnd } from './keep-end'
import { keepLost, keepSeen } from './keep-seen'
import { holdWorkspace, mayPoll } from './workspace-budget'

const ONCE = { attempts: 1, windowMs: 0 }
const OVER_BUDGET_PAUSE_MS = 500
const RUNS_A_PAGE = 24
/** Up to this many runs are read one by one; more are listed (design 4). */
const FEW_RUNS = 2

/** Looks once at all active runs of one connection, stores what changed, and says when to look again. */
export async function followGroup(lease: Lease): Promise<void> {
  const heartbeat = setInterval(() => void beat(lease), LEASE_MS / 3)
  try {
    await query(async (db) => releaseLease(db, lease, await look(lease.id)))
  } finally {
    clearInterval(heartbeat)
  }
}

async function beat(lease: Lease): Promise<void> {
  await query((db) => renewLease(db, lease)).catch((thrown: unknown) => {
    log('warn', 'follow.lease_not_renewed', { connectionId: lease.id, ...describeError(thrown) })
  })
}

/** Milliseconds until the next look; null when there is nothing to follow, or nobody to follow it as. */
async function look(connectionId: string): Promise<number | null> {
  const [connection, runs, group] = await query((db) =>
    Promise.all([
      selectConnection(db, connectionId),
      selectFollowedRuns(db, connectionId),
      selectPollGroup(db, connectionId),
    ]),
  )
  // A broken connection waits for its person: the sign-in makes the group due again.
  if (!connection || !group || runs.length === 0 || connection.problem) return null
  if (!(await mayPoll(connection.origin, callsFor(runs)))) return OVER_BUDGET_PAUSE_MS
  try {
    const left = await withWorkspace(connection, (workspace) => lookAt(connection, workspace, runs))
    await query((db) => setPollFailures(db, connectionId, 0))
    if (left.length === 0) return null
    const youngest = Math.max(...left.map(({ submittedAt }) => submittedAt.getTime()))
    const watched = (await query((db) => selectPollGroup(db, connectionId)))?.watched ?? false
    return pollInterval({ youngestAgeMs: Date.now() - youngest, watched }, Math.random())
  } catch (thrown) {
    return pauseAfter(connection, group.failures + 1, thrown)
  }
}

function callsFor(runs: readonly FollowedRun[]): number {
  if (runs.length <= FEW_RUNS) return runs.length
  return Math.ceil(runs.length / RUNS_A_PAGE) + runs.filter(({ watched }) => watched).length
}

async function pauseAfter(connection: Connection, failures: number, thrown: unknown): Promise<number | null> {
  log('warn', 'follow.failed', { connectionId: connection.id, failures, ...describeError(thrown) })
  await query((db) => setPollFailures(db, connection.id, failures))
  const asked = thrown instanceof PortalError ? Number(thrown.facts.retryAfterMs ?? 0) : 0
  const pause = pauseAfterFailures(failures, asked)
  if (thrown instanceof PortalError && thrown.code === 'databricks_busy')
    await holdWorkspace(connection.origin, pause)
  return pause
}

/** Answers the runs that go on. */
async function lookAt(
  connection: Connection,
  workspace: Workspace,
  runs: readonly FollowedRun[],
): Promise<FollowedRun[]> {
  const left: FollowedRun[] = []
  for (const { run, seen } of await read(workspace, runs)) {
    if (seen === undefined) {
      await keepLost(run)
      continue
    }
    const learned = run.runsAs === undefined ? { ...run, ...(await learnRunsAs(connection, workspace, run)) } : run
    if (isFinal(runStatus(seen))) {
      await keepEnd(workspace, learned, seen)
    } else {
      await keepSeen(workspace.origin, learned, seen)
      left.push(learned)
    }
  }
  await query((db) =>
    touchFollowedRuns(
      db,
      left.map(({ runId }) => runId),
    ),
  )
  return left
}

interface Reading {
  readonly run: FollowedRun
  /** `undefined`: the workspace no longer knows it. */
  readonly seen: DatabricksRun | undefined
}

async function read(workspace: Workspace, runs: readonly FollowedRun[]): Promise<Reading[]> {
  if (runs.length <= FEW_RUNS) return Promise.all(runs.map((run) => readOne(workspace, run)))
  const oldest = Math.min(...runs.map(({ submittedAt }) => submittedAt.getTime()))
  const listed = await listActiveRuns(workspace, {
    startTimeFrom: oldest - 60_000,
    pageLimit: Math.max(1, Math.ceil(runs.length / 2)),
    retry: ONCE,
  })
  const active = new Map(listed.runs.map((run) => [run.runId, run]))
  return Promise.all(
    runs.map((run) => {
      const found = active.get(run.databricksRunId)
      // A list names no tasks, so a run whose page is open is read whole, as is one that the list no longer holds.
      return found && !run.watched ? { run, seen: found } : readOne(workspace, run)
    }),
  )
}

async function readOne(workspace: Workspace, run: FollowedRun): Promise<Reading> {
  try {
    return { run, seen: await getRun(workspace, run.databricksRunId, { retry: ONCE }) }
  } catch (thrown) {
    if (thrown instanceof PortalError && thrown.code === 'databricks_missing') return { run, seen: undefined }
    throw thrown
  }
}

/** Whose rights the code has is known to the job alone, not to its runs. Not learning it stops nothing. */
async function learnRunsAs(
  connection: Connection,
  workspace: Workspace,
  run: FollowedRun,
): Promise<{ runsAs?: string }> {
  try {
    const job = await getJob(workspace, run.databricksJobId, { retry: ONCE })
    const known = { name: job.settings.name, runsAs: job.runAsUserName, checkedAt: new Date() }
    await query((db) => upsertKnownJob(db, connection.id, run.databricksJobId, known))
    return job.runAsUserName ? { runsAs: job.runAsUserName } : {}
  } catch (thrown) {
    log('info', 'follow.run_as_unknown', { runId: run.runId, ...describeError(thrown) })
    return {}
  }
}
