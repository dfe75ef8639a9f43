import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import type { Id } from '../engine/model.ts'
import { invalid } from '../errors.ts'
import type { AccessEntry, Job } from '../job.ts'
import type { Member } from '../people.ts'
import { PERMISSION_LEVELS, permissionsJson, requireManagePermissions } from '../permissions.ts'
import { requireJob, routesOf, type Service } from '../service.ts'
import { parseEntries } from '../wire/access-entries.ts'
import { readBody, readId } from '../wire/input.ts'

export function permissionRoutes(service: Service): Route[] {
  const path = '/permissions/jobs/:id'
  const jobOf = (call: Call, caller: Member): Job =>
    requireJob(service, jobIdOf(call), caller, requireManagePermissions)
  const write = (call: Call, caller: Member, kept: (job: Job) => AccessEntry[]): Answer => {
    const job = jobOf(call, caller)
    job.access = merged(kept(job), parseEntries(readBody(call).access_control_list))
    service.state.saved()
    return json(200, permissionsJson(job, service.state.members))
  }
  const read = (call: Call, caller: Member): Answer =>
    json(200, permissionsJson(jobOf(call, caller), service.state.members))
  const readLevels = (call: Call, caller: Member): Answer => {
    jobOf(call, caller)
    return json(200, { permission_levels: PERMISSION_LEVELS })
  }
  const put = (call: Call, caller: Member) => write(call, caller, () => [])
  const patch = (call: Call, caller: Member) => write(call, caller, (job) => job.access)
  const shared = { path, versions: ['2.0' as const] }
  return [
    { ...shared, method: 'GET', rate: 100, handle: read },
    { ...shared, method: 'GET', rate: 100, path: `${path}/permissionLevels`, handle: readLevels },
    { ...shared, method: 'PUT', rate: 30, handle: put },
    { ...shared, method: 'PATCH', rate: 30, handle: patch },
  ].flatMap((endpoint) => routesOf(service, endpoint))
}

function jobIdOf(call: Call): Id {
  return readId(call.params.id, 'job_id')
}

/** A new entry replaces the old one of the same principal, and a new owner the old one. @throws Refusal */
function merged(kept: AccessEntry[], changes: AccessEntry[]): AccessEntry[] {
  const newOwner = changes.some(({ level }) => level === 'IS_OWNER')
  const replaced = ({ kind, name, level }: AccessEntry) =>
    (newOwner && level === 'IS_OWNER') || changes.some((change) => change.kind === kind && change.name === name)
  const entries = [...kept.filter((entry) => !replaced(entry)), ...changes]
  if (entries.filter(({ level }) => level === 'IS_OWNER').length !== 1) {
    throw invalid('The job must have exactly one owner.')
  }
  return entries
}
