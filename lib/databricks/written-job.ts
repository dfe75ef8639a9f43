import 'server-only'
import { z } from 'zod'
import { type DatabricksJob, job } from './job'
import { checkedId } from './json'
import { allPages } from './pages'
import { type CallOptions, type Endpoint, request } from './request'
import type { Workspace } from './workspace'

/** 100 elements a page; a job has at most 1,000 tasks. */
const MOST_PAGES = 20
/** The arrays that come page by page. */
const PAGED = ['tasks', 'job_clusters', 'environments', 'parameters'] as const

/** A job as we read it, and its settings as they are written. */
export interface WrittenJob {
  readonly job: DatabricksJob
  /** In Databricks' own spelling, with all that we do not know of. */
  readonly settings: Readonly<Record<string, unknown>>
}

const page = z
  .looseObject({ settings: z.record(z.string(), z.unknown()).optional() })
  .transform((written, context) => {
    const read = job.safeParse(written)
    if (read.success) return { ...read.data, written: written.settings ?? {} }
    context.issues.push({ code: 'custom', message: 'is no job', input: written })
    return z.NEVER
  })

const GET_JOB: Endpoint<z.output<typeof page>> = {
  method: 'GET',
  path: '/api/2.2/jobs/get',
  right: 'Can View',
  answer: page,
}

/** A job with everything that its settings say: GET /api/2.2/jobs/get, all pages. */
export async function getWrittenJob(workspace: Workspace, jobId: string, options?: CallOptions): Promise<WrittenJob> {
  const read = async (token: string | undefined) => {
    return (await request(workspace, GET_JOB, { query: { job_id: checkedId(jobId), page_token: token } }, options))
      .value
  }
  const all = await allPages(read, MOST_PAGES)
  const [{ nextPageToken: _, written, ...first }] = all
  const parameters = all.flatMap(({ settings }) => settings.parameters)
  const tasks = all.flatMap(({ settings }) => settings.tasks)
  const whole = PAGED.flatMap((name) => {
    const items = all.flatMap((one) => one.written[name] ?? [])
    return written[name] === undefined && items.length === 0 ? [] : [[name, items] as const]
  })
  return {
    job: { ...first, settings: { ...first.settings, parameters, tasks } },
    settings: { ...written, ...Object.fromEntries(whole) },
  }
}
