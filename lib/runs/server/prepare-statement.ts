import 'server-only'
import { findInHistory } from '@/lib/databricks/query-history'
import { executeStatement } from '@/lib/databricks/statements'
import type { CallTrace } from '@/lib/databricks/trace'
import type { Workspace } from '@/lib/databricks/workspace'
import { PortalError } from '@/lib/errors'
import type { SqlStep } from '@/lib/flows/flow'
import { MOST_RESULT_BYTES, MOST_RESULT_ROWS } from '@/lib/runs/statement-result'
import type { Dispatch } from '@/lib/store/run-moves'

const ONCE = { attempts: 1, windowMs: 0 }
/** What was started, by Databricks' id of it, and by what it knows the call. */
export interface Started extends CallTrace {
  readonly id: string
}

/** Makes the one call that starts something. */
export type Start = () => Promise<Started>

/** Between our note of a press and the workspace's, at most. */
const CLOCKS_DIFFER_MS = 60_000
/** Smaller than any row, so that the workspace hands out none. A limit of rows could keep it from doing all the work. */
const NO_ROWS_BYTES = 1

/**
 * The API gives a statement no idempotency token, so it is sent at most once (RUN-8): once a call may have arrived, the press is
 * only looked for, by its token at the beginning of its text, in the query history of the person. That it is not found there
 * proves nothing, since nobody promises when it appears: it is looked for until the press runs out, and is lost then.
 */
export function prepareStatement(
  workspace: Workspace,
  { token, maybeStarted, pressedAt }: Dispatch,
  { warehouseId, statement, parameters, secretResults }: SqlStep,
  values: Readonly<Record<string, string>>,
): Start {
  const beginning = `-- Lakeport run ${token}\n`
  if (maybeStarted) {
    const since = pressedAt.getTime() - CLOCKS_DIFFER_MS
    return () => findStarted(workspace, { warehouseId, since, beginning })
  }
  const request = {
    warehouseId,
    statement: beginning + statement,
    parameters: Object.entries(parameters).map(([name, { type }]) => ({
      name,
      value: Object.hasOwn(values, name) ? (values[name] ?? null) : null,
      type,
    })),
    rowLimit: MOST_RESULT_ROWS,
    byteLimit: secretResults ? NO_ROWS_BYTES : MOST_RESULT_BYTES,
  }
  return async () => {
    const { statementId: id, ...trace } = await executeStatement(workspace, request, { retry: ONCE })
    return { id, ...trace }
  }
}

/** @throws PortalError start_not_seen */
async function findStarted(
  workspace: Workspace,
  wanted: { readonly warehouseId: string; readonly since: number; readonly beginning: string },
): Promise<Started> {
  const id = await findInHistory(workspace, wanted, { retry: ONCE })
  // The call that started it was another one, whose answer was lost.
  if (id !== undefined) return { id, requestId: undefined, workspaceId: undefined }
  throw new PortalError('start_not_seen', 'The statement is not in the query history, so far.')
}
