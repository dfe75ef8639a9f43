import type { Attempt, Round, Run, TaskSettings } from '../engine/model.ts'
import { resolveDeep } from '../engine/references.ts'
import { viewOfAttempt } from '../engine/run-state.ts'
import { type Reading, runPageUrl } from './reading.ts'
import { stateJson } from './state-json.ts'

/** A task run with what it belongs to. `round` is missing while its run waits in the queue. */
export interface TaskRun {
  run: Run
  attempt: Attempt
  round: Round | undefined
  parent?: Attempt
}

/** An entry of `tasks[]` or `iterations[]`. */
export function attemptJson(taskRun: TaskRun, reading: Reading, resolvedValues: boolean) {
  const { run, attempt } = taskRun
  const { now } = reading
  const task = settingsOf(taskRun)
  return {
    ...task,
    ...(attempt.condition &&
      isOver(attempt, now) && {
        condition_task: { ...task?.condition_task, outcome: attempt.condition.outcome },
      }),
    ...(attempt.iterations && {
      for_each_task: { ...task?.for_each_task, stats: statsJson(attempt.iterations, now) },
    }),
    run_id: BigInt(attempt.runId),
    task_key: attempt.taskKey,
    attempt_number: attempt.attemptNumber,
    run_page_url: runPageUrl(reading, run.jobId, attempt.runId),
    ...stateJson(viewOfAttempt(attempt, now)),
    ...timesJson(attempt, now),
    ...(resolvedValues && hasBegun(attempt, now) && { resolved_values: resolvedJson(taskRun) }),
    ...clusterJson(taskRun, now),
  }
}

/** runs/get of a task run, and `metadata` of its output: a run of its own, with itself as its task. */
export function taskRunJson(taskRun: TaskRun, reading: Reading, resolvedValues: boolean) {
  const { run, attempt, parent } = taskRun
  const entry = attemptJson(taskRun, reading, resolvedValues)
  return {
    job_id: BigInt(run.jobId),
    run_id: BigInt(attempt.runId),
    number_in_job: BigInt(attempt.runId),
    job_run_id: BigInt(run.runId),
    parent_run_id: BigInt(parent?.runId ?? run.runId),
    original_attempt_run_id: BigInt(attempt.originalRunId),
    attempt_number: attempt.attemptNumber,
    task_key: attempt.taskKey,
    creator_user_name: run.creator,
    run_name: run.runName,
    run_page_url: entry.run_page_url,
    run_type: run.runType ?? 'JOB_RUN',
    trigger: attempt.attemptNumber > 0 && attempt.originalRunId !== attempt.runId ? 'RETRY' : 'ONE_TIME',
    format: 'MULTI_TASK',
    ...stateJson(viewOfAttempt(attempt, reading.now)),
    ...timesJson(attempt, reading.now),
    ...clusterJson(taskRun, reading.now),
    ...(run.jobParameters.length > 0 && { job_parameters: run.jobParameters }),
    tasks: [entry],
    ...(attempt.iterations && { iterations: iterationsJson(taskRun, reading) }),
  }
}

export function settingsOf({ run, attempt, round, parent }: TaskRun): TaskSettings | undefined {
  const tasks = (round?.input ?? run.queuedInput)?.tasks
  const task = tasks?.find(({ task_key }) => task_key === (parent ?? attempt).taskKey)
  return parent ? task?.for_each_task?.task : task
}

function iterationsJson({ run, attempt, round }: TaskRun, reading: Reading) {
  const begun = (attempt.iterations ?? []).filter(({ createdAt }) => createdAt <= reading.now)
  return begun.map((iteration) => attemptJson({ run, attempt: iteration, round, parent: attempt }, reading, false))
}

function hasBegun(attempt: Attempt, now: number): boolean {
  return attempt.pendingAt <= now
}

function isOver(attempt: Attempt, now: number): boolean {
  return attempt.endedAt <= now
}

/** Durations are whole seconds, and known once their phase is over; `start_time` is 0 before the task begins. */
function timesJson(attempt: Attempt, now: number) {
  const duration = (from: number, to: number) => (to <= now ? Math.floor((to - from) / 1000) * 1000 : 0)
  return {
    start_time: hasBegun(attempt, now) ? attempt.pendingAt : 0,
    end_time: isOver(attempt, now) ? attempt.endedAt : 0,
    setup_duration: duration(attempt.pendingAt, attempt.runningAt),
    execution_duration: duration(attempt.runningAt, attempt.terminatingAt),
    cleanup_duration: duration(attempt.terminatingAt, attempt.endedAt),
  }
}

/** Conditions run without compute; the others show theirs once it is there. */
function clusterJson({ attempt }: TaskRun, now: number) {
  if (attempt.condition || attempt.endedAt === attempt.pendingAt || now < attempt.runningAt) return {}
  const number = BigInt(attempt.runId).toString(36)
  return { cluster_instance: { cluster_id: `0601-083000-${number}`, spark_context_id: attempt.runId } }
}

const PARAMETER_FIELDS = new Set(['base_parameters', 'parameters', 'named_parameters', 'job_parameters', 'commands'])

function resolvedJson(taskRun: TaskRun): Record<string, unknown> {
  const { attempt, round, run } = taskRun
  const { condition } = attempt
  if (condition) return { condition_task: { left: condition.left, right: condition.right } }
  const [kind, definition] = Object.entries(settingsOf(taskRun) ?? {}).find(([key]) => key.endsWith('_task')) ?? []
  if (kind === undefined || typeof definition !== 'object' || definition === null || !round) return {}
  const finished = new Map(run.rounds.flatMap((item) => item.attempts).map((item) => [item.taskKey, item]))
  const { parameters, facts } = round.input
  const fields = Object.entries(definition).filter(([name]) => PARAMETER_FIELDS.has(name))
  const resolved = resolveDeep(Object.fromEntries(fields), { parameters, facts, finished })
  return { [kind]: kind === 'notebook_task' ? withJobParameters(resolved, taskRun) : resolved }
}

/** Job parameters are pushed down to tasks that take pairs, and run-now's own pairs win over both. */
function withJobParameters(resolved: unknown, { run, round }: TaskRun): unknown {
  const { base_parameters } = resolved as { base_parameters?: object }
  const overriding = run.overriding?.notebook_params as object | undefined
  return { base_parameters: { ...base_parameters, ...round?.input.parameters, ...overriding } }
}

function statsJson(iterations: Attempt[], now: number) {
  const phases = iterations.map((iteration) => viewOfAttempt(iteration, now))
  const ended = phases.filter(({ phase }) => phase === 'ENDED')
  const failed = ended.filter(({ ending }) => ending?.result !== 'SUCCESS')
  const active = phases.filter(({ phase }) => phase === 'RUNNING' || phase === 'TERMINATING').length
  const error = iterations.find(({ output, endedAt }) => output.error !== undefined && endedAt <= now)?.output.error
  return {
    task_run_stats: {
      total_iterations: iterations.length,
      scheduled_iterations: active + ended.length,
      active_iterations: active,
      completed_iterations: ended.length,
      succeeded_iterations: ended.length - failed.length,
      failed_iterations: failed.length,
    },
    ...(failed.length > 0 && {
      error_message_stats: [{ count: failed.length, error_message: error, termination_category: 'FAILED' }],
    }),
  }
}
