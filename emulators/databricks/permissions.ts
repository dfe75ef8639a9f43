import { denied } from './errors.ts'
import type { AccessEntry, Job, PermissionLevel } from './job.ts'
import type { Member } from './people.ts'

const CAN_VIEW: ReadonlySet<PermissionLevel> = new Set(['CAN_VIEW', 'CAN_MANAGE_RUN', 'CAN_MANAGE', 'IS_OWNER'])
const CAN_RUN: ReadonlySet<PermissionLevel> = new Set(['CAN_MANAGE_RUN', 'CAN_MANAGE', 'IS_OWNER'])
const CAN_MANAGE: ReadonlySet<PermissionLevel> = new Set(['CAN_MANAGE', 'IS_OWNER'])

export const PERMISSION_LEVELS = [
  { permission_level: 'CAN_VIEW', description: 'Can view the job and its results' },
  { permission_level: 'CAN_MANAGE_RUN', description: 'Can view the job, run it and cancel its runs' },
  { permission_level: 'IS_OWNER', description: 'Is the owner of the job' },
  { permission_level: 'CAN_MANAGE', description: 'Can manage the job' },
] as const satisfies readonly { permission_level: PermissionLevel; description: string }[]

export function canView(caller: Member, job: Job | undefined): boolean {
  return holds(caller, job, CAN_VIEW)
}

/** These come before any look at whether the job exists: who has no right learns nothing. @throws Refusal */
export function requireView(caller: Member, job: Job | undefined, jobId: string): void {
  if (holds(caller, job, CAN_VIEW)) return
  const rights = 'View or Admin or Manage Run or Owner permissions'
  throw denied(`User ${caller.userName} does not have ${rights} on job ${jobId}`)
}

export function requireRun(caller: Member, job: Job | undefined, jobId: string): void {
  if (holds(caller, job, CAN_RUN)) return
  const rights = 'Manage Run or Owner or Admin permissions'
  throw denied(`User "${caller.userName}" does not have ${rights} on job ${jobId}`)
}

export function requireManage(caller: Member, job: Job | undefined, jobId: string): void {
  if (holds(caller, job, CAN_MANAGE)) return
  throw denied(`User ${caller.userName} does not have Admin or Owner permissions on job ${jobId}`)
}

export function requireManagePermissions(caller: Member, job: Job | undefined, jobId: string): void {
  if (holds(caller, job, CAN_MANAGE)) return
  const where = `Job with ID: ElasticJobId(${jobId})`
  const advice = 'Please contact the owner or an administrator for access.'
  throw denied(`${caller.userName} does not have Manage permissions on ${where}. ${advice}`)
}

function holds(caller: Member, job: Job | undefined, levels: ReadonlySet<PermissionLevel>): boolean {
  if (caller.isAdmin) return true
  return job?.access.some((entry) => levels.has(entry.level) && isFor(entry, caller)) === true
}

function isFor({ kind, name }: AccessEntry, caller: Member): boolean {
  if (kind === 'group_name') return name === 'users' || (name === 'admins' && caller.isAdmin)
  return name.toLowerCase() === caller.userName.toLowerCase()
}

/** The answer of a read of the permissions. Admins of the workspace manage every job by inheritance. */
export function permissionsJson(job: Job, members: readonly Member[]) {
  const entries = job.access.map(({ kind, name, level }) => ({
    [kind]: name,
    ...displayName(name, members),
    all_permissions: [{ permission_level: level, inherited: false }],
  }))
  const admins = {
    group_name: 'admins',
    all_permissions: [{ permission_level: 'CAN_MANAGE', inherited: true, inherited_from_object: ['/jobs/'] }],
  }
  return { object_id: `/jobs/${job.jobId}`, object_type: 'job', access_control_list: [...entries, admins] }
}

function displayName(name: string, members: readonly Member[]): { display_name?: string } {
  const member = members.find((candidate) => candidate.userName === name)
  return member ? { display_name: member.displayName } : {}
}
