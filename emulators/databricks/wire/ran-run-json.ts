import type { Run } from '../engine/model.ts'
import { attemptsAt, endOf, startOf, viewOfAttempt, viewOfRun } from '../engine/run-state.ts'
import { stateJson } from './state-json.ts'

/** What really ran, and for whom: for tests that compare it with what the portal says. Ids are texts. */
export function ranRunJson(run: Run, now: number) {
  return {
    run_id: run.runId,
    job_id: run.jobId,
    job_name: run.runName,
    creator_user_name: run.creator,
    run_type: run.runType ?? 'JOB_RUN',
    ...(run.runAs !== undefined && {
      run_as_user_name: run.runAs,
      submitted_tasks: run.rounds[0]?.input.tasks ?? [],
    }),
    ...(run.idempotencyToken !== undefined && { idempotency_token: run.idempotencyToken }),
    job_parameters: Object.fromEntries(run.jobParameters.map(({ name, value }) => [name, value])),
    ...(run.overriding && { overriding_parameters: run.overriding }),
    ...stateJson(viewOfRun(run, now), { queueReason: run.queueReason }),
    created_time: run.createdAt,
    start_time: startOf(run),
    end_time: endOf(run, now),
    repairs: run.rounds.flatMap(({ repairId }) => repairId ?? []),
    tasks: attemptsAt(run, now).map((attempt) => ({
      run_id: attempt.runId,
      task_key: attempt.taskKey,
      attempt_number: attempt.attemptNumber,
      ...stateJson(viewOfAttempt(attempt, now)),
    })),
  }
}
