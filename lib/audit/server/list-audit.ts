import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { AuditQuery } from '@/lib/audit/audit-query'
import type { AuditRow } from '@/lib/audit/audit-row'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { pageOf, type SeekPage } from '@/lib/paging/seek-page'
import { cursorText } from '@/lib/runs/run-query'
import { type AuditCheck, selectAuditCheck } from '@/lib/store/audit-checks'
import { selectAudit, selectAuditRow } from '@/lib/store/audit-lists'
import { query } from '@/lib/store/current'
import { auditFilterOf } from './audit-filter'
import { recordOnceAnHour } from './record-once-an-hour'

const PAGE = 50

export interface AuditPage extends SeekPage<AuditRow> {
  /** How far the chain was verified; `undefined` before that began. */
  readonly check: AuditCheck | undefined
}

/** The audit log, newest first, for an Admin. @throws PortalError not_permitted */
export async function listAudit(viewer: Viewer, asked: AuditQuery, timeZone = 'UTC'): Promise<AuditPage> {
  await demandView(viewer)
  const [filter, check] = await Promise.all([auditFilterOf(asked, timeZone), query(selectAuditCheck)])
  if (!filter) return { rows: [], newer: undefined, older: undefined, stoppedAt: undefined, check }
  const { rows, stoppedAt } = await query((db) => selectAudit(db, { ...filter, limit: PAGE + 1 }))
  const place = stoppedAt && { createdAt: stoppedAt.createdAt.getTime(), id: stoppedAt.id }
  return { ...pageOf({ rows, stoppedAt: place }, asked, PAGE, cursorText), check }
}

/** A row by its number in the chain, for an Admin. @throws PortalError not_permitted, not_found */
export async function getAuditRow(viewer: Viewer, position: string): Promise<AuditRow> {
  await demandView(viewer)
  const isNumber = /^[1-9]\d{0,14}$/.test(position)
  const row = isNumber ? await query((db) => selectAuditRow(db, Number(position))) : undefined
  if (!row) throw new PortalError('not_found', 'The audit log has no such row.')
  return row
}

async function demandView(viewer: Viewer): Promise<void> {
  const asked = { action: 'audit.view', target: 'audit' } as const
  await demandRole(viewer, 'Portal.Admin', asked)
  await recordOnceAnHour(viewer.session, { actor: actorOf(viewer), ...asked, outcome: 'done' })
}
