import 'server-only'
import { asViewer as callAsViewer } from '@/lib/connections/server/as-viewer'
import type { DatabricksJob } from '@/lib/databricks/job'
import { listJobs } from '@/lib/databricks/jobs'
import { takenParameters } from '@/lib/databricks/taken-parameters'
import type { Workspace } from '@/lib/databricks/workspace'
import { getWrittenJob, type WrittenJob } from '@/lib/databricks/written-job'
import type { ProposableJob } from '@/lib/drafts/propose'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { isDatabricksId } from '@/lib/runs/databricks-id'

/** A page is waited for, so one try and no more. */
const ONCE = { attempts: 1, windowMs: 0 }
const LONGEST_WAIT_MS = 5_000
const MOST_PAGES = 5
const MOST_SHOWN = 50

/** Calls a connector's workspace as the viewer, and waits no longer than a page may. @throws PortalError */
export function asViewer<T>(
  viewer: Viewer,
  connectorId: string,
  work: (workspace: Workspace, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return callAsViewer(viewer, { connectorId, ms: LONGEST_WAIT_MS }, work)
}

/** A job as the viewer may see it. @throws PortalError databricks_*, and what a token may fail with */
export async function jobOfMaker(viewer: Viewer, connectorId: string, jobId: string): Promise<DatabricksJob> {
  return (await writtenJobOfMaker(viewer, connectorId, jobId)).job
}

/** What a flow, or a step of one, is proposed from: the parameters that a press can fill are the job's, else its notebook's. */
export function proposableJob(job: DatabricksJob): ProposableJob {
  const { jobId, settings } = job
  const { parameters, to } = takenParameters(job)
  const named = { jobId, name: settings.name, description: settings.description, parameters }
  return to === 'notebook' ? { ...named, parametersTo: to } : named
}

/** The same, with all that its settings say. */
export async function writtenJobOfMaker(viewer: Viewer, connectorId: string, jobId: string): Promise<WrittenJob> {
  if (!isDatabricksId(jobId)) throw new PortalError('invalid_request', 'That is no job id.')
  return asViewer(viewer, connectorId, (workspace, signal) =>
    getWrittenJob(workspace, jobId, { retry: ONCE, signal }),
  )
}

/** What Databricks says of one job and this person, and not of everything. */
const OF_THE_JOB: ReadonlySet<string> = new Set([
  'databricks_no_right',
  'databricks_not_member',
  'databricks_missing',
])

/** Several jobs by their ids, read side by side; one that is not shown has the reason in its place. */
export async function writtenJobsOfMaker(
  viewer: Viewer,
  connectorId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, WrittenJob | PortalError>> {
  if (ids.length === 0) return new Map()
  return asViewer(viewer, connectorId, async (workspace, signal) => {
    const read = ids.map(async (id) => [id, await writtenJobOrReason(workspace, id, signal)] as const)
    return new Map(await Promise.all(read))
  })
}

async function writtenJobOrReason(workspace: Workspace, jobId: string, signal: AbortSignal) {
  try {
    return await getWrittenJob(workspace, jobId, { retry: ONCE, signal })
  } catch (thrown) {
    if (thrown instanceof PortalError && OF_THE_JOB.has(thrown.code)) return thrown
    throw thrown
  }
}

export interface FoundJobs {
  readonly jobs: readonly Pick<DatabricksJob, 'jobId' | 'creatorUserName' | 'settings'>[]
  /** There are more than were looked through, or than are shown. */
  readonly more: boolean
}

/** Jobs that the viewer may see, by a part of their name in any case, or by their whole id. */
export async function findJobs(viewer: Viewer, connectorId: string, text: string): Promise<FoundJobs> {
  const wanted = text.trim().toLowerCase()
  const { jobs, more } = await asViewer(viewer, connectorId, allJobs)
  const fitting = jobs.filter(
    ({ jobId, settings }) => jobId === wanted || (settings.name ?? '').toLowerCase().includes(wanted),
  )
  return { jobs: fitting.slice(0, MOST_SHOWN), more: more || fitting.length > MOST_SHOWN }
}

/** The API looks for whole names only, so some hundred of them are looked through here. */
async function allJobs(workspace: Workspace, signal: AbortSignal): Promise<FoundJobs> {
  const jobs: DatabricksJob[] = []
  let pageToken: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const read = await listJobs(workspace, { retry: ONCE, signal, ...(pageToken ? { pageToken } : {}) })
    jobs.push(...read.jobs)
    pageToken = read.nextPageToken
    if (!pageToken) return { jobs, more: false }
  }
  return { jobs, more: true }
}
