import { invalid } from '../errors.ts'
import type { AccessEntry, JobSettings } from '../job.ts'
import { asList, parseJobSettings } from '../job-settings.ts'
import { parseEntries } from './access-entries.ts'
import { readToken } from './run-request.ts'

const MOST_TASKS = 100
/** What a job has and a one-time run does not take: its tasks bring their own compute and their own values. */
const OF_JOBS_ALONE = ['job_clusters', 'parameters', 'schedule', 'continuous', 'trigger', 'max_concurrent_runs']

export interface SubmitRequest {
  settings: JobSettings
  access: AccessEntry[]
  token: string | undefined
}

/** @throws Refusal 400 */
export function readSubmit({
  run_name,
  access_control_list,
  idempotency_token,
  ...fields
}: Record<string, unknown>): SubmitRequest {
  if (asList(fields.tasks ?? [], 'tasks').length === 0) throw invalid('Missing required field: tasks')
  if (asList(fields.tasks, 'tasks').length > MOST_TASKS) throw invalid(`A run has at most ${MOST_TASKS} tasks.`)
  const stranger = OF_JOBS_ALONE.find((name) => fields[name] !== undefined)
  if (stranger !== undefined) throw invalid(`Field ${stranger} is not supported in a one-time run.`)
  const settings = parseJobSettings({ ...fields, name: run_name ?? 'Untitled' })
  const shared = settings.tasks.find(({ job_cluster_key }) => job_cluster_key !== undefined)
  if (shared) throw invalid(`Task '${shared.task_key}' names a job cluster, which a one-time run does not have.`)
  return { settings, access: parseEntries(access_control_list), token: readToken(idempotency_token) }
}
