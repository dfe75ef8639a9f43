import 'server-only'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { hearHealth, holdWorkspace, payCalls } from '@/lib/connections/server/workspace-budget'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { chooseRuns, MOST_A_LOOK } from '@/lib/runs/choose-runs'
import { pauseAfterFailures, pollInterval } from '@/lib/runs/poll-schedule'
import { askedPause } from '@/lib/runs/submission'
import type { ClaimedGroup } from '@/lib/store/claim-poll-groups'
import { type Connection, selectConnection } from '@/lib/store/connections'
import { query } from '@/lib/store/current'
import { type FollowedRun, selectFollowedRuns, selectLooks, touchFollowedRuns } from '@/lib/store/followed-runs'
import { type Lease, LeaseLost, releaseLease } from '@/lib/store/lease'
import { keepPace, type PollGroup, selectPollGroup } from '@/lib/store/poll-groups'
import { callsFor, type Looked, lookAtRuns } from './look-at-runs'
import { whileHeld } from './while-held'

/** However long the look itself took. */
const SHORTEST_REST_MS = 200

/** Looks once at the active runs of one connection, stores what changed, and says when to look again. */
export function followGroup(lease: Lease, claimed: ClaimedGroup): Promise<void> {
  return whileHeld(lease, async () => {
    const restMs = await look(lease, claimed)
    await query((db) => releaseLease(db, lease, restMs))
  })
}

interface Group extends PollGroup {
  readonly connection: Connection
  /** The runs of this look. */
  readonly runs: readonly FollowedRun[]
  /** Where there are too many for one look: until the next is due. */
  readonly nextDueInMs: number | undefined
  readonly beganAt: number
}

/** Milliseconds until the next look; null when there is nothing to follow, or nobody to follow it as. */
async function look(lease: Lease, claimed: ClaimedGroup): Promise<number | null> {
  const group = await openGroup(lease.id)
  if (!group) return null
  const { connection, runs } = group
  hearHealth(connection.origin, claimed.failing)
  const calls = { made: 0 }
  try {
    const looked = await withWorkspace(connection, (workspace) =>
      lookAtRuns({ lease, connection, workspace, runs, calls }),
    )
    return await restAfter(group, looked)
  } catch (thrown) {
    if (thrown instanceof LeaseLost) throw thrown
    return await restAfterFailure(group, thrown)
  } finally {
    await payCalls(connection.origin, calls.made - claimed.calls)
  }
}

async function openGroup(id: string): Promise<Group | undefined> {
  const beganAt = performance.now()
  const [connection, runs, group] = await query((db) =>
    Promise.all([
      selectConnection(db, id),
      selectFollowedRuns(db, id, { most: MOST_A_LOOK + 1 }),
      selectPollGroup(db, id),
    ]),
  )
  // A broken connection waits for its person: the sign-in makes the group due again.
  if (!connection || !group || runs.length === 0 || connection.problem) return undefined
  const opened = { ...group, connection, beganAt }
  if (runs.length <= MOST_A_LOOK) return { ...opened, runs, nextDueInMs: undefined }
  const looks = await query((db) => selectLooks(db, id))
  const { chosen, nextDueInMs } = chooseRuns(looks, group.watched, Date.now())
  return { ...opened, runs: await query((db) => selectFollowedRuns(db, id, { ids: chosen })), nextDueInMs }
}

/** One run that cannot be read slows nobody down; when none could, the workspace is left alone for longer and longer. */
async function restAfter(group: Group, { asked, answered, left, failures }: Looked): Promise<number | null> {
  const { connection, runs, nextDueInMs, beganAt } = group
  await query((db) => touchFollowedRuns(db, { asked: idsOf(asked), answered: idsOf(answered) }))
  if (failures.length > 0 && answered.length === 0) return restAfterFailure(group, failures[0])
  for (const failure of failures) await heed(connection, failure, pauseAfterFailures(1, 0))
  const next = nextDueInMs === undefined ? left : runs
  await query((db) => keepPace(db, connection.id, { failures: 0, calls: Math.max(callsFor(next), 1) }))
  if (next.length === 0) return null
  if (asked.length < runs.length) return SHORTEST_REST_MS
  const restMs = nextDueInMs ?? Math.min(await interval(connection.id, left), untilTimeOut(left))
  return Math.max(restMs - (performance.now() - beganAt), SHORTEST_REST_MS)
}

/** The next of them that will have taken too long is told so without delay. */
function untilTimeOut(left: readonly FollowedRun[]): number {
  const times = left.flatMap(({ timesOutAt, timedOut }) => (timesOutAt && !timedOut ? [timesOutAt.getTime()] : []))
  return Math.min(...times) - Date.now()
}

function idsOf(runs: readonly FollowedRun[]): string[] {
  return runs.map(({ runId }) => runId)
}

async function interval(connectionId: string, left: readonly FollowedRun[]): Promise<number> {
  const youngest = Math.max(...left.map(({ submittedAt }) => submittedAt.getTime()))
  // Read anew: somebody may have opened a page meanwhile.
  const watched = (await query((db) => selectPollGroup(db, connectionId)))?.watched ?? false
  return pollInterval({ youngestAgeMs: Date.now() - youngest, watched }, Math.random())
}

async function restAfterFailure(group: Group, thrown: unknown): Promise<number> {
  const { connection } = group
  const failures = group.failures + 1
  log('warn', 'follow.failed', { connectionId: connection.id, failures, ...describeError(thrown) })
  const asked = thrown instanceof PortalError ? Number(thrown.facts.retryAfterMs ?? 0) : 0
  const restMs = pauseAfterFailures(failures, asked)
  await query((db) => keepPace(db, connection.id, { failures, calls: 1 }))
  await heed(connection, thrown, restMs)
  return restMs
}

/** A workspace that asks for a pause gets it from everybody. */
async function heed({ origin }: Connection, thrown: unknown, unlessNamedMs: number): Promise<void> {
  const holdMs = askedPause(thrown, unlessNamedMs)
  if (holdMs !== undefined) await holdWorkspace(origin, holdMs)
}
