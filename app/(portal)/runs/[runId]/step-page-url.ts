import type { StepRow } from '@/lib/runs/run-view'
import type { RunView } from '@/lib/runs/server/get-run'

/**
 * The page of a step's run in Databricks. One that nobody asked about has no link from there: it is made of the ids, which only a
 * run of a job has both of.
 */
export function stepPageUrl(
  { runPageUrl, databricksJobId, databricksRunId }: StepRow,
  { run }: Pick<RunView, 'run'>,
): string | undefined {
  if (runPageUrl) return runPageUrl
  if (!databricksJobId || !databricksRunId || run.identityMode === 'as_me') return undefined
  return `${run.origin}/jobs/${databricksJobId}/runs/${databricksRunId}`
}
