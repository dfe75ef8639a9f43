import type { Call } from '../../kit/http.ts'
import type { Run } from '../engine/model.ts'
import { attemptsAt, endOf, startOf, viewOfRound, viewOfRun } from '../engine/run-state.ts'
import type { Version } from './job-json.ts'
import { ARRAY_PAGE, arrayPage } from './paging.ts'
import { type Reading, runPageUrl } from './reading.ts'
import { stateJson } from './state-json.ts'
import { attemptJson } from './task-json.ts'

/** The fields that a run has in lists and alone. */
function headJson(run: Run, reading: Reading) {
  const { now } = reading
  const endedAt = endOf(run, now)
  const waited = (run.unstarted?.at ?? run.rounds[0]?.input.startAt ?? now) - run.createdAt
  const { legacyTerminatedFailed } = reading
  return {
    job_id: BigInt(run.jobId),
    run_id: BigInt(run.runId),
    number_in_job: BigInt(run.runId),
    job_run_id: BigInt(run.runId),
    original_attempt_run_id: BigInt(run.runId),
    attempt_number: 0,
    creator_user_name: run.creator,
    run_name: run.runName,
    run_page_url: runPageUrl(reading, run.jobId, run.runId),
    run_type: run.runType ?? 'JOB_RUN',
    trigger: 'ONE_TIME',
    format: 'MULTI_TASK',
    ...stateJson(viewOfRun(run, now), { queueReason: run.queueReason, legacyTerminatedFailed }),
    start_time: startOf(run),
    end_time: endedAt,
    setup_duration: 0,
    execution_duration: 0,
    cleanup_duration: 0,
    run_duration: runDuration(run, now),
    queue_duration: run.queueReason === undefined ? 0 : waited,
    ...(run.jobParameters.length > 0 && { job_parameters: run.jobParameters }),
    ...(run.overriding && { overriding_parameters: run.overriding }),
  }
}

/** Repairs included, the queue and the time between them not. */
function runDuration(run: Run, now: number): number {
  return run.rounds.reduce((sum, { input, endedAt }) => sum + Math.min(endedAt, now) - input.startAt, 0)
}

const PAGED = ['tasks', 'job_parameters', 'repair_history', 'job_clusters'] as const

interface Wanted {
  version: Version
  history: boolean
  resolvedValues: boolean
}

/** runs/get of a job run. */
export function runJson(run: Run, reading: Reading, wanted: Wanted, call: Call) {
  const jobClusters = (run.rounds.at(-1)?.input ?? run.queuedInput)?.jobClusters
  const whole = {
    ...headJson(run, reading),
    tasks: tasksJson(run, reading, wanted.resolvedValues),
    ...(jobClusters && { job_clusters: jobClusters }),
    ...(wanted.history && { repair_history: historyJson(run, reading) }),
  }
  if (wanted.version !== '2.2') return withoutLongTasks(whole)
  const page = arrayPage<Record<string, unknown>>(whole, PAGED, call)
  return { ...page.value, ...page.next }
}

/** A row of runs/list. */
export function runRowJson(run: Run, reading: Reading, version: Version, expandTasks: boolean) {
  const head = headJson(run, reading)
  if (!expandTasks) return head
  const whole = { ...head, tasks: tasksJson(run, reading, false) }
  if (version !== '2.2') return withoutLongTasks(whole)
  const isCut = whole.tasks.length > ARRAY_PAGE
  return { ...whole, tasks: whole.tasks.slice(0, ARRAY_PAGE), ...(isCut && { has_more: true }) }
}

function withoutLongTasks<T extends { tasks: unknown[] }>(whole: T): Omit<T, 'tasks'> {
  const { tasks, ...rest } = whole
  return tasks.length > ARRAY_PAGE ? rest : whole
}

function tasksJson(run: Run, reading: Reading, resolvedValues: boolean) {
  return attemptsAt(run, reading.now).map((attempt) => {
    const round = run.rounds.find((candidate) => candidate.attempts.includes(attempt))
    return attemptJson({ run, attempt, round }, reading, resolvedValues)
  })
}

function historyJson(run: Run, reading: Reading) {
  const { now, legacyTerminatedFailed } = reading
  return run.rounds.map((round) => ({
    type: round.repairId === undefined ? 'ORIGINAL' : 'REPAIR',
    ...(round.repairId !== undefined && { id: BigInt(round.repairId) }),
    start_time: round.input.startAt,
    end_time: round.endedAt <= now ? round.endedAt : 0,
    ...stateJson(viewOfRound(round, now), { legacyTerminatedFailed }),
    task_run_ids: round.attempts.filter(({ createdAt }) => createdAt <= now).map(({ runId }) => BigInt(runId)),
  }))
}
