import 'server-only'
import { type TakenParameters, takenParameters } from '@/lib/databricks/taken-parameters'
import type { WrittenJob } from '@/lib/databricks/written-job'
import { PortalError } from '@/lib/errors'
import type { FlowContent } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import type { Uncarried } from '@/lib/runs/uncarried'
import { tasksSharingClusters, uncarriedOf } from '@/lib/runs/uncarried-of'
import { writtenJobOfMaker, writtenJobsOfMaker } from './job-of-maker'

/** What a maker needs to know of a job behind a flow. */
export interface JobFacts {
  readonly name: string | undefined
  /** Whose rights its code has, as Databricks names them. */
  readonly runsAs: string | undefined
  readonly parameters: TakenParameters['parameters']
  /** Whose they are: the job's, or those of its one notebook. */
  readonly parametersTo: TakenParameters['to']
  /** Why it cannot run as the person who presses: empty when it can. */
  readonly uncarried: readonly Uncarried[]
  /** Tasks that would then no longer share a cluster. */
  readonly clustersApart: readonly string[]
}

/** Jobs by their ids, each as it was read, or why it is not shown. */
export type ReadJobs = ReadonlyMap<string, JobFacts | PortalError>

/** A job as the viewer's own token shows it. @throws PortalError databricks_*, and what a token may fail with */
export async function readJob(viewer: Viewer, connectorId: string, jobId: string): Promise<JobFacts> {
  return factsOf(await writtenJobOfMaker(viewer, connectorId, jobId))
}

/** The jobs of all steps of a flow, at once. @throws PortalError where it is none of the jobs that is in the way */
export async function readJobsOf(viewer: Viewer, connectorId: string, content: FlowContent): Promise<ReadJobs> {
  const ids = content.definition.steps.flatMap((step) => (step.action === 'run_now' ? step.jobId : []))
  const read = await writtenJobsOfMaker(viewer, connectorId, [...new Set(ids)])
  return new Map([...read].map(([id, job]) => [id, job instanceof PortalError ? job : factsOf(job)]))
}

function factsOf({ job, settings }: WrittenJob): JobFacts {
  const { parameters, to: parametersTo } = takenParameters(job)
  return {
    name: job.settings.name,
    runsAs: job.runAsUserName,
    parameters,
    parametersTo,
    uncarried: uncarriedOf(settings),
    clustersApart: tasksSharingClusters(settings),
  }
}
