import 'server-only'
import { id, list, object, pageToken } from './answer'
import { type DatabricksJob, type JobPage, job } from './job'
import { checkedId, idNumber } from './json'
import { allPages } from './pages'
import { type CallOptions, type Endpoint, request } from './request'
import { type CallTrace, traceOf } from './trace'
import type { Workspace } from './workspace'

/** 100 elements a page; a job has at most 1,000 tasks. */
const MOST_PAGES = 20

const LIST_JOBS = {
  method: 'GET',
  path: '/api/2.2/jobs/list',
  right: 'Can View',
  answer: object({ jobs: list(job), next_page_token: pageToken }),
} as const

interface ListJobsOptions extends CallOptions {
  /** The whole name, in any case. Names are not unique. */
  readonly name?: string
  /** 1 to 100, default 100. */
  readonly limit?: number
  readonly pageToken?: string | undefined
}

/** One page of the jobs that the person can view: GET /api/2.2/jobs/list. */
export async function listJobs(
  workspace: Workspace,
  { name, limit = 100, pageToken: token, ...options }: ListJobsOptions = {},
): Promise<{ jobs: DatabricksJob[]; nextPageToken: string | undefined }> {
  const { value } = await request(workspace, LIST_JOBS, { query: { name, limit, page_token: token } }, options)
  return { jobs: value.jobs.map(({ nextPageToken: _, ...listed }) => listed), nextPageToken: value.nextPageToken }
}

const GET_JOB: Endpoint<JobPage> = { method: 'GET', path: '/api/2.2/jobs/get', right: 'Can View', answer: job }

/** A job with all its parameters and tasks: GET /api/2.2/jobs/get, all pages. */
export async function getJob(workspace: Workspace, jobId: string, options?: CallOptions): Promise<DatabricksJob> {
  const read = async (token: string | undefined) => {
    return (await request(workspace, GET_JOB, { query: { job_id: checkedId(jobId), page_token: token } }, options))
      .value
  }
  const all = await allPages(read, MOST_PAGES)
  const [{ nextPageToken: _, ...first }] = all
  const parameters = all.flatMap((page) => page.settings.parameters)
  const tasks = all.flatMap((page) => page.settings.tasks)
  return { ...first, settings: { ...first.settings, parameters, tasks } }
}

const RUN_NOW = {
  method: 'POST',
  path: '/api/2.2/jobs/run-now',
  right: 'Can Manage Run',
  answer: object({ run_id: id }),
  repeatable: true, // because of the token
  callMs: 60_000,
} as const

type Values = Readonly<Record<string, string>>

/**
 * Values of the job's own parameters, or for its notebook: laid over `base_parameters`, 10,000 bytes of JSON at most. Never
 * both in one call, since nobody says which one wins.
 */
export type RunParameters = { readonly jobParameters: Values } | { readonly notebookParams: Values }

export type RunNowRequest = RunParameters & {
  readonly jobId: string
  /** At most 64 characters, new for each press and kept for every repetition of it. */
  readonly idempotencyToken: string
  /** Overrides the job's own setting for what happens at its limit of concurrent runs. */
  readonly queue?: boolean
}

/**
 * Starts a run: POST /api/2.2/jobs/run-now. Repeating a token answers with the first run, so a retry never runs the job
 * twice. At the job's limit this succeeds too: the run is then queued, or skipped.
 * @throws PortalError with one of the databricks_ codes; `mayHaveActed` says whether there may be a run all the same
 */
export async function runNow(
  workspace: Workspace,
  { jobId, idempotencyToken, queue, ...parameters }: RunNowRequest,
  options?: CallOptions,
): Promise<{ runId: string } & CallTrace> {
  const body = {
    job_id: idNumber(jobId),
    ...('notebookParams' in parameters
      ? { notebook_params: parameters.notebookParams }
      : { job_parameters: parameters.jobParameters }),
    idempotency_token: idempotencyToken,
    queue: queue === undefined ? undefined : { enabled: queue },
  }
  const { value, headers } = await request(workspace, RUN_NOW, { body }, options)
  return { ...value, ...traceOf(headers) }
}
