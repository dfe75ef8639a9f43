import type { Ending, Outcome, TaskScript } from './engine/model.ts'
import { Refusal } from './errors.ts'
import { type AccessEntry, type Job, newJob } from './job.ts'
import { parseJobSettings } from './job-settings.ts'
import type { WorkspaceState } from './state.ts'
import { parseEntries } from './wire/access-entries.ts'
import { readId } from './wire/input.ts'

type Fields = Record<string, unknown>

const OUTCOMES: readonly unknown[] = ['SUCCESS', 'FAILED', 'TIMEDOUT', 'CANCELED', 'INTERNAL_ERROR']
const NUMBERS = ['setupMs', 'durationMs', 'cleanupMs'] as const
const TEXTS = ['error', 'errorTrace', 'logs'] as const
const FIELDS_OF_JOB = [
  'job_id',
  'settings',
  'access_control_list',
  'creator_user_name',
  'run_as_user_name',
  'created_time',
  'next_run_id',
  'script',
]
const FIELDS_OF_SCRIPT = ['tasks', 'outcome', 'ending']
const FIELDS_OF_TASK = [...NUMBERS, ...TEXTS, 'outcome', 'result', 'values', 'truncated', 'failedIterations', 'sql']
/** Without a list of its own, a job has the sample jobs' one. */
const RUN_BY_USER: AccessEntry = { kind: 'user_name', name: 'user@contoso.example', level: 'CAN_MANAGE_RUN' }
const DEFAULT_CREATOR = 'maker@contoso.example'

/** Adds jobs, or replaces those of the same id; runs of before stay. One job, a list, or `{jobs}`. @throws TypeError */
export function putJobs(state: WorkspaceState, value: unknown): { job_id: string } | { job_id: string }[] {
  const { jobs, ...rest } = Array.isArray(value) ? { jobs: value } : asObject(value)
  if (jobs === undefined) return putJob(state, rest)
  demandKnown(rest, [])
  if (!Array.isArray(jobs)) throw new TypeError('jobs is a list')
  return jobs.map((job) => putJob(state, job))
}

function putJob(state: WorkspaceState, value: unknown): { job_id: string } {
  const fields = asObject(value)
  demandKnown(fields, FIELDS_OF_JOB)
  return inWordsOfControl(() => {
    const jobId = fields.job_id === undefined ? state.newId() : readId(fields.job_id, 'job_id')
    const job = newJob({
      jobId,
      createdAt: typeof fields.created_time === 'number' ? fields.created_time : state.clock.now(),
      creator: typeof fields.creator_user_name === 'string' ? fields.creator_user_name : DEFAULT_CREATOR,
      ...(typeof fields.run_as_user_name === 'string' && { runAs: fields.run_as_user_name }),
      settings: parseJobSettings(fields.settings ?? { name: 'Job', tasks: [] }),
      access: fields.access_control_list === undefined ? [RUN_BY_USER] : parseEntries(fields.access_control_list),
    })
    if (fields.next_run_id !== undefined) job.nextRunIds = [readId(fields.next_run_id, 'next_run_id')]
    if (fields.script !== undefined) applyScript(job, asObject(fields.script))
    state.jobs.set(jobId, job)
    state.saved()
    return { job_id: jobId }
  })
}

/** Says what the tasks of the coming runs do; a task that is not named stays as it was. @throws TypeError */
export function scriptJob(state: WorkspaceState, jobId: string, value: unknown): { job_id: string } {
  const job = state.jobs.get(jobId)
  if (!job) throw new TypeError(`there is no job ${jobId}`)
  applyScript(job, asObject(value))
  state.saved()
  return { job_id: jobId }
}

function applyScript(job: Job, fields: Fields): void {
  demandKnown(fields, FIELDS_OF_SCRIPT)
  const { tasks = {}, outcome, ending } = fields
  const scripts = Object.entries(asObject(tasks)).map(([key, script]) => {
    if (!job.settings.tasks.some(({ task_key }) => task_key === key)) throw new TypeError(`there is no task ${key}`)
    return [key, readScript(script)] as const
  })
  for (const [key, script] of scripts) job.scripts[key] = { ...job.scripts[key], ...script }
  if (outcome === null) delete job.outcome
  else if (outcome !== undefined) job.outcome = readOutcome(outcome)
  if (ending === null) delete job.ending
  else if (ending !== undefined) job.ending = asObject(ending) as Partial<Ending>
}

/** What one task does. @throws TypeError */
export function readScript(value: unknown): TaskScript {
  const fields = asObject(value)
  demandKnown(fields, FIELDS_OF_TASK)
  for (const name of NUMBERS) {
    const number = fields[name] ?? 0
    if (typeof number !== 'number' || number < 0) throw new TypeError(`${name} is a number of milliseconds`)
  }
  for (const name of TEXTS) if (typeof (fields[name] ?? '') !== 'string') throw new TypeError(`${name} is a text`)
  if (fields.sql !== undefined) asObject(fields.sql)
  if (Array.isArray(fields.outcome)) fields.outcome.forEach(readOutcome)
  else if (fields.outcome !== undefined) readOutcome(fields.outcome)
  return fields as TaskScript
}

/** A misspelt field would be a script that silently does something else. */
function demandKnown(fields: Fields, known: readonly string[]): void {
  const stranger = Object.keys(fields).find((name) => !known.includes(name))
  if (stranger !== undefined)
    throw new TypeError(`there is no field ${stranger}; known: ${known.join(', ') || 'jobs'}`)
}

function readOutcome(value: unknown): Outcome {
  if (!OUTCOMES.includes(value)) throw new TypeError(`outcome is one of ${OUTCOMES.join(', ')}`)
  return value as Outcome
}

function asObject(value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new TypeError('an object is expected')
}

/** What the API would refuse is a mistake in the control call. */
function inWordsOfControl<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) throw new TypeError(error.message, { cause: error })
    throw error
  }
}
