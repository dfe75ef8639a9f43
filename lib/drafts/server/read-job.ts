import 'server-only'
import type { Viewer } from '@/lib/identity/viewer'
import type { Uncarried } from '@/lib/runs/uncarried'
import { tasksSharingClusters, uncarriedOf } from '@/lib/runs/uncarried-of'
import { writtenJobOfMaker } from './job-of-maker'

/** What a maker needs to know of the job behind a flow. */
export interface JobFacts {
  readonly name: string | undefined
  /** Whose rights its code has, as Databricks names them. */
  readonly runsAs: string | undefined
  readonly parameters: readonly { readonly name: string; readonly default: string }[]
  /** Why it cannot run as the person who presses: empty when it can. */
  readonly uncarried: readonly Uncarried[]
  /** Tasks that would then no longer share a cluster. */
  readonly clustersApart: readonly string[]
}

/** A job as the viewer's own token shows it. @throws PortalError databricks_*, and what a token may fail with */
export async function readJob(viewer: Viewer, connectorId: string, jobId: string): Promise<JobFacts> {
  const { job, settings } = await writtenJobOfMaker(viewer, connectorId, jobId)
  return {
    name: job.settings.name,
    runsAs: job.runAsUserName,
    parameters: job.settings.parameters,
    uncarried: uncarriedOf(settings),
    clustersApart: tasksSharingClusters(settings),
  }
}
