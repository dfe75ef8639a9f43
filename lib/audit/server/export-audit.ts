import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { AuditQuery } from '@/lib/audit/audit-query'
import type { AuditRow } from '@/lib/audit/audit-row'
import type { ExportColumn, ExportFormat } from '@/lib/exports/export-format'
import { type ExportFile, exportFile } from '@/lib/exports/server/export-file'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { type AuditFilter, selectAudit } from '@/lib/store/audit-lists'
import { query } from '@/lib/store/current'
import { auditFilterOf } from './audit-filter'

interface Wanted {
  readonly asked: AuditQuery
  readonly format: ExportFormat
  /** Of the days that the query names. */
  readonly timeZone: string
}

const EXPORT = { action: 'audit.export', target: 'audit' } as const
const AT_ONCE = 1_000

/**
 * All that fits the filters, newest first, as a file. On record before the first byte (AUD-4).
 * @throws PortalError not_permitted, too_many_requests
 */
export async function exportAudit(viewer: Viewer, { asked, format, timeZone }: Wanted): Promise<ExportFile> {
  await demandRole(viewer, 'Portal.Admin', EXPORT)
  const filter = await auditFilterOf(asked, timeZone)
  return exportFile({
    what: 'audit',
    format,
    columns: COLUMNS,
    personId: viewer.personId,
    batches: () => batchesOf(filter),
    record: async () => {
      const details = { format, filters: given(asked) }
      await query((db) => insertAudit(db, { actor: actorOf(viewer), ...EXPORT, outcome: 'done', details }))
    },
  })
}

/** Without what may name somebody (AUD-2). */
function given({ actor, target, source, after: _, before: __, ...filters }: AuditQuery) {
  const said = Object.entries(filters).filter(([, value]) => value !== '')
  const named = Object.entries({ actor, target, source }).flatMap(([name, value]) => (value ? [[name, 'given']] : []))
  return Object.fromEntries([...said, ...named])
}

async function* batchesOf(filter: Omit<AuditFilter, 'limit'> | undefined): AsyncGenerator<readonly AuditRow[]> {
  let after: AuditFilter['after']
  while (filter) {
    const from = { ...filter, after, before: undefined, limit: AT_ONCE }
    const { rows, stoppedAt } = await query((db) => selectAudit(db, from))
    yield rows
    const last = rows.at(-1)
    if (rows.length === AT_ONCE && last) after = { createdAt: new Date(last.createdAt), id: last.id }
    else if (stoppedAt) after = stoppedAt
    else return
  }
}

const COLUMNS: readonly ExportColumn<AuditRow>[] = [
  { name: 'row', value: ({ position }) => position },
  { name: 'time', value: ({ createdAt }) => new Date(createdAt).toISOString() },
  { name: 'actor', value: ({ actor }) => actor.name },
  { name: 'actorObjectId', value: ({ actor }) => actor.objectId },
  { name: 'actorRole', value: ({ actor }) => actor.role },
  { name: 'action', value: ({ action }) => action },
  { name: 'target', value: ({ target }) => target },
  { name: 'targetName', value: ({ targetName }) => targetName },
  { name: 'result', value: ({ outcome }) => outcome },
  { name: 'reason', value: ({ reason }) => reason },
  { name: 'source', value: ({ actor }) => actor.address },
  { name: 'agent', value: ({ actor }) => actor.agent },
  { name: 'session', value: ({ actor }) => actor.session },
  { name: 'requestId', value: ({ requestId }) => requestId },
  { name: 'correlationId', value: ({ correlationId }) => correlationId },
  { name: 'before', value: ({ before }) => before },
  { name: 'after', value: ({ after }) => after },
  { name: 'details', value: ({ details }) => details },
  { name: 'hash', value: ({ hash }) => hash },
]
