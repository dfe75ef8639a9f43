import type { Ending, TaskOutput } from '../engine/model.ts'
import { settingsOf, type TaskRun } from './task-json.ts'

const MAX_BYTES = 5 * 1024 * 1024
const WITH_LOGS: readonly string[] = ['spark_python_task', 'python_wheel_task', 'spark_jar_task']

/** What get-output adds to `metadata`. `ending` is missing while the task runs: then there is no result yet. */
export function outputJson(taskRun: TaskRun, ending: Ending | undefined, origin: string) {
  const { output } = taskRun.attempt
  const kind = Object.keys(settingsOf(taskRun) ?? {}).find((key) => key.endsWith('_task')) ?? ''
  const isNotebook = kind === 'notebook_task'
  return {
    ...(isNotebook && { notebook_output: ending ? notebookOutput(output) : {} }),
    ...(kind === 'sql_task' && ending?.code === 'SUCCESS' && { sql_output: sqlOutput(taskRun, origin) }),
    ...(WITH_LOGS.includes(kind) && output.logs !== undefined && ending && logsOutput(output.logs)),
    ...(ending && output.error !== undefined && { error: output.error }),
    ...(ending && output.errorTrace !== undefined && { error_trace: output.errorTrace }),
    ...(ending?.lifeCycle === 'SKIPPED' && { error: ending.message }),
  }
}

/** The first 5 MB of what `dbutils.notebook.exit()` was given; empty when it was never called. */
function notebookOutput({ result, truncated = false }: TaskOutput) {
  if (result === undefined) return {}
  const bytes = Buffer.from(result)
  if (bytes.length <= MAX_BYTES) return { result, truncated }
  return {
    result: bytes
      .subarray(0, MAX_BYTES)
      .toString('utf8')
      .replace(/\uFFFD$/, ''),
    truncated: true,
  }
}

/** Of a query, where its script says nothing else: the real one tells no rows either, but where they are. */
function sqlOutput(taskRun: TaskRun, origin: string) {
  if (taskRun.attempt.output.sql) return taskRun.attempt.output.sql
  const { warehouse_id } = (settingsOf(taskRun)?.sql_task ?? {}) as { warehouse_id?: string }
  const output_link = `${origin}/sql/queries/${taskRun.attempt.runId}`
  return { query_output: { query_text: 'SELECT 1', warehouse_id, output_link, sql_statements: [] } }
}

/** The last 5 MB. */
function logsOutput(logs: string) {
  const bytes = Buffer.from(logs)
  if (bytes.length <= MAX_BYTES) return { logs, logs_truncated: false }
  return {
    logs: bytes
      .subarray(-MAX_BYTES)
      .toString('utf8')
      .replace(/^\uFFFD+/, ''),
    logs_truncated: true,
  }
}
