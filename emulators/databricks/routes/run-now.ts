import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import { skippedAtLimit } from '../engine/endings.ts'
import { selectOnly } from '../engine/graph.ts'
import type { Run } from '../engine/model.ts'
import { admit } from '../engine/queue.ts'
import { queueRun, startRun } from '../engine/run.ts'
import { invalid } from '../errors.ts'
import type { Job } from '../job.ts'
import { parseQueue } from '../job-settings.ts'
import type { Member } from '../people.ts'
import { requireRun } from '../permissions.ts'
import { JOBS_VERSIONS, requireJob, routesOf, type Service } from '../service.ts'
import { jobParameterRows, roundInput, valuesOf } from '../start.ts'
import { readBody, readId, readStrings } from '../wire/input.ts'
import { readRunParameters, readToken } from '../wire/run-request.ts'

export function runNowRoutes(service: Service): Route[] {
  const handle = (call: Call, caller: Member) => runNow(service, call, caller)
  return routesOf(service, { method: 'POST', path: '/jobs/run-now', versions: JOBS_VERSIONS, rate: 20, handle })
}

/** A known idempotency token answers with the run that it started, whatever else the request says. */
function runNow(service: Service, call: Call, caller: Member): Answer {
  const body = readBody(call)
  const job = requireJob(service, readId(body.job_id, 'job_id'), caller, requireRun)
  const request = readRequest(body, job)
  const known = request.token === undefined ? undefined : service.state.runOfToken(request.token)
  if (known === 'deleted') throw invalid('The run of this idempotency_token has been deleted.')
  const run = known ?? createRun(service, job, caller, request)
  return json(200, { run_id: BigInt(run.runId), number_in_job: BigInt(run.runId) })
}

type Request = ReturnType<typeof readRequest>

function readRequest(body: Record<string, unknown>, job: Job) {
  return {
    ...readRunParameters(body),
    token: readToken(body.idempotency_token),
    queue: parseQueue(body.queue),
    selected: readSelection(body.only, job),
  }
}

function readSelection(only: unknown, { settings }: Job): Set<string> {
  const keys = readStrings(only, 'only')
  if (!keys) return new Set(settings.tasks.map(({ task_key }) => task_key))
  try {
    return selectOnly(settings.tasks, keys)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw invalid(`Task '${error.message}' does not exist in this job.`)
  }
}

/** At the job's limit the run is made all the same, and queued or skipped. */
function createRun({ state }: Service, job: Job, caller: Member, request: Request): Run {
  const now = state.clock.now()
  const rows = jobParameterRows(job, request.jobParameters ?? {})
  const run: Run = {
    runId: job.nextRunIds.shift() ?? state.newId(),
    jobId: job.jobId,
    runName: job.settings.name,
    creator: caller.userName,
    createdAt: now,
    ...(request.token !== undefined && { idempotencyToken: request.token }),
    jobParameters: rows,
    ...(Object.keys(request.overriding).length > 0 && { overriding: request.overriding }),
    rounds: [],
    taskRunIds: {},
  }
  const { max_concurrent_runs: limit, queue } = job.settings
  const admission = admit(state.runsOf(job.jobId), limit, (request.queue ?? queue)?.enabled === true, now)
  const input = roundInput({
    job,
    runId: run.runId,
    startAt: now,
    selected: request.selected,
    parameters: valuesOf(rows),
    notebookParams: request.overriding.notebook_params as Record<string, string> | undefined,
  })
  const newId = state.taskRunIdsOf(run)
  if (admission === 'start') startRun(run, input, newId)
  else if (admission === 'skip') run.unstarted = { at: now, ending: skippedAtLimit(limit) }
  else queueRun(run, input, `Queued due to reaching maximum concurrent runs of ${limit}.`, newId)
  state.add(run)
  state.saved()
  return run
}
