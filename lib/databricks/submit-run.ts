import 'server-only'
import { id, object } from './answer'
import { type CallOptions, request } from './request'
import { type CallTrace, traceOf } from './trace'
import type { Workspace } from './workspace'

const SUBMIT = {
  method: 'POST',
  path: '/api/2.2/jobs/runs/submit',
  right: 'Can Attach To', // of what a run needs, this is what people lack
  answer: object({ run_id: id }),
  repeatable: true, // because of the token
  callMs: 60_000,
} as const

/**
 * Starts a one-time run of tasks, whose code acts as the person who calls: POST /api/2.2/jobs/runs/submit.
 * Repeating a token (at most 64 characters) answers with the first run, as with run-now.
 * @param run the API's own fields: `run_name`, `tasks` and what goes with them
 * @throws PortalError with one of the databricks_ codes; `mayHaveActed` says whether there may be a run all the same
 */
export async function submitRun(
  workspace: Workspace,
  run: Readonly<Record<string, unknown>>,
  idempotencyToken: string,
  options?: CallOptions,
): Promise<{ runId: string } & CallTrace> {
  const body = { ...run, idempotency_token: idempotencyToken }
  const { value, headers } = await request(workspace, SUBMIT, { body }, options)
  return { ...value, ...traceOf(headers) }
}
