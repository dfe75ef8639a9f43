import 'server-only'
import { z } from 'zod'
import { flag, id, list, object, optional, text } from './answer'
import { checkedId } from './json'
import { type CallOptions, request } from './request'
import type { Workspace } from './workspace'

const widget = object({
  widget_title: text,
  output_link: text,
  status: text,
  error: optional(object({ message: text })),
})

const sqlOutput = object({
  query_output: optional(object({ query_text: text, output_link: text })),
  alert_output: optional(object({ query_text: text, output_link: text, alert_state: text })),
  dashboard_output: optional(object({ widgets: list(widget) })),
})

const output = object({
  notebook_output: optional(object({ result: text, truncated: flag })),
  logs: text,
  logs_truncated: flag,
  error: text,
  error_trace: text,
  info: text,
  sql_output: optional(sqlOutput),
  run_job_output: optional(object({ run_id: optional(id) })),
})

const GET_OUTPUT = {
  method: 'GET',
  path: '/api/2.2/jobs/runs/get-output',
  right: 'Can View',
  answer: output.transform(toRunOutput),
} as const

/** What one task run left behind. All of it is user text; `errorTrace` has terminal colours. */
export interface RunOutput {
  /** Given to `dbutils.notebook.exit`; undefined when that was never called. The first 5 MB. */
  readonly notebookResult: string | undefined
  readonly truncated: boolean
  /** Standard output of Python and JAR tasks, the last 5 MB. */
  readonly logs: string | undefined
  readonly logsTruncated: boolean
  readonly error: string | undefined
  readonly errorTrace: string | undefined
  readonly info: string | undefined
  /** Its links lead wherever the answer says: none is shown before it is checked. */
  readonly sqlOutput: z.output<typeof sqlOutput> | undefined
  /** The child run of a run-job task. */
  readonly runJobRunId: string | undefined
}

/**
 * GET /api/2.2/jobs/runs/get-output. `taskRunId` is a task's own run id: for a job run Databricks answers
 * databricks_refused with INVALID_PARAMETER_VALUE, even when the job has one task.
 */
export async function getRunOutput(
  workspace: Workspace,
  taskRunId: string,
  options?: CallOptions,
): Promise<RunOutput> {
  return (await request(workspace, GET_OUTPUT, { query: { run_id: checkedId(taskRunId) } }, options)).value
}

function toRunOutput(answer: z.output<typeof output>): RunOutput {
  const { logs, error, errorTrace, info } = answer
  return {
    ...{ logs, error, errorTrace, info },
    notebookResult: answer.notebookOutput?.result,
    truncated: answer.notebookOutput?.truncated ?? false,
    logsTruncated: answer.logsTruncated ?? false,
    sqlOutput: answer.sqlOutput,
    runJobRunId: answer.runJobOutput?.runId,
  }
}

const EXPORT = {
  method: 'GET',
  path: '/api/2.2/jobs/runs/export',
  right: 'Can View',
  answer: object({ views: list(object({ name: text, type: text, content: z.string() })) }),
} as const

/** `content` is a whole HTML page from outside with scripts in it: to be saved or shown in a sandbox, never embedded. */
export type RunView = z.output<typeof EXPORT.answer>['views'][number]

interface ExportOptions extends CallOptions {
  readonly viewsToExport?: 'CODE' | 'DASHBOARDS' | 'ALL'
}

/** The notebook of one task run with its results: GET /api/2.2/jobs/runs/export. */
export async function exportRun(
  workspace: Workspace,
  taskRunId: string,
  { viewsToExport = 'CODE', ...options }: ExportOptions = {},
): Promise<RunView[]> {
  const query = { run_id: checkedId(taskRunId), views_to_export: viewsToExport }
  return (await request(workspace, EXPORT, { query }, options)).value.views
}
