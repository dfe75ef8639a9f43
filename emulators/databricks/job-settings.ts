import { CONDITION_OPERATORS } from './engine/condition.ts'
import { inOrder } from './engine/graph.ts'
import type { TaskSettings } from './engine/model.ts'
import { invalid } from './errors.ts'
import type { JobSettings } from './job.ts'

type Fields = Record<string, unknown>

const MAX_TASKS = 1000
const MAX_TAGS = 25
const MAX_WEBHOOKS = 3
const MAX_NAME_BYTES = 4096
const MAX_DESCRIPTION_CHARACTERS = 27_700
const MAX_CONCURRENT_RUNS = 1000

const RUN_IF: ReadonlySet<unknown> = new Set([
  'ALL_SUCCESS',
  'AT_LEAST_ONE_SUCCESS',
  'NONE_FAILED',
  'ALL_DONE',
  'AT_LEAST_ONE_FAILED',
  'ALL_FAILED',
])

/** Settings as a client wrote them, checked, with the defaults that a read shows. @throws Refusal 400 */
export function parseJobSettings(value: unknown): JobSettings {
  const fields = asFields(value, 'settings')
  const { name = 'Untitled', description, timeout_seconds = 0, max_concurrent_runs = 1, tags } = fields
  if (typeof name !== 'string' || Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw invalid(`Job name is a text of at most ${MAX_NAME_BYTES} bytes.`)
  }
  if (typeof description === 'string' && description.length > MAX_DESCRIPTION_CHARACTERS) {
    throw invalid(`Job description has more than ${MAX_DESCRIPTION_CHARACTERS} characters.`)
  }
  if (Object.keys(asFields(tags ?? {}, 'tags')).length > MAX_TAGS)
    throw invalid(`A job has at most ${MAX_TAGS} tags.`)
  checkWebhooks(fields.webhook_notifications)
  const parameters = parseParameters(fields.parameters)
  const queue = parseQueue(fields.queue)
  return {
    email_notifications: {},
    webhook_notifications: {},
    ...fields,
    name,
    timeout_seconds: whole(timeout_seconds, 'timeout_seconds'),
    max_concurrent_runs: whole(max_concurrent_runs, 'max_concurrent_runs', MAX_CONCURRENT_RUNS),
    format: 'MULTI_TASK',
    tasks: parseTasks(fields.tasks),
    ...(parameters && { parameters }),
    ...(queue && { queue }),
  }
}

export function parseQueue(value: unknown): { enabled: boolean } | undefined {
  if (value === undefined || value === null) return undefined
  const { enabled } = asFields(value, 'queue')
  if (typeof enabled !== 'boolean') throw invalid('Missing required field: queue.enabled')
  return { enabled }
}

function parseParameters(value: unknown): JobSettings['parameters'] {
  if (value === undefined) return undefined
  const seen = new Set<string>()
  return asList(value, 'parameters').map((item) => {
    const { name, default: text } = asFields(item, 'parameters')
    if (typeof name !== 'string' || !/^[\w.-]+$/.test(name)) {
      throw invalid(`Parameter name '${String(name)}' may hold letters, digits, _, - and . only.`)
    }
    if (typeof text !== 'string') throw invalid(`Missing required field: parameters.default of '${name}'`)
    if (seen.has(name)) throw invalid(`Duplicate parameter name '${name}'.`)
    seen.add(name)
    return { name, default: text }
  })
}

function parseTasks(value: unknown): TaskSettings[] {
  const tasks = asList(value ?? [], 'tasks').map(parseTask)
  if (tasks.length > MAX_TASKS) throw invalid(`A job has at most ${MAX_TASKS} tasks.`)
  const keys = new Set(tasks.map((task) => task.task_key))
  if (keys.size < tasks.length) throw invalid('Task keys are unique within a job.')
  for (const task of tasks) {
    for (const { task_key } of task.depends_on ?? []) {
      if (!keys.has(task_key)) throw invalid(`Task '${task.task_key}' depends on unknown task '${task_key}'.`)
    }
  }
  if (!inOrder(tasks)) throw invalid('The dependencies of the tasks form a cycle.')
  return tasks
}

function parseTask(value: unknown): TaskSettings {
  const fields = asFields(value, 'tasks')
  const { task_key, run_if = 'ALL_SUCCESS', timeout_seconds = 0 } = fields
  if (typeof task_key !== 'string' || !/^[\w-]{1,100}$/.test(task_key)) {
    throw invalid(`Task key '${String(task_key)}' has 1 to 100 letters, digits, _ and -.`)
  }
  if (!RUN_IF.has(run_if)) throw invalid(`'${String(run_if)}' is no value of run_if.`)
  const kinds = Object.keys(fields).filter((key) => key.endsWith('_task'))
  if (kinds.length !== 1) throw invalid(`Task '${task_key}' needs exactly one task definition.`)
  checkCondition(fields)
  const dependencies = parseDependencies(fields.depends_on)
  return {
    email_notifications: {},
    webhook_notifications: {},
    ...fields,
    task_key,
    run_if: run_if as NonNullable<TaskSettings['run_if']>,
    timeout_seconds: whole(timeout_seconds, 'timeout_seconds'),
    ...(dependencies && { depends_on: dependencies }),
    ...(fields.notebook_task !== undefined && {
      notebook_task: { source: 'WORKSPACE', ...asFields(fields.notebook_task, 'notebook_task') },
    }),
  }
}

function parseDependencies(value: unknown): TaskSettings['depends_on'] {
  if (value === undefined) return undefined
  const dependencies = asList(value, 'depends_on').map((item) => {
    const { task_key, outcome } = asFields(item, 'depends_on')
    if (typeof task_key !== 'string') throw invalid('Missing required field: depends_on.task_key')
    return { task_key, ...(typeof outcome === 'string' && { outcome }) }
  })
  return dependencies.sort((a, b) => a.task_key.localeCompare(b.task_key))
}

function checkCondition({ condition_task }: Fields): void {
  if (condition_task === undefined) return
  const { op, left, right } = asFields(condition_task, 'condition_task')
  if (typeof op !== 'string' || !CONDITION_OPERATORS.has(op))
    throw invalid(`'${String(op)}' is no condition operator.`)
  if (typeof left !== 'string' || typeof right !== 'string') throw invalid('A condition has a left and a right text.')
}

function checkWebhooks(value: unknown): void {
  for (const [event, destinations] of Object.entries(asFields(value ?? {}, 'webhook_notifications'))) {
    if (asList(destinations, event).length > MAX_WEBHOOKS)
      throw invalid(`At most ${MAX_WEBHOOKS} webhooks for ${event}.`)
  }
}

export function asFields(value: unknown, name: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw invalid(`Field ${name} is an object.`)
}

export function asList(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value
  throw invalid(`Field ${name} is a list.`)
}

function whole(value: unknown, name: string, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value
  throw invalid(`Field ${name} is a whole number from 0 to ${most}.`)
}
