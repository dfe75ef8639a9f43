import 'server-only'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import type { DatabricksJob } from '@/lib/databricks/job'
import { getJob } from '@/lib/databricks/jobs'
import { takenParameters } from '@/lib/databricks/taken-parameters'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import type { Connection } from '@/lib/store/connections'
import { query } from '@/lib/store/current'
import { type KnownJob, markJobNotShown, upsertKnownJob } from '@/lib/store/known-jobs'

const ONCE = { attempts: 1, windowMs: 0 }
/** What the workspace says of this person and this job, and not of itself. */
const OF_THE_JOB = new Set(['databricks_no_right', 'databricks_not_member', 'databricks_missing'])

/** Reads a job with the connection's own token and keeps what it shows, or that it shows nothing. Never fails. */
export async function lookAtJob(connection: Connection, jobId: string): Promise<void> {
  try {
    const job = await withWorkspace(connection, (workspace) => getJob(workspace, jobId, { retry: ONCE }))
    await query((db) => upsertKnownJob(db, connection.id, jobId, knownFrom(job)))
  } catch (thrown) {
    log('info', 'flow.job_not_seen', { connectionId: connection.id, jobId, ...describeError(thrown) })
    if (thrown instanceof PortalError && OF_THE_JOB.has(thrown.code)) await keepProblem(connection, jobId, thrown)
  }
}

async function keepProblem({ id }: Connection, jobId: string, { code, facts }: PortalError): Promise<void> {
  const refused = { connectionId: id, jobId, problem: { code, facts }, checkedAt: new Date() }
  try {
    await query((db) => markJobNotShown(db, refused))
  } catch (thrown) {
    log('warn', 'flow.job_not_kept', { connectionId: id, jobId, ...describeError(thrown) })
  }
}

/** What is kept of a job that was read just now. */
export function knownFrom(job: DatabricksJob): KnownJob {
  const { settings, runAsUserName } = job
  const taken = takenParameters(job)
  const queues = settings.queue?.enabled === true
  return {
    name: settings.name,
    runsAs: runAsUserName,
    parameters: settings.parameters.map(({ name }) => name),
    notebookParameters: taken.to === 'notebook' ? taken.parameters.map(({ name }) => name) : undefined,
    mostRuns: queues ? undefined : (settings.maxConcurrentRuns ?? 1),
    checkedAt: new Date(),
  }
}
