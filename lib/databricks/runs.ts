import 'server-only'
import { z } from 'zod'
import { id, list, object, pageToken } from './answer'
import { withOwnNumbers } from './attempt-numbers'
import { checkedId, idNumber } from './json'
import { allPages, pages } from './pages'
import { type CallOptions, type Endpoint, request } from './request'
import { type DatabricksRun, type RunPage, run } from './run'
import { computeOf, withCluster } from './told'
import type { Workspace } from './workspace'

/** 100 elements a page; a run has at most 1,000 tasks, a for-each task 5,000 iterations. */
const MOST_PAGES = 60
/** The API refuses more than 25, older workspaces 25 itself. */
const LIST_LIMIT = 24

/** Such a run's settings are whoever's that sent it, values and secrets in them. */
const ONE_TIME = 'SUBMIT_RUN'

const GET_RUN: Endpoint<RunPage> = { method: 'GET', path: '/api/2.2/jobs/runs/get', right: 'Can View', answer: run }

interface GetRunOptions extends CallOptions {
  /** Adds `repairHistory`. */
  readonly includeHistory?: boolean
}

/**
 * A job run or a task run with all its tasks, parameters and iterations: GET /api/2.2/jobs/runs/get, all pages.
 * State and times are those of the first page: a later one must not call a run ended whose tasks, read before, were
 * still running.
 */
export async function getRun(
  workspace: Workspace,
  runId: string,
  options: GetRunOptions = {},
): Promise<DatabricksRun> {
  const query = { run_id: checkedId(runId), include_history: options.includeHistory || undefined }
  const read = async (token: string | undefined) => {
    return (await request(workspace, GET_RUN, { query: { ...query, page_token: token } }, options)).value
  }
  const all = await allPages(read, MOST_PAGES)
  const [{ nextPageToken: _, jobClusters: __, ...first }] = all
  const clusters = new Map(all.flatMap((page) => page.jobClusters).map((one) => [one.jobClusterKey, one.newCluster]))
  const tasks = all
    .flatMap((page) => page.tasks)
    .map((task) => {
      const told = withCluster(task.told ?? {}, clusters)
      return { ...task, compute: computeOf(told), told: first.runType === ONE_TIME ? undefined : told }
    })
  return {
    ...first,
    tasks: withOwnNumbers(tasks),
    iterations: all.flatMap((page) => page.iterations),
    jobParameters: all.flatMap((page) => page.jobParameters),
    repairHistory: all.flatMap((page) => page.repairHistory),
  }
}

const LIST_RUNS = {
  method: 'GET',
  path: '/api/2.2/jobs/runs/list',
  right: 'Can View',
  answer: object({ runs: list(run), next_page_token: pageToken }),
} as const

interface ActiveRunsOptions extends CallOptions {
  /** Epoch ms, inclusive. */
  readonly startTimeFrom?: number
  readonly startTimeTo?: number
}

/**
 * Runs that have not ended, of all jobs that the person can view: GET /api/2.2/jobs/runs/list, 24 a page and a call. Who
 * reads them to the end knows that a run that was in none has ended. In no order to rely on, though newest first so far.
 */
export async function* activeRuns(
  workspace: Workspace,
  { startTimeFrom, startTimeTo, ...options }: ActiveRunsOptions = {},
): AsyncGenerator<DatabricksRun[], void, undefined> {
  const query = {
    active_only: true,
    limit: LIST_LIMIT,
    start_time_from: startTimeFrom,
    start_time_to: startTimeTo,
  }
  const readPage = async (token: string | undefined) => {
    return (await request(workspace, LIST_RUNS, { query: { ...query, page_token: token } }, options)).value
  }
  for await (const page of pages(readPage)) yield page.runs.map(({ nextPageToken: _, ...listed }) => listed)
}

interface RunsOfJobOptions extends CallOptions {
  readonly pageToken: string | undefined
}

/** Runs of one job, whoever started them, newest first: GET /api/2.2/jobs/runs/list, 24 a page. */
export async function listRunsOfJob(
  workspace: Workspace,
  jobId: string,
  { pageToken: token, ...options }: RunsOfJobOptions,
): Promise<{ readonly runs: readonly DatabricksRun[]; readonly nextPageToken: string | undefined }> {
  const query = { job_id: checkedId(jobId), limit: LIST_LIMIT, page_token: token }
  const { runs, nextPageToken } = (await request(workspace, LIST_RUNS, { query }, options)).value
  return { runs: runs.map(({ nextPageToken: _, ...listed }) => listed), nextPageToken }
}

const CANCEL = {
  method: 'POST',
  path: '/api/2.2/jobs/runs/cancel',
  right: 'Can Manage Run',
  answer: z.unknown(),
  repeatable: true,
} as const

/** Asks for the end of a job run or a task run; it comes later, so go on reading. An ended run keeps its outcome. */
export async function cancelRun(workspace: Workspace, runId: string, options?: CallOptions): Promise<void> {
  await request(workspace, CANCEL, { body: { run_id: idNumber(runId) } }, options)
}

const REPAIR = {
  method: 'POST',
  path: '/api/2.2/jobs/runs/repair',
  right: 'Can Manage Run',
  answer: object({ repair_id: id }),
} as const

export interface RepairRunRequest {
  readonly runId: string
  /** Task keys; absent means all that failed. */
  readonly rerunTasks?: readonly string[]
  readonly rerunDependentTasks?: boolean
  /** Of the last repair in `repairHistory`; required from the second repair on. */
  readonly latestRepairId?: string
  /** The run's own again: without them the tasks see parameters that have no value. */
  readonly jobParameters?: Readonly<Record<string, string>>
}

/** Runs tasks of an ended run again, under the same run id. Never sent twice: it carries no idempotency token. */
export async function repairRun(
  workspace: Workspace,
  repair: RepairRunRequest,
  options?: CallOptions,
): Promise<{ repairId: string }> {
  const body = {
    run_id: idNumber(repair.runId),
    rerun_tasks: repair.rerunTasks,
    rerun_all_failed_tasks: repair.rerunTasks ? undefined : true,
    rerun_dependent_tasks: repair.rerunDependentTasks,
    latest_repair_id: repair.latestRepairId === undefined ? undefined : idNumber(repair.latestRepairId),
    job_parameters: repair.jobParameters,
  }
  return (await request(workspace, REPAIR, { body }, options)).value
}
