import 'server-only'
import { createHash } from 'node:crypto'
import { PORTAL } from '@/lib/audit/audit-entry'
import { config } from '@/lib/config'
import { type ErrorCode, PortalError } from '@/lib/errors'
import { getFlow } from '@/lib/flows/server/get-flow'
import { postedOf } from '@/lib/flows/typed'
import { forgetNeedlessTokens } from '@/lib/identity/server/forget-tokens'
import { readRoles } from '@/lib/identity/server/read-roles'
import type { Viewer } from '@/lib/identity/viewer'
import { en } from '@/lib/language/en/english'
import { describeError, log } from '@/lib/log'
import { pressFlow } from '@/lib/runs/server/press'
import { whileHeld } from '@/lib/runs/server/while-held'
import { isPassing } from '@/lib/runs/submission'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction, query } from '@/lib/store/current'
import { finishLease, type Lease } from '@/lib/store/lease'
import { selectPerson } from '@/lib/store/people'
import { type DueSchedule, finishOccurrence, selectDueSchedule } from '@/lib/store/schedules'
import { nextTime } from './timing'

/** So late a time is left out: nobody expects at noon what was for the morning. */
const LATEST_MS = 15 * 60_000
/** What stands in the way may pass. */
const AGAIN_MS = 30_000

/**
 * Presses a flow whose time has come, as the person who agreed to it and with their own token. One time of a schedule is one
 * press, however often this is called for it: the press is named after both (RUN-3).
 */
export function runSchedule(lease: Lease): Promise<void> {
  return whileHeld(lease, async () => {
    const due = await query((db) => selectDueSchedule(db, lease.id))
    if (!due || due.state === 'off') return inTransaction((trx) => finishLease(trx, lease, null))
    const left = leftOut(due, Date.now())
    if (left) return finish(lease, due, { problem: left })
    try {
      await finish(lease, due, { runId: await pressAsAgreed(due) })
    } catch (thrown) {
      if (!(thrown instanceof PortalError)) throw thrown
      log('info', 'schedule.not_run', { scheduleId: due.id, ...describeError(thrown) })
      if (mayPass(thrown)) return inTransaction((trx) => finishLease(trx, lease, AGAIN_MS))
      await finish(lease, due, { problem: thrown })
    }
  })
}

/** Why this time is no press at all. */
function leftOut({ until, dueAt, isUnderWay }: DueSchedule, now: number): PortalError | undefined {
  if (dueAt > until) return new PortalError('schedule_ended', 'The person has agreed until before then.')
  if (now - dueAt.getTime() > LATEST_MS) return new PortalError('schedule_missed', 'Nobody was there at that time.')
  return isUnderWay ? new PortalError('schedule_overlap', 'The run before this one is not over.') : undefined
}

const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['too_many_requests', 'too_old'])

/** It is tried again until it is too late for this time. */
function mayPass(error: PortalError): boolean {
  return isPassing(error) || PASSING.has(error.code)
}

/** @throws PortalError as `pressFlow`, and schedule_outdated for a flow that asks for something else by now */
async function pressAsAgreed(due: DueSchedule): Promise<string> {
  const viewer = await viewerOf(due)
  const { definition } = await getFlow(viewer, due.flowSlug)
  if (definition.confirm !== undefined && definition.confirm !== due.confirmed) {
    throw new PortalError('schedule_outdated', 'The flow wants something agreed to that nobody has agreed to.')
  }
  const press = {
    slug: due.flowSlug,
    clientKey: keyOf(due),
    posted: postedOf(due.typed),
    resubmittedFrom: undefined,
    confirmed: true,
    principal: due.principal,
    schedule: due.id,
  }
  const pressed = await pressFlow(viewer, press, en.inputs)
  if (pressed.ok) return pressed.value
  const detail = pressed.issues.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join(' ')
  throw new PortalError('schedule_outdated', 'What was scheduled no longer fits.', { facts: { detail } })
}

/** The person with the roles that Entra gives them now (AUTHZ-1). @throws PortalError when it cannot be asked as them */
async function viewerOf({ id, person }: DueSchedule): Promise<Viewer> {
  const { homeAccountId, rolesReadAt, ...known } = person
  const goodSince = new Date(Date.now() - config().rolesGoodMs)
  if (!rolesReadAt || rolesReadAt < goodSince) {
    if (!homeAccountId) throw new PortalError('connection_expired', 'This person has never signed in here.')
    await readRoles({ ...known, homeAccountId }, goodSince)
  }
  const now = await query((db) => selectPerson(db, known.personId))
  return { ...known, roles: now?.roles ?? [], groups: now?.groups ?? [], session: `schedule:${id}` }
}

/** A UUID that is the same for the same time of the same schedule, and for no other. */
function keyOf({ id, dueAt }: DueSchedule): string {
  const hex = createHash('sha256').update(`${id} ${dueAt.toISOString()}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

type Outcome = { readonly runId: string } | { readonly problem: PortalError }

async function finish(lease: Lease, due: DueSchedule, outcome: Outcome): Promise<void> {
  const next = nextTime(due, new Date(Math.max(Date.now(), due.dueAt.getTime())))
  const nextAt = next && next <= due.until ? next : undefined
  const problem = 'problem' in outcome ? { code: outcome.problem.code, facts: outcome.problem.facts } : undefined
  await inTransaction(async (trx) => {
    await finishOccurrence(trx, lease, {
      ...('runId' in outcome ? outcome : {}),
      ...(problem && { problem }),
      nextAt,
    })
    if (problem) {
      await insertAudit(trx, {
        actor: { ...PORTAL, personId: due.person.personId },
        action: 'schedule.time',
        target: `schedule:${due.id}`,
        outcome: 'failed',
        reason: problem.code,
        details: { flow: due.flowSlug, time: due.dueAt.toISOString() },
      })
    }
    if (!nextAt) await forgetNeedlessTokens(trx, due.person.personId)
  })
}
