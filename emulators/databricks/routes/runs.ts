import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import type { Run } from '../engine/model.ts'
import { isActive, startOf } from '../engine/run-state.ts'
import { invalid } from '../errors.ts'
import type { Member } from '../people.ts'
import { canView, requireView } from '../permissions.ts'
import {
  JOBS_VERSIONS,
  readingOf,
  requireJob,
  requireRunOf,
  requireTaskRun,
  routesOf,
  type Service,
} from '../service.ts'
import { optionalQueryId, queryFlag, queryId, queryWhole } from '../wire/input.ts'
import type { Version } from '../wire/job-json.ts'
import { arrayPage, listJson, listPage } from '../wire/paging.ts'
import { runJson, runRowJson } from '../wire/run-json.ts'
import { taskRunJson } from '../wire/task-json.ts'

const DEFAULT_LIMIT = 20
const MAX_LIMIT = 26
const MAX_OFFSET = 10_000
const RUN_TYPES: readonly string[] = ['JOB_RUN', 'SUBMIT_RUN', 'WORKFLOW_RUN']

export function runRoutes(service: Service): Route[] {
  const get = { method: 'GET', versions: JOBS_VERSIONS }
  return [
    { ...get, path: '/jobs/runs/get', rate: 100, handle: getRun(service) },
    { ...get, path: '/jobs/runs/list', rate: 30, handle: listRuns(service) },
  ].flatMap((endpoint) => routesOf(service, endpoint))
}

const getRun =
  (service: Service) =>
  (call: Call, caller: Member, version: Version): Answer => {
    const runId = queryId(call, 'run_id')
    const run = requireRunOf(service, runId, caller, requireView)
    const reading = readingOf(service, call)
    const resolvedValues = queryFlag(call, 'include_resolved_values')
    if (run.runId === runId) {
      const history = queryFlag(call, 'include_history')
      return json(200, runJson(run, reading, { version, history, resolvedValues }, call))
    }
    const whole = taskRunJson(requireTaskRun(service, run, runId), reading, resolvedValues)
    const page = arrayPage<Record<string, unknown>>(whole, ['iterations'], call)
    return json(200, version === '2.2' ? { ...page.value, ...page.next } : whole)
  }

const listRuns =
  (service: Service) =>
  (call: Call, caller: Member, version: Version): Answer => {
    const limit = readLimit(call)
    const reading = readingOf(service, call)
    const runs = candidates(service, call, caller).filter(chosenBy(call, reading.now))
    const placeOf = ({ createdAt, runId }: Run) => ({ time: createdAt, id: runId })
    const { items, ...page } = listPage(runs, placeOf, { call, limit, maxOffset: MAX_OFFSET })
    const rows = items.map((run) => runRowJson(run, reading, version, queryFlag(call, 'expand_tasks')))
    return json(200, listJson('runs', rows, page, version))
  }

/** 0 stands for the maximum. */
function readLimit(call: Call): number {
  const limit = queryWhole(call, 'limit') ?? DEFAULT_LIMIT
  if (limit > MAX_LIMIT) throw invalid(`Invalid limit ${limit} - it has to be no more than ${MAX_LIMIT}.`)
  return limit === 0 ? MAX_LIMIT : limit
}

/** The runs of one job, or of every job that the caller can view. */
function candidates(service: Service, call: Call, caller: Member): Run[] {
  const jobId = optionalQueryId(call, 'job_id')
  if (jobId === undefined) {
    return service.state.allRuns().filter((run) => canView(caller, service.state.jobs.get(run.jobId)))
  }
  requireJob(service, jobId, caller, requireView)
  return service.state.allRuns().filter((run) => run.jobId === jobId)
}

function chosenBy(call: Call, now: number): (run: Run) => boolean {
  const activeOnly = queryFlag(call, 'active_only')
  const completedOnly = queryFlag(call, 'completed_only')
  if (activeOnly && completedOnly) throw invalid('Only one of active_only and completed_only can be true.')
  const type = call.query.get('run_type')
  if (type && !RUN_TYPES.includes(type)) throw invalid(`'${type}' is no value of run_type.`)
  const from = queryWhole(call, 'start_time_from') ?? 0
  const to = queryWhole(call, 'start_time_to') ?? Number.POSITIVE_INFINITY
  return (run) =>
    (!activeOnly || isActive(run, now)) &&
    (!completedOnly || !isActive(run, now)) &&
    (!type || type === (run.runType ?? 'JOB_RUN')) &&
    startOf(run) >= from &&
    startOf(run) <= to
}
