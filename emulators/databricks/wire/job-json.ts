import type { Call } from '../../kit/http.ts'
import type { Job } from '../job.ts'
import { ARRAY_PAGE, arrayPage, lengthOf } from './paging.ts'

export type Version = '2.0' | '2.1' | '2.2'

const PAGED = ['tasks', 'job_clusters', 'environments', 'parameters'] as const

function headJson(job: Job) {
  return { job_id: BigInt(job.jobId), creator_user_name: job.creator, created_time: job.createdAt }
}

/** jobs/get. Before 2.2 nothing pages: a job of more than 100 tasks comes without its tasks, and without a word. */
export function jobJson(job: Job, version: Version, call: Call) {
  const head = { ...headJson(job), run_as_user_name: job.runAs }
  if (version !== '2.2') return { ...head, settings: withoutLongTasks(job) }
  const page = arrayPage(job.settings, PAGED, call)
  return { ...head, settings: page.value, ...page.next }
}

/** A row of jobs/list: no tasks unless asked for, and never `run_as_user_name`. */
export function jobRowJson(job: Job, version: Version, expandTasks: boolean) {
  const { tasks, job_clusters, ...rest } = version === '2.2' ? job.settings : withoutLongTasks(job)
  if (!expandTasks) return { ...headJson(job), settings: rest }
  const settings = {
    ...rest,
    ...(Array.isArray(tasks) && { tasks: tasks.slice(0, ARRAY_PAGE) }),
    ...(Array.isArray(job_clusters) && { job_clusters: job_clusters.slice(0, ARRAY_PAGE) }),
  }
  const isCut = lengthOf(tasks) > ARRAY_PAGE || lengthOf(job_clusters) > ARRAY_PAGE
  return { ...headJson(job), settings, ...(isCut && { has_more: true }) }
}

function withoutLongTasks({ settings }: Job): Partial<Job['settings']> {
  const { tasks, ...rest } = settings
  return tasks.length > ARRAY_PAGE ? rest : settings
}
