import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import { invalid } from '../errors.ts'
import { type Job, newJob } from '../job.ts'
import { asFields, parseJobSettings } from '../job-settings.ts'
import type { Member } from '../people.ts'
import { canView, requireManage, requireView } from '../permissions.ts'
import { done, JOBS_VERSIONS, requireJob, routesOf, type Service } from '../service.ts'
import { parseEntries } from '../wire/access-entries.ts'
import { queryFlag, queryId, queryWhole, readBody, readId, readStrings } from '../wire/input.ts'
import { jobJson, jobRowJson, type Version } from '../wire/job-json.ts'
import { listJson, listPage } from '../wire/paging.ts'

const MAX_LIMIT = 100
const MAX_OFFSET = 1000

export function jobRoutes(service: Service): Route[] {
  const get = { method: 'GET', versions: JOBS_VERSIONS, rate: 20 }
  const post = { method: 'POST', versions: JOBS_VERSIONS, rate: 20 }
  return [
    { ...get, path: '/jobs/list', handle: listJobs(service) },
    { ...get, path: '/jobs/get', versions: [...JOBS_VERSIONS, '2.0' as const], handle: getJob(service) },
    { ...post, path: '/jobs/create', handle: createJob(service) },
    { ...post, path: '/jobs/update', rate: 10, handle: updateJob(service) },
    { ...post, path: '/jobs/reset', handle: resetJob(service) },
    { ...post, path: '/jobs/delete', rate: 10, handle: deleteJob(service) },
  ].flatMap((endpoint) => routesOf(service, endpoint))
}

const listJobs =
  (service: Service) =>
  (call: Call, caller: Member, version: Version): Answer => {
    const limit = queryWhole(call, 'limit') ?? 20
    if (limit < 1 || limit > MAX_LIMIT) throw invalid(`Invalid limit ${limit} - it has to be from 1 to ${MAX_LIMIT}.`)
    const name = call.query.get('name')?.toLowerCase()
    const jobs = [...service.state.jobs.values()].filter(
      (job) =>
        !job.deleted && !job.oneTime && canView(caller, job) && (!name || job.settings.name.toLowerCase() === name),
    )
    const placeOf = ({ createdAt, jobId }: Job) => ({ time: createdAt, id: jobId })
    const { items, ...page } = listPage(jobs, placeOf, { call, limit, maxOffset: MAX_OFFSET })
    const rows = items.map((job) => jobRowJson(job, version, queryFlag(call, 'expand_tasks')))
    return json(200, listJson('jobs', rows, page, version))
  }

const getJob =
  (service: Service) =>
  (call: Call, caller: Member, version: Version): Answer => {
    const job = requireJob(service, queryId(call, 'job_id'), caller, requireView)
    return json(200, jobJson(job, version, call))
  }

/** Jobs made by 2.2 queue unless told otherwise. Any member may create one, and owns it. */
const createJob =
  ({ state }: Service) =>
  (call: Call, caller: Member, version: Version): Answer => {
    const queue = version === '2.2' ? { queue: { enabled: true } } : {}
    const { access_control_list, ...fields } = readBody(call)
    const job = newJob({
      jobId: state.newId(),
      createdAt: state.clock.now(),
      creator: caller.userName,
      settings: parseJobSettings({ ...queue, ...fields }),
      access: parseEntries(access_control_list),
    })
    state.jobs.set(job.jobId, job)
    state.saved()
    return json(200, { job_id: BigInt(job.jobId) })
  }

/** Top-level fields are replaced one by one; `fields_to_remove` names those that go. */
const updateJob =
  (service: Service) =>
  (call: Call, caller: Member): Answer => {
    const body = readBody(call)
    const job = requireJob(service, readId(body.job_id, 'job_id'), caller, requireManage)
    const kept: Record<string, unknown> = { ...job.settings }
    for (const name of readStrings(body.fields_to_remove, 'fields_to_remove') ?? []) delete kept[name]
    job.settings = parseJobSettings({ ...kept, ...asFields(body.new_settings ?? {}, 'new_settings') })
    service.state.saved()
    return done()
  }

const resetJob =
  (service: Service) =>
  (call: Call, caller: Member): Answer => {
    const body = readBody(call)
    const job = requireJob(service, readId(body.job_id, 'job_id'), caller, requireManage)
    if (body.new_settings === undefined) throw invalid('Missing required field: new_settings')
    job.settings = parseJobSettings(body.new_settings)
    service.state.saved()
    return done()
  }

const deleteJob =
  (service: Service) =>
  (call: Call, caller: Member): Answer => {
    const job = requireJob(service, readId(readBody(call).job_id, 'job_id'), caller, requireManage)
    job.deleted = true
    service.state.saved()
    return done()
  }
