import { type Attempt, attempt } from '@/app/_edge'
import { type JobFacts, type ReadJobs, readJobsOf } from '@/lib/drafts/server/read-job'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { JobPart } from './job-part'
import type { PartProps } from './part-props'
import { StatementPart } from './statement-part'

interface StepsPartProps extends PartProps {
  readonly viewer: Viewer
}

/** What a press does. */
export async function StepsPart({ opened, words, viewer }: StepsPartProps) {
  const { content, flow } = opened
  const [step] = content.definition.steps
  if (!step) return null
  const common = { opened, words, place: 0 }
  if (step.action === 'sql') return <StatementPart {...common} step={step} viewer={viewer} />
  const jobs = await attempt(() => readJobsOf(viewer, flow.connectorId, content))
  return <JobPart {...common} step={step} read={jobIn(jobs, step.jobId)} />
}

/** What was read of one job; what kept all of them from being read is said of each. */
function jobIn(jobs: Attempt<ReadJobs>, jobId: string): Attempt<JobFacts> {
  if (!jobs.ok) return jobs
  const read = jobs.value.get(jobId)
  if (read && !(read instanceof PortalError)) return { ok: true, value: read }
  return { ok: false, error: read ?? new PortalError('databricks_missing', `Job ${jobId} was not read.`) }
}
