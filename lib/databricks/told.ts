import 'server-only'
import { storableText } from '@/lib/runs/storable-text'

/** Fields of a task of a run that its job's settings have as well, besides what its kind says. */
const TOLD = new Set([
  ...['depends_on', 'run_if', 'git_source', 'libraries', 'existing_cluster_id', 'new_cluster', 'job_cluster_key'],
  ...['environment_key', 'compute'],
])
/** What became of a task stands among what it was told, in these. */
const BECAME = new Set(['stats', 'outcome'])

/** A task as its job's settings have it, as far as a run repeats them: nothing of what became of it. In Databricks' spelling. */
export type Told = Readonly<Record<string, unknown>>

export function toldOf(task: object): Told {
  return Object.fromEntries(
    Object.entries(task).flatMap(([key, value]) => {
      if (key.endsWith('_task')) return [[key, withoutBecame(value)]]
      return TOLD.has(key) ? [[key, value]] : []
    }),
  )
}

/** With the cluster that tasks of its run may share, by the name under which they do. */
export function withCluster(told: Told, clusters: ReadonlyMap<unknown, unknown>): Told {
  const shared = clusters.get(told.job_cluster_key)
  return shared === undefined ? told : { ...told, new_cluster: shared }
}

function withoutBecame(value: unknown): unknown {
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => !BECAME.has(key)))
}

/** Kinds of tasks that need none, or whose compute is another's. */
const WITHOUT_COMPUTE = ['condition_task', 'for_each_task', 'run_job_task', 'pipeline_task']

/**
 * On what a task was to run, in Databricks' own words and ids: a warehouse, a cluster that was there, one made for it, or
 * serverless compute, which is what a task has that names none.
 */
export function computeOf(told: Told): string | undefined {
  const { existing_cluster_id: known, new_cluster: made, job_cluster_key: shared } = told
  if (typeof known === 'string') return storableText(known)
  if (isFields(made))
    return storableText([shared, made.node_type_id, workersOf(made), made.spark_version].filter(isText).join(' '))
  if (typeof shared === 'string') return storableText(shared)
  const kind = Object.keys(told).find((key) => key.endsWith('_task'))
  if (kind === undefined || WITHOUT_COMPUTE.includes(kind)) return undefined
  const warehouse = isFields(told[kind]) ? told[kind].warehouse_id : undefined
  return typeof warehouse === 'string' ? storableText(warehouse) : 'serverless'
}

function workersOf({ num_workers: fixed, autoscale }: Told): string | undefined {
  if (typeof fixed === 'number') return `× ${fixed}`
  return isFields(autoscale) ? `× ${autoscale.min_workers}–${autoscale.max_workers}` : undefined
}

function isFields(value: unknown): value is Told {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
