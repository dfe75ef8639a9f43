import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { ownConnection, ownProblem } from '@/lib/connections/server/own-connection'
import { admitted, closedError } from '@/lib/connections/server/workspace-budget'
import { healthOf } from '@/lib/databricks/health'
import type { Flow } from '@/lib/flows/flow'
import { runsJobAsPerson } from '@/lib/flows/flow-steps'
import { type JobInView, type Obstacle, obstacleTo, PAUSED } from '@/lib/flows/obstacle'
import type { Viewer } from '@/lib/identity/viewer'
import type { Connection, ConnectionProblem } from '@/lib/store/connections'
import { query } from '@/lib/store/current'
import { type JobOfPerson, selectJobOfPerson } from '@/lib/store/known-jobs'
import { getFlow } from './get-flow'
import { lookAtJob } from './look-at-job'

/** A page waits no longer for what it can do without. */
const PAGE_WAITS_MS = 500
/** Somebody has pressed a button to know. */
const ASKER_WAITS_MS = 5_000
/** For how long what was seen is believed: that nothing is in the way, and that something is. */
const GOOD_FOR_MS = 10 * 60_000
const BAD_FOR_MS = 30_000

/** What is known of a press before it is made. */
export interface Readiness {
  /** Whose rights the code has: the viewer's, or what the viewer's own token showed; undefined while that is not known. */
  readonly runsAs: string | undefined
  readonly obstacle: Obstacle | undefined
}

/**
 * What stands between the viewer and a press that works, from what their own token showed of the job in the last minutes;
 * the job is read where that is older. A page never waits long for it, and never fails for it: what is not known stands in
 * nobody's way.
 */
export async function findObstacle(viewer: Viewer, flow: Flow): Promise<Readiness> {
  const { principal } = flow
  if (principal && runsJobAsPerson(flow.definition)) {
    return judge(viewer, flow, undefined, { code: 'not_as_person', facts: { principal: principal.name } })
  }
  const [step] = flow.definition.steps
  if (!step) return { runsAs: undefined, obstacle: obstacleTo({ ...flow, problem: undefined, job: undefined }) }
  const unconnected = flow.needsConnection ? await ownProblem(viewer, flow.connectorId) : undefined
  if (unconnected) return judge(viewer, flow, undefined, unconnected)
  if (step.action === 'sql') {
    // What a warehouse lets the person do shows when it is asked; only the way to it can be told before.
    const { problem, origin } = await ownConnection(viewer, flow.connectorId)
    return judge(viewer, flow, undefined, problem ?? pausedOf(origin))
  }
  const which = { personId: viewer.personId, connectorId: flow.connectorId, jobId: step.jobId }
  const select = () => query((db) => selectJobOfPerson(db, which))
  const known = await select()
  if (known && isFresh(flow, known))
    return judge(viewer, flow, known, known.connectionProblem ?? pausedOf(known.origin))
  const connection = await ownConnection(viewer, flow.connectorId)
  const problem = connection.problem ?? (await lookInTime(connection, step.jobId, PAGE_WAITS_MS))
  const seen = await select()
  // What is as old as before was not confirmed just now.
  const isNews = seen !== undefined && seen.checkedAt.getTime() !== known?.checkedAt.getTime()
  return judge(viewer, flow, isNews ? seen : seen && { ...seen, problem: undefined }, problem)
}

/** Looks at the job of a flow at once, for a viewer who says that something has changed. @throws PortalError not_found */
export async function lookAgain(viewer: Viewer, slug: string): Promise<void> {
  const flow = await getFlow(viewer, slug)
  if (flow.needsConnection && (await ownProblem(viewer, flow.connectorId))) return
  const connection = await ownConnection(viewer, flow.connectorId)
  const [step] = flow.definition.steps
  if (step?.action === 'run_now' && !connection.problem) await lookInTime(connection, step.jobId, ASKER_WAITS_MS)
}

/** A connection that is broken, or a workspace that is left alone, is a matter of no call. */
function isFresh(flow: Flow, known: JobOfPerson): boolean {
  if (known.connectionProblem) return true
  const age = Date.now() - known.checkedAt.getTime()
  const isGood =
    known.parameters !== undefined && !obstacleTo({ ...flow, state: 'on', problem: undefined, job: known })
  return age < (isGood ? GOOD_FOR_MS : BAD_FOR_MS)
}

/** Reads the job; who opens the page again finds what came in too late for this time. Answers why there is no use in it. */
async function lookInTime(connection: Connection, jobId: string, ms: number): Promise<ConnectionProblem | undefined> {
  if (!(await admitted(connection.origin))) {
    // One with too many callers only makes a press wait.
    return (await closedError(connection.origin)).facts.reason === 'paused' ? PAUSED : undefined
  }
  const waited = new AbortController()
  await Promise.race([lookAtJob(connection, jobId), pause(ms, undefined, { signal: waited.signal })])
  waited.abort()
  return pausedOf(connection.origin)
}

function pausedOf(origin: string): ConnectionProblem | undefined {
  return healthOf(origin).isDown ? PAUSED : undefined
}

function judge(
  { userName }: Viewer,
  flow: Flow,
  job: JobInView | undefined,
  problem: ConnectionProblem | undefined,
): Readiness {
  const caller = flow.principal?.clientId ?? userName
  const runsAs = flow.definition.identityMode === 'as_me' ? caller : job?.runsAs
  return { runsAs, obstacle: obstacleTo({ ...flow, problem, job }) }
}
