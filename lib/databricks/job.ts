import 'server-only'
import { z } from 'zod'
import { count, flag, id, list, object, optional, pageToken, text, time } from './answer'
import { dependsOn, withKind } from './task'

const jobTask = object({
  task_key: z.string(),
  kind: z.string(),
  description: text,
  depends_on: dependsOn,
  run_if: text,
  notebook_task: optional(
    object({
      base_parameters: optional(z.record(z.string(), z.string())).transform(
        (pairs) => new Map(Object.entries(pairs ?? {})),
      ),
    }),
  ),
})

const jobParameter = object({ name: z.string(), default: text.transform((value) => value ?? '') })

/** Whether the job also starts by itself: `pause_status` is PAUSED or UNPAUSED. */
const start = optional(object({ pause_status: text }))

const settings = object({
  name: text,
  description: text,
  parameters: list(jobParameter),
  tasks: list(z.preprocess(withKind, jobTask)),
  max_concurrent_runs: count,
  timeout_seconds: count,
  schedule: start,
  continuous: start,
  trigger: start,
  queue: optional(object({ enabled: flag })),
  tags: optional(z.record(z.string(), z.string())).transform((tags) => new Map(Object.entries(tags ?? {}))),
})

export const job = object({
  job_id: id,
  created_time: time,
  creator_user_name: text,
  run_as_user_name: text,
  settings: settings.prefault({}),
  next_page_token: pageToken,
})

/** A page of a job, as `jobs/get` gives it. */
export type JobPage = z.output<typeof job>

/**
 * A job in Databricks' words. `runAsUserName`, whose rights the code has, comes with `getJob` only, as do parameters and
 * tasks. `creatorUserName` is absent when that user was deleted.
 */
export type DatabricksJob = Omit<JobPage, 'nextPageToken'>
