import type { Uncarried } from './uncarried'
import {
  CARRIED,
  CARRIED_OF_TASK,
  clustersOf,
  type Fields,
  isFields,
  keyOf,
  kindOfTask,
  listOf,
  type WrittenSettings,
} from './written-settings'

/** `runs/submit` takes as many. */
const MOST_TASKS = 100

/** What says when, under which name and as whom the job runs by itself: a one-time run has its own answers to that. */
const OF_THE_JOB: ReadonlySet<string> = new Set([
  ...['name', 'description', 'format', 'schedule', 'continuous', 'trigger', 'max_concurrent_runs', 'tags', 'run_as'],
  ...['deployment', 'edit_mode', 'performance_target', 'parent_path'],
  ...['tasks', 'job_clusters', 'parameters'], // carried, in another shape
])

/** Of a task, and without a meaning where it is not retried. */
const OF_RETRIES: ReadonlySet<string> = new Set(['max_retries', 'min_retry_interval_millis', 'retry_on_timeout'])

/** Tasks whose code has the rights of whoever the run acts as. */
const CODE: ReadonlySet<string> = new Set([
  ...['notebook_task', 'spark_python_task', 'python_wheel_task', 'spark_jar_task', 'spark_submit_task', 'dbt_task'],
  ...['sql_task', 'condition_task', 'for_each_task'],
])

/** What of a job a one-time run cannot carry; none of it is left out silently. */
export function uncarriedOf(settings: WrittenSettings): readonly Uncarried[] {
  const tasks = listOf(settings.tasks)
  const found: Uncarried[] = Object.keys(settings)
    .filter((name) => !CARRIED.has(name) && !OF_THE_JOB.has(name) && !isNothing(settings[name]))
    .map((what) => ({ kind: 'setting', what }))
  if (tasks.length === 0) found.push({ kind: 'no_tasks', what: '' })
  if (tasks.length > MOST_TASKS) found.push({ kind: 'many_tasks', what: String(tasks.length) })
  return [...found, ...tasks.flatMap((task) => uncarriedOfTask(task, clustersOf(settings)))]
}

/** Tasks that shared a cluster of the job: each of them starts its own in a one-time run. */
export function tasksSharingClusters(settings: WrittenSettings): readonly string[] {
  const sharing = Map.groupBy(
    listOf(settings.tasks).filter((task) => task.job_cluster_key !== undefined),
    (task) => task.job_cluster_key,
  )
  return [...sharing.values()].flatMap((tasks) => (tasks.length > 1 ? tasks.map(keyOf) : []))
}

function uncarriedOfTask(task: Fields, clusters: ReadonlyMap<unknown, unknown>): readonly Uncarried[] {
  const key = keyOf(task)
  const kind = kindOfTask(task)
  const found: Uncarried[] = []
  if (kind === 'run_job_task') found.push({ kind: 'starts_job', what: key })
  else if (!isCode(kind, task)) found.push({ kind: 'own_identity', what: key })
  if (isRetried(task)) found.push({ kind: 'retries', what: key })
  if (task.disabled === true) found.push({ kind: 'disabled', what: key })
  if (task.job_cluster_key !== undefined && !clusters.has(task.job_cluster_key)) {
    found.push({ kind: 'no_cluster', what: key })
  }
  const strange = Object.keys(task).filter((field) => !isKnownOfTask(field, kind) && !isNothing(task[field]))
  found.push(...strange.map((field): Uncarried => ({ kind: 'task_setting', what: `${key}: ${field}` })))
  const inner = kind === 'for_each_task' && isFields(task[kind]) ? task[kind].task : undefined
  return isFields(inner) ? [...found, ...uncarriedOfTask(inner, clusters)] : found
}

function isKnownOfTask(field: string, kind: string | undefined): boolean {
  const known = CARRIED_OF_TASK.has(field) || OF_RETRIES.has(field) || field === kind
  return known || field === 'job_cluster_key' || field === 'disabled'
}

/** A dashboard and an alert of the older kind act as their owner. */
function isCode(kind: string | undefined, task: Fields): boolean {
  if (kind === undefined || !CODE.has(kind)) return false
  const work = task[kind]
  return kind !== 'sql_task' || (isFields(work) && (work.query !== undefined || work.file !== undefined))
}

function isRetried({ max_retries: times }: Fields): boolean {
  return typeof times === 'number' && times !== 0
}

/** As the API writes out what nobody set. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === ''
}
