import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import { cancelRun, cancelTaskRun } from '../engine/run.ts'
import { isActive } from '../engine/run-state.ts'
import { denied, invalid, refusal } from '../errors.ts'
import type { Member } from '../people.ts'
import { requireManage, requireRun } from '../permissions.ts'
import { repair } from '../repair.ts'
import { done, JOBS_VERSIONS, requireJob, requireRunOf, requireTaskRun, routesOf, type Service } from '../service.ts'
import { readBody, readId } from '../wire/input.ts'

export function runActionRoutes(service: Service): Route[] {
  const post = { method: 'POST', versions: JOBS_VERSIONS }
  return [
    { ...post, path: '/jobs/runs/cancel', rate: 10, handle: cancel(service) },
    { ...post, path: '/jobs/runs/cancel-all', rate: 5, handle: cancelAll(service) },
    { ...post, path: '/jobs/runs/delete', rate: 20, handle: deleteRun(service) },
    { ...post, path: '/jobs/runs/repair', rate: 5, handle: repairRun(service) },
  ].flatMap((endpoint) => routesOf(service, endpoint))
}

/** A job run or a task run; one that is over keeps its outcome, and the answer is the same. */
const cancel =
  (service: Service) =>
  (call: Call, caller: Member): Answer => {
    const { state } = service
    const runId = readId(readBody(call).run_id, 'run_id')
    const run = requireRunOf(service, runId, caller, requireRun)
    const now = state.clock.now()
    if (run.runId === runId) cancelRun(run, now, state.taskRunIdsOf(run))
    else {
      const { attempt, parent } = requireTaskRun(service, run, runId)
      if (parent) throw invalid('An iteration cannot be cancelled by itself.')
      cancelTaskRun(run, attempt.runId, now, state.taskRunIdsOf(run))
    }
    state.settle()
    state.saved()
    return done()
  }

/** Of one job; of the whole workspace only what is queued, and only for its admins. */
const cancelAll =
  (service: Service) =>
  (call: Call, caller: Member): Answer => {
    const { state } = service
    const { job_id, all_queued_runs } = readBody(call)
    const queuedOnly = all_queued_runs === true
    if (job_id === undefined && !queuedOnly) throw invalid('Missing required field: job_id')
    if (job_id === undefined && !caller.isAdmin)
      throw denied(`User ${caller.userName} is not an admin of the workspace`)
    const runs =
      job_id === undefined
        ? state.allRuns()
        : [...state.runsOf(requireJob(service, readId(job_id, 'job_id'), caller, requireRun).jobId)]
    const now = state.clock.now()
    for (const run of runs) {
      const isQueued = run.rounds.length === 0 && !run.unstarted
      if (isQueued || !queuedOnly) cancelRun(run, now, state.taskRunIdsOf(run))
    }
    state.settle()
    state.saved()
    return done()
  }

const deleteRun =
  (service: Service) =>
  (call: Call, caller: Member): Answer => {
    const { state } = service
    const runId = readId(readBody(call).run_id, 'run_id')
    const run = requireRunOf(service, runId, caller, requireManage)
    if (run.runId !== runId) throw invalid(`Run ${runId} is a task run; only job runs can be deleted.`)
    if (isActive(run, state.clock.now())) {
      throw refusal(400, 'INVALID_STATE', `Run ${runId} is still active; cancel it before it is deleted.`)
    }
    state.delete(run)
    state.saved()
    return done()
  }

const repairRun =
  (service: Service) =>
  (call: Call, caller: Member): Answer => {
    const body = readBody(call)
    const run = requireRunOf(service, readId(body.run_id, 'run_id'), caller, requireRun)
    const job = requireJob(service, run.jobId, caller, requireRun)
    const repairId = repair(service.state, run, job, body)
    service.state.saved()
    return json(200, { repair_id: BigInt(repairId) })
  }
