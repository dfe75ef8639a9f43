import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { ownConnection, ownProblem } from '@/lib/connections/server/own-connection'
import { admitted, closedError } from '@/lib/connections/server/workspace-budget'
import { healthOf } from '@/lib/databricks/health'
import type { Flow } from '@/lib/flows/flow'
import { runsJobAsPerson } from '@/lib/flows/flow-steps'
import { type JobInView, jobsOf, type Obstacle, obstacleTo, PAUSED } from '@/lib/flows/obstacle'
import type { Viewer } from '@/lib/identity/viewer'
import { inParallel } from '@/lib/in-parallel'
import type { Connection, ConnectionProblem } from '@/lib/store/connections'
import { query } from '@/lib/store/current'
import { forgetStartRefused, type JobOfPerson, selectJobsOfPerson } from '@/lib/store/known-jobs'
import { getFlow } from './get-flow'
import { lookAtJob } from './look-at-job'

/** A page waits no longer for what it can do without. */
const PAGE_WAITS_MS = 500
/** Somebody has pressed a button to know. */
const ASKER_WAITS_MS = 5_000
/** For how long what was seen is believed: that nothing is in the way, and that something is. */
const GOOD_FOR_MS = 10 * 60_000
const BAD_FOR_MS = 30_000
const LOOKS_AT_ONCE = 4

/** What is known of a press before it is made. */
export interface Readiness {
  /** Whose rights the code of the first step has: the viewer's, or what the viewer's own token showed; undefined while not known. */
  readonly runsAs: string | undefined
  /** The same of each step. */
  readonly runsAsOfSteps: readonly (string | undefined)[]
  readonly obstacle: Obstacle | undefined
}

/**
 * What stands between the viewer and a press that works, from what their own token showed of the jobs in the last minutes;
 * a job is read where that is older. A page never waits long for it, and never fails for it: what is not known stands in
 * nobody's way.
 */
export async function findObstacle(viewer: Viewer, flow: Flow): Promise<Readiness> {
  const { principal } = flow
  if (principal && runsJobAsPerson(flow.definition)) {
    return judge(viewer, flow, NONE, { code: 'not_as_person', facts: { principal: principal.name } })
  }
  const unconnected = flow.needsConnection ? await ownProblem(viewer, flow.connectorId) : undefined
  if (unconnected) return judge(viewer, flow, NONE, unconnected)
  const jobIds = jobsOf(flow.definition)
  if (jobIds.length === 0) {
    // What a warehouse lets the person do shows when it is asked; only the way to it can be told before.
    const { problem, origin } = await ownConnection(viewer, flow.connectorId)
    return judge(viewer, flow, NONE, problem ?? pausedOf(origin))
  }
  const which = { personId: viewer.personId, connectorId: flow.connectorId, jobIds }
  const select = () => query((db) => selectJobsOfPerson(db, which))
  const known = await select()
  const stale = jobIds.filter((jobId) => !isFresh(flow, jobId, known.get(jobId)))
  if (stale.length === 0) {
    const [first] = known.values()
    return judge(viewer, flow, known, first?.connectionProblem ?? pausedOf(first?.origin ?? ''))
  }
  const connection = await ownConnection(viewer, flow.connectorId)
  const problem = connection.problem ?? (await lookInTime(connection, stale, PAGE_WAITS_MS))
  const seen = [...(await select())].map(([jobId, job]) => {
    // What is as old as before was not confirmed just now.
    const isNews = !stale.includes(jobId) || job.checkedAt.getTime() !== known.get(jobId)?.checkedAt.getTime()
    return [jobId, isNews ? job : { ...job, problem: undefined }] as const
  })
  return judge(viewer, flow, new Map(seen), problem)
}

const NONE: ReadonlyMap<string, JobInView> = new Map()

/** Looks at the jobs of a flow at once, for a viewer who says that something has changed. @throws PortalError not_found */
export async function lookAgain(viewer: Viewer, slug: string): Promise<void> {
  const flow = await getFlow(viewer, slug)
  if (flow.needsConnection && (await ownProblem(viewer, flow.connectorId))) return
  const connection = await ownConnection(viewer, flow.connectorId)
  const jobIds = jobsOf(flow.definition)
  if (jobIds.length === 0 || connection.problem) return
  // Whether they may start it by now, only a press can tell.
  await query((db) =>
    Promise.all(jobIds.map((jobId) => forgetStartRefused(db, { connectionId: connection.id, jobId }))),
  )
  await lookInTime(connection, jobIds, ASKER_WAITS_MS)
}

/** A connection that is broken, or a workspace that is left alone, is a matter of no call. */
function isFresh(flow: Flow, jobId: string, known: JobOfPerson | undefined): boolean {
  if (!known) return false
  if (known.connectionProblem) return true
  const age = Date.now() - known.checkedAt.getTime()
  const jobs = new Map([[jobId, known]])
  const isGood = known.parameters !== undefined && !obstacleTo({ ...flow, state: 'on', problem: undefined, jobs })
  return age < (isGood ? GOOD_FOR_MS : BAD_FOR_MS)
}

/** Reads the jobs; who opens the page again finds what came in too late for this time. Answers why there is no use in it. */
async function lookInTime(
  connection: Connection,
  jobIds: readonly string[],
  ms: number,
): Promise<ConnectionProblem | undefined> {
  if (!(await admitted(connection.origin))) {
    // One with too many callers only makes a press wait.
    return (await closedError(connection.origin)).facts.reason === 'paused' ? PAUSED : undefined
  }
  const waited = new AbortController()
  await Promise.race([
    inParallel(jobIds, LOOKS_AT_ONCE, (jobId) => lookAtJob(connection, jobId)),
    pause(ms, undefined, { signal: waited.signal }),
  ])
  waited.abort()
  return pausedOf(connection.origin)
}

function pausedOf(origin: string): ConnectionProblem | undefined {
  return healthOf(origin).isDown ? PAUSED : undefined
}

function judge(
  { userName }: Viewer,
  flow: Flow,
  jobs: ReadonlyMap<string, JobInView>,
  problem: ConnectionProblem | undefined,
): Readiness {
  const { steps, identityMode } = flow.definition
  const caller = flow.principal?.clientId ?? userName
  const runsAsOfSteps = steps.map((step) => {
    const isOwn = step.action === 'sql' || identityMode === 'as_me'
    return isOwn ? caller : jobs.get(step.jobId)?.runsAs
  })
  return { runsAs: runsAsOfSteps[0], runsAsOfSteps, obstacle: obstacleTo({ ...flow, problem, jobs }) }
}
