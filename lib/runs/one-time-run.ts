import {
  CARRIED,
  CARRIED_OF_TASK,
  clustersOf,
  type Fields,
  isFields,
  kindOfTask,
  listOf,
  type WrittenSettings,
} from './written-settings'

/** The field that takes job parameters by itself, by the kind of the task, and when it does. */
const PUSHED_DOWN: Readonly<Record<string, { readonly field: string; readonly always: boolean }>> = {
  notebook_task: { field: 'base_parameters', always: true },
  sql_task: { field: 'parameters', always: true },
  python_wheel_task: { field: 'named_parameters', always: false }, // a wheel of positional parameters takes no others
}

interface Asked {
  readonly jobId: string
  readonly values: Readonly<Record<string, string>>
  /** Whose they are; absent: the job's. */
  readonly parametersTo?: 'notebook' | undefined
}

/**
 * The body of `runs/submit` for what the job would do now with these values. The API gives a one-time run no parameters of a
 * job, so they are put where the job's tasks read them: in place of `{{job.parameters.name}}`, and into what takes pairs.
 */
export function oneTimeRun(
  settings: WrittenSettings,
  { jobId, values, parametersTo }: Asked,
): Record<string, unknown> {
  const forNotebook = parametersTo === 'notebook' ? values : {}
  const parameters = { ...defaultsOf(settings), ...(parametersTo === 'notebook' ? {} : values) }
  const name = typeof settings.name === 'string' ? settings.name : undefined
  const known = new Map<string, string>([
    ...Object.entries(parameters).map(([key, value]) => [`job.parameters.${key}`, value] as const),
    ['job.id', jobId],
    ['job_id', jobId],
    ...(name === undefined ? [] : [['job.name', name] as const]),
  ])
  const carried = Object.entries(settings).filter(([field]) => CARRIED.has(field))
  const clusters = clustersOf(settings)
  return {
    ...(name === undefined ? {} : { run_name: name }),
    ...Object.fromEntries(carried),
    tasks: listOf(settings.tasks).map((task) => submitTask(task, { known, parameters, forNotebook, clusters })),
  }
}

interface Given {
  readonly known: ReadonlyMap<string, string>
  readonly parameters: Readonly<Record<string, string>>
  /** Over what a notebook has by itself, as run-now lays its `notebook_params`. */
  readonly forNotebook: Readonly<Record<string, string>>
  readonly clusters: ReadonlyMap<unknown, unknown>
}

function submitTask(task: Fields, given: Given): Fields {
  const cluster = task.job_cluster_key === undefined ? undefined : given.clusters.get(task.job_cluster_key)
  const carried = Object.entries(task).filter(([field]) => CARRIED_OF_TASK.has(field))
  const kind = kindOfTask(task)
  return {
    ...Object.fromEntries(carried),
    ...(cluster === undefined ? {} : { new_cluster: cluster }),
    ...(kind === undefined ? {} : { [kind]: workOf(kind, task[kind], given) }),
  }
}

function workOf(kind: string, written: unknown, given: Given): unknown {
  if (kind === 'for_each_task' && isFields(written) && isFields(written.task)) {
    const { task, ...loop } = written
    return { ...withValues(loop, given.known), task: submitTask(task, given) }
  }
  const work = withValues(written, given.known)
  if (!isFields(work)) return work
  const pushed = PUSHED_DOWN[kind]
  if (!pushed || (!pushed.always && work[pushed.field] === undefined)) return work
  const own = work[pushed.field]
  const pairs = {
    ...(isFields(own) ? own : {}),
    ...given.parameters,
    ...(kind === 'notebook_task' ? given.forNotebook : {}),
  }
  return Object.keys(pairs).length === 0 ? work : { ...work, [pushed.field]: pairs }
}

/** Once through every text: a value that looks like a reference is a value, and not looked up. */
function withValues(value: Fields, known: ReadonlyMap<string, string>): Fields
function withValues(value: unknown, known: ReadonlyMap<string, string>): unknown
function withValues(value: unknown, known: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) => known.get(name) ?? whole)
  }
  if (Array.isArray(value)) return value.map((item) => withValues(item, known))
  if (!isFields(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withValues(item, known)]))
}

function defaultsOf({ parameters }: WrittenSettings): Record<string, string> {
  const named = listOf(parameters).filter(({ name }) => typeof name === 'string')
  return Object.fromEntries(
    named.map(({ name, default: preset }) => [name, typeof preset === 'string' ? preset : '']),
  )
}
