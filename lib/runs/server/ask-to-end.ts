import 'server-only'
import { cancelRun } from '@/lib/databricks/runs'
import { cancelStatement } from '@/lib/databricks/statements'
import type { Workspace } from '@/lib/databricks/workspace'

interface Ending {
  /** undefined: a statement. */
  readonly databricksJobId: string | undefined
  readonly databricksRunId: string
}

/** Asks Databricks to end a run or a statement; the end itself is seen by following. */
export function askToEnd(
  workspace: Workspace,
  { databricksJobId, databricksRunId }: Ending,
  options?: Parameters<typeof cancelRun>[2],
): Promise<void> {
  const ask = databricksJobId === undefined ? cancelStatement : cancelRun
  return ask(workspace, databricksRunId, options)
}
