import 'server-only'
import type { AuditAction } from '@/lib/audit/audit-actions'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { PortalError } from '@/lib/errors'
import { hasRole } from '@/lib/identity/roles'
import { forgetNeedlessTokens } from '@/lib/identity/server/forget-tokens'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { isId } from '@/lib/is-id'
import type { Schedule } from '@/lib/schedules/schedule'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction, query } from '@/lib/store/current'
import { deleteSchedule, selectSchedule, selectSchedules, switchSchedule } from '@/lib/store/schedules'
import { nextTime } from './timing'

const MOST_SHOWN = 200
/** The viewer's own. */
export async function listSchedules({ personId }: Viewer): Promise<readonly Schedule[]> {
  return query((db) => selectSchedules(db, { personId, limit: MOST_SHOWN }))
}

/** Everybody's, those that come next first, for an Admin. @throws PortalError not_permitted */
export async function listEverybodysSchedules(viewer: Viewer): Promise<readonly Schedule[]> {
  const view = { action: 'schedules.view', target: 'schedules' } as const
  await demandRole(viewer, 'Portal.Admin', view)
  await recordOnceAnHour(viewer.session, { actor: actorOf(viewer), ...view, outcome: 'done' })
  return query((db) => selectSchedules(db, { personId: undefined, limit: MOST_SHOWN }))
}

/**
 * Turns a schedule on or off. Off: its person, or an Admin. On: its person alone, and only as far as they have agreed.
 * @throws PortalError not_found, not_permitted, schedule_ended
 */
export async function turnSchedule(viewer: Viewer, id: string, to: 'on' | 'off'): Promise<void> {
  const schedule = await changeable(viewer, id, 'schedule.switch')
  if (to === 'on' && schedule.personId !== viewer.personId) {
    await recordRefusal(actorOf(viewer), { action: 'schedule.switch', target: `schedule:${id}`, reason: 'not_owner' })
    throw new PortalError('not_permitted', 'Only its person can turn a schedule on.')
  }
  const next = to === 'on' ? nextTime(schedule, new Date()) : undefined
  if (to === 'on' && (!next || next.getTime() > schedule.until)) {
    throw new PortalError('schedule_ended', 'The time that was agreed to is over.')
  }
  await inTransaction(async (trx) => {
    await switchSchedule(trx, id, next)
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'schedule.switch',
      target: `schedule:${id}`,
      outcome: 'done',
      details: { flow: schedule.flowSlug, to, of: schedule.userName },
    })
    if (!next) await forgetNeedlessTokens(trx, schedule.personId)
  })
}

/** Its person, or an Admin. @throws PortalError not_found */
export async function removeSchedule(viewer: Viewer, id: string): Promise<void> {
  const schedule = await changeable(viewer, id, 'schedule.delete')
  await inTransaction(async (trx) => {
    await deleteSchedule(trx, id)
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'schedule.delete',
      target: `schedule:${id}`,
      outcome: 'done',
      details: { flow: schedule.flowSlug, of: schedule.userName },
    })
    await forgetNeedlessTokens(trx, schedule.personId)
  })
}

/** Somebody else's is as unknown as one that does not exist (AUTHZ-4). */
async function changeable(viewer: Viewer, id: string, action: AuditAction): Promise<Schedule> {
  const schedule = isId(id) ? await query((db) => selectSchedule(db, id)) : undefined
  if (schedule && (schedule.personId === viewer.personId || hasRole(viewer.roles, 'Portal.Admin'))) return schedule
  if (schedule) await recordRefusal(actorOf(viewer), { action, target: `schedule:${id}`, reason: 'not_owner' })
  throw new PortalError('not_found', 'There is no such schedule for this person.')
}
