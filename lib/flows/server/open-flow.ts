import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { ownConnection } from '@/lib/connections/server/own-connection'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { getJob } from '@/lib/databricks/jobs'
import type { Flow } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import { describeError, log } from '@/lib/log'
import type { Connection } from '@/lib/store/connections'
import { query } from '@/lib/store/current'
import { selectFavourites } from '@/lib/store/favourites'
import { selectKnownJobOfPerson, upsertKnownJob } from '@/lib/store/known-jobs'
import { selectRunInputs } from '@/lib/store/run-views'
import { getFlow } from './get-flow'

/** A page waits no longer for what it can do without. */
const LONGEST_WAIT_MS = 500
const ONCE = { attempts: 1, windowMs: 0 }
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export interface OpenedFlow {
  readonly flow: Flow
  readonly favourite: boolean
  /** Whose rights the code has: the viewer's, or what the viewer's own token showed; undefined while that is not known. */
  readonly runsAs: string | undefined
  /** A run of the viewer's whose inputs the form begins with. */
  readonly earlier: { readonly runId: string; readonly inputs: Readonly<Record<string, unknown>> } | undefined
}

/** What a flow's page shows. @throws PortalError not_found */
export async function openFlow(viewer: Viewer, slug: string, earlierRunId: string | undefined): Promise<OpenedFlow> {
  const flow = await getFlow(viewer, slug)
  const favourites = await query((db) => selectFavourites(db, viewer.personId))
  const earlier = await earlierInputs(viewer, flow, earlierRunId)
  return { flow, favourite: favourites.has(flow.id), runsAs: await runsAsOf(viewer, flow), earlier }
}

/** The inputs of an earlier run of the viewer's, of this flow. */
export async function earlierInputs(
  viewer: Viewer,
  flow: Pick<Flow, 'id'>,
  runId: string | undefined,
): Promise<OpenedFlow['earlier']> {
  if (!runId || !UUID.test(runId)) return undefined
  const inputs = await query((db) => selectRunInputs(db, { runId, personId: viewer.personId, flowId: flow.id }))
  return inputs && { runId, inputs }
}

/**
 * The first time a person opens a flow, the job is read with their own token; after that it is what is stored, which
 * every run of theirs brings up to date. A page never waits long for it, and never fails for it.
 */
async function runsAsOf(viewer: Viewer, flow: Flow): Promise<string | undefined> {
  if (flow.definition.identityMode === 'as_me') return viewer.userName
  const [step] = flow.definition.steps
  if (!step) return undefined
  const { personId } = viewer
  const { connectorId } = flow
  const known = await query((db) => selectKnownJobOfPerson(db, { personId, connectorId, jobId: step.jobId }))
  if (known) return known.runsAs
  const connection = await ownConnection(viewer, connectorId)
  if (connection.problem) return undefined
  // Who opens the page again finds what came in too late for this time.
  return Promise.race([learnRunsAs(connection, step.jobId), pause(LONGEST_WAIT_MS, undefined)])
}

async function learnRunsAs(connection: Connection, jobId: string): Promise<string | undefined> {
  try {
    const job = await withWorkspace(connection, (workspace) => getJob(workspace, jobId, { retry: ONCE }))
    const known = { name: job.settings.name, runsAs: job.runAsUserName, checkedAt: new Date() }
    await query((db) => upsertKnownJob(db, connection.id, jobId, known))
    return job.runAsUserName
  } catch (thrown) {
    log('info', 'flow.run_as_unknown', { connectionId: connection.id, jobId, ...describeError(thrown) })
    return undefined
  }
}
