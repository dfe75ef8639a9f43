import 'server-only'
import { config } from '@/lib/config'
import { inGoodTime } from '@/lib/connections/server/in-good-time'
import { usableConnection } from '@/lib/connections/server/usable-connection'
import { admitted, closedError } from '@/lib/connections/server/workspace-budget'
import type { DatabricksRun } from '@/lib/databricks/run'
import { listRunsOfJob } from '@/lib/databricks/runs'
import { PortalError } from '@/lib/errors'
import type { Flow } from '@/lib/flows/flow'
import { jobsOf } from '@/lib/flows/obstacle'
import { hasRole } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import type { JobRun } from '@/lib/runs/job-run'
import { runPageUrl } from '@/lib/runs/run-page-url'
import { runStatus } from '@/lib/runs/run-status'
import { query } from '@/lib/store/current'
import { selectStartedHere } from '@/lib/store/runs-of-job'

/** The page shows itself by then, whatever the workspace does. */
const LONGEST_WAIT_MS = 4_000
const ONCE = { attempts: 1, windowMs: 0 }

export interface JobRunsAsked {
  /** One of the flow's jobs. */
  readonly jobId: string
  /** Databricks' token of a page; '' for the newest. */
  readonly page: string
}

export interface JobRunPage {
  readonly runs: readonly JobRun[]
  readonly nextPage: string | undefined
}

/**
 * Runs of a job of the flow as the viewer's own token shows them, with a mark on those that were started here. The caller has
 * made sure that the viewer may open the flow.
 * @throws PortalError the reason why no token can be had, databricks_*, not_found for another job
 */
export async function listJobRuns(viewer: Viewer, flow: Flow, { jobId, page }: JobRunsAsked): Promise<JobRunPage> {
  if (!jobsOf(flow.definition).includes(jobId)) throw new PortalError('not_found', 'The flow has no such job.')
  const connection = await usableConnection(viewer, flow.connectorId)
  const { origin, found } = await inGoodTime(connection, LONGEST_WAIT_MS, async (workspace, signal) => {
    if (!(await admitted(workspace.origin))) throw await closedError(workspace.origin)
    const options = { pageToken: page || undefined, signal, retry: ONCE }
    return { origin: workspace.origin, found: await listRunsOfJob(workspace, jobId, options) }
  })
  const databricksRunIds = found.runs.map(({ runId }) => runId)
  const ours = await query((db) => selectStartedHere(db, { origin, databricksRunIds }))
  const mayOpen = (personId: string) => personId === viewer.personId || hasRole(viewer.roles, 'Portal.Admin')
  const runs = found.runs.map((run) => {
    const here = ours.get(run.runId)
    const href = here && mayOpen(here.personId) ? `/runs/${here.runId}` : runPageUrl(run.runPageUrl, origin)
    return { ...toJobRun(run), startedHere: here ? true : wouldBeKept(run), href }
  })
  return { runs, nextPage: found.nextPageToken }
}

/** What is not known to be ours is of elsewhere, for as long as we keep ours. */
function wouldBeKept({ startTime }: DatabricksRun): false | undefined {
  return startTime !== undefined && startTime > Date.now() - config().keepRunsMs ? false : undefined
}

function toJobRun(run: DatabricksRun): Omit<JobRun, 'startedHere' | 'href'> {
  return {
    databricksRunId: run.runId,
    status: runStatus(run),
    startedBy: run.creatorUserName || undefined,
    trigger: run.trigger ?? '',
    startedAt: run.startTime,
    endedAt: run.endTime,
  }
}
