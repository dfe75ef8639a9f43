import 'server-only'
import { z } from 'zod'
import { id, list, object, optional, pageToken, text, time } from './answer'
import { currentStatus, legacyState, task } from './task'

/** Keeps `runs/repair` possible: a further repair must name the id of the last one. */
const repair = object({
  type: text,
  id: optional(id),
  start_time: time,
  end_time: time,
  state: optional(legacyState),
  status: optional(currentStatus),
  task_run_ids: list(id),
})

export const run = object({
  job_id: optional(id),
  run_id: id,
  job_run_id: optional(id),
  original_attempt_run_id: optional(id),
  run_name: text,
  run_type: text,
  trigger: text,
  trigger_info: optional(object({ run_id: optional(id) })),
  creator_user_name: text,
  start_time: time,
  end_time: time,
  run_duration: time,
  queue_duration: time,
  setup_duration: time,
  execution_duration: time,
  cleanup_duration: time,
  state: optional(legacyState),
  status: optional(currentStatus),
  tasks: list(task),
  iterations: list(task),
  job_parameters: list(object({ name: z.string(), default: text, value: text })),
  repair_history: list(repair),
  job_clusters: list(object({ job_cluster_key: text, new_cluster: z.unknown() })),
  run_page_url: text,
  next_page_token: pageToken,
})

/** A page of a run, as `runs/get` gives it. */
export type RunPage = z.output<typeof run>

/**
 * A run in Databricks' words. Times are epoch ms, durations ms; each is undefined for as long as Databricks says 0.
 * `tasks` holds every attempt of every task, `creatorUserName` is who started the run, `jobId` is absent for a
 * submitted one; what its tasks were `told` is not told again. A run from a list has no `tasks`, `iterations`, `jobParameters` and `repairHistory`.
 */
export type DatabricksRun = Omit<RunPage, 'nextPageToken' | 'jobClusters'>
