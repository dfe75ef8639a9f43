import 'server-only'
import type { Viewer } from '@/lib/identity/viewer'
import { jobOfMaker } from './job-of-maker'

/** What a maker needs to know of the job behind a flow. */
export interface JobFacts {
  readonly name: string | undefined
  /** Whose rights its code has, as Databricks names them. */
  readonly runsAs: string | undefined
  readonly parameters: readonly { readonly name: string; readonly default: string }[]
}

/** A job as the viewer's own token shows it. @throws PortalError databricks_*, and what a token may fail with */
export async function readJob(viewer: Viewer, connectorId: string, jobId: string): Promise<JobFacts> {
  const { settings, runAsUserName } = await jobOfMaker(viewer, connectorId, jobId)
  return { name: settings.name, runsAs: runAsUserName, parameters: settings.parameters }
}
