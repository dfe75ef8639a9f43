import 'server-only'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { pauseAfterFailures, pollInterval } from '@/lib/runs/poll-schedule'
import { askedPause } from '@/lib/runs/submission'
import { type Connection, selectConnection } from '@/lib/store/connections'
import { query } from '@/lib/store/current'
import { type FollowedRun, selectFollowedRuns, touchFollowedRuns } from '@/lib/store/followed-runs'
import { type Lease, LeaseLost, releaseLease } from '@/lib/store/lease'
import { selectPollGroup, setPollFailures } from '@/lib/store/poll-groups'
import { callsFor, type Looked, lookAtRuns } from './look-at-runs'
import { whileHeld } from './while-held'
import { holdWorkspace, payCalls, waitBeforePolling } from './workspace-budget'

/** However long the look itself took. */
const SHORTEST_REST_MS = 200

/** Looks once at all active runs of one connection, stores what changed, and says when to look again. */
export function followGroup(lease: Lease): Promise<void> {
  return whileHeld(lease, async () => {
    const restMs = await look(lease)
    await query((db) => releaseLease(db, lease, restMs))
  })
}

/** Milliseconds until the next look; null when there is nothing to follow, or nobody to follow it as. */
async function look(lease: Lease): Promise<number | null> {
  const began = performance.now()
  const [connection, runs, group] = await query((db) =>
    Promise.all([selectConnection(db, lease.id), selectFollowedRuns(db, lease.id), selectPollGroup(db, lease.id)]),
  )
  // A broken connection waits for its person: the sign-in makes the group due again.
  if (!connection || !group || runs.length === 0 || connection.problem) return null
  const asked = callsFor(runs)
  const waitMs = await waitBeforePolling(connection.origin, asked, group.watched)
  if (waitMs > 0) return waitMs
  const calls = { made: 0 }
  try {
    const looked = await withWorkspace(connection, (workspace) =>
      lookAtRuns({ lease, connection, workspace, runs, calls }),
    )
    return await restAfter(connection, looked, group.failures, began)
  } catch (thrown) {
    if (thrown instanceof LeaseLost) throw thrown
    return await restAfterFailure(connection, group.failures + 1, thrown)
  } finally {
    await payCalls(connection.origin, calls.made - asked)
  }
}

/** One run that cannot be read slows nobody down; when none could, the workspace is left alone for longer and longer. */
async function restAfter(
  connection: Connection,
  { answered, left, failures }: Looked,
  failuresBefore: number,
  began: number,
): Promise<number | null> {
  if (failures.length > 0 && answered.length === 0) {
    return restAfterFailure(connection, failuresBefore + 1, failures[0])
  }
  for (const failure of failures) await heed(connection, failure, pauseAfterFailures(1, 0))
  await query(async (db) => {
    await touchFollowedRuns(
      db,
      answered.map(({ runId }) => runId),
    )
    await setPollFailures(db, connection.id, 0)
  })
  if (left.length === 0) return null
  return Math.max((await interval(connection.id, left)) - (performance.now() - began), SHORTEST_REST_MS)
}

async function interval(connectionId: string, left: readonly FollowedRun[]): Promise<number> {
  const youngest = Math.max(...left.map(({ submittedAt }) => submittedAt.getTime()))
  // Read anew: somebody may have opened a page meanwhile.
  const watched = (await query((db) => selectPollGroup(db, connectionId)))?.watched ?? false
  return pollInterval({ youngestAgeMs: Date.now() - youngest, watched }, Math.random())
}

async function restAfterFailure(connection: Connection, failures: number, thrown: unknown): Promise<number> {
  log('warn', 'follow.failed', { connectionId: connection.id, failures, ...describeError(thrown) })
  const asked = thrown instanceof PortalError ? Number(thrown.facts.retryAfterMs ?? 0) : 0
  const restMs = pauseAfterFailures(failures, asked)
  await query((db) => setPollFailures(db, connection.id, failures))
  await heed(connection, thrown, restMs)
  return restMs
}

/** A workspace that asks for a pause gets it from everybody. */
async function heed({ origin }: Connection, thrown: unknown, unlessNamedMs: number): Promise<void> {
  const holdMs = askedPause(thrown, unlessNamedMs)
  if (holdMs !== undefined) await holdWorkspace(origin, holdMs)
}
