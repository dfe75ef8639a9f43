import { WORKSPACE_ID } from '../people.ts'

/** What an answer about runs depends on besides the run. */
export interface Reading {
  now: number
  /** Scheme and host as the caller knows them, for links. */
  origin: string
  legacyTerminatedFailed: boolean
}

/** The fragment form, which real workspaces still send though it leads nobody but admins anywhere. */
export function runPageUrl({ origin }: Reading, jobId: string, runId: string): string {
  return `${origin}/?o=${WORKSPACE_ID}#job/${jobId}/run/${runId}`
}
