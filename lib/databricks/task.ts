import 'server-only'
import { z } from 'zod'
import { count, id, list, object, optional, text, time } from './answer'
import { toldOf } from './told'

/** Which one of these keys is present tells what a task does. New kinds keep arriving; they are 'other' here. */
const KINDS = [
  ...['notebook_task', 'spark_python_task', 'python_wheel_task', 'spark_jar_task', 'spark_submit_task', 'sql_task'],
  ...['dbt_task', 'dbt_platform_task', 'dbt_cloud_task', 'pipeline_task', 'run_job_task', 'condition_task'],
  ...['for_each_task', 'dashboard_task', 'power_bi_task', 'alert_task', 'clean_rooms_notebook_task', 'genie_task'],
  ...['gen_ai_compute_task', 'ai_runtime_task', 'agentic_task', 'python_operator_task'],
]

/** Adds `kind` to a task, of a job or of a run, before its fields are read. */
export function withKind(task: unknown): unknown {
  if (typeof task !== 'object' || task === null) return task
  return { ...task, kind: KINDS.find((kind) => kind in task) ?? 'other' }
}

export const dependsOn = list(object({ task_key: z.string(), outcome: text }))

export const legacyState = object({
  life_cycle_state: text,
  result_state: text,
  state_message: text,
  user_cancelled_or_timedout: optional(z.boolean()),
  queue_reason: text,
})

export const currentStatus = object({
  state: text,
  termination_details: optional(object({ code: text, type: text, message: text })),
  queue_details: optional(object({ code: text, message: text })),
})

/** What a for-each task has behind it; the runs themselves are `iterations` of its own run. */
const forEach = object({
  concurrency: count,
  stats: optional(
    object({
      task_run_stats: optional(
        object({
          total_iterations: count,
          scheduled_iterations: count,
          active_iterations: count,
          completed_iterations: count,
          succeeded_iterations: count,
          failed_iterations: count,
        }),
      ),
      error_message_stats: list(object({ count, error_message: text, termination_category: text })),
    }),
  ),
})

const runTask = object({
  run_id: id,
  task_key: z.string(),
  kind: z.string(),
  attempt_number: count.transform((number) => number ?? 0),
  description: text,
  depends_on: dependsOn,
  run_if: text,
  start_time: time,
  end_time: time,
  setup_duration: time,
  execution_duration: time,
  cleanup_duration: time,
  queue_duration: time,
  state: optional(legacyState),
  status: optional(currentStatus),
  condition_task: optional(object({ op: text, left: text, right: text, outcome: text })),
  for_each_task: optional(forEach),
  run_job_task: optional(object({ job_id: optional(id) })),
  notebook_task: optional(object({ notebook_path: text })),
  run_page_url: text,
  told: optional(z.record(z.string(), z.unknown())),
  compute: text,
})

/** One attempt of one task. Durations are whole seconds in milliseconds, so their sum is no exact wall time. */
export type DatabricksTask = z.output<typeof runTask>

export const task = z.preprocess(withTold, runTask)

/** Databricks has a `compute` of its own, which stands among what the task was told. */
function withTold(task: unknown): unknown {
  if (typeof task !== 'object' || task === null) return task
  return { ...(withKind(task) as object), told: toldOf(task), compute: undefined }
}
