/** Fields in Databricks' own spelling. */
export type Fields = Readonly<Record<string, unknown>>

/** The settings of a job as `jobs/get` gives them: nothing of them left out. */
export type WrittenSettings = Fields

/** Fields of a job that `runs/submit` takes as they are. */
export const CARRIED: ReadonlySet<string> = new Set([
  ...['timeout_seconds', 'email_notifications', 'webhook_notifications', 'notification_settings', 'health', 'queue'],
  ...['environments', 'git_source', 'budget_policy_id', 'usage_policy_id'],
])

/** The same of a task. */
export const CARRIED_OF_TASK: ReadonlySet<string> = new Set([
  ...['task_key', 'depends_on', 'description', 'run_if', 'timeout_seconds', 'libraries', 'new_cluster'],
  ...['existing_cluster_id', 'environment_key', 'health'],
  ...['email_notifications', 'webhook_notifications', 'notification_settings'],
])

export function kindOfTask(task: Fields): string | undefined {
  return Object.keys(task).find((field) => field.endsWith('_task'))
}

export function keyOf({ task_key: key }: Fields): string {
  return typeof key === 'string' ? key : '?'
}

/** The clusters of a job, by the key under which its tasks name them. */
export function clustersOf({ job_clusters: clusters }: WrittenSettings): ReadonlyMap<unknown, unknown> {
  return new Map(listOf(clusters).map((cluster) => [cluster.job_cluster_key, cluster.new_cluster]))
}

export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : []
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
