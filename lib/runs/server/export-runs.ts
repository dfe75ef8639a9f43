import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { errorCodeOf, PortalError } from '@/lib/errors'
import type { ExportFormat } from '@/lib/exports/export-format'
import { type ExportFile, exportFile } from '@/lib/exports/server/export-file'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { EXPORTED_COLUMNS, type ExportedRun } from '@/lib/runs/exported-run'
import { filterFacts, type RunQuery } from '@/lib/runs/run-query'
import { insertAudit } from '@/lib/store/audit'
import { query } from '@/lib/store/current'
import { selectExportedRuns } from '@/lib/store/exported-runs'
import type { RunFilter } from '@/lib/store/run-filter'
import { pagesOf } from './pages-of-runs'
import { filterOf } from './run-filter-of'

const ROWS_AT_ONCE = 500
const LOOK_AGAIN_MS = 5_000

export interface RunsToExport {
  readonly query: RunQuery
  /** Everybody's, for an Admin. */
  readonly all: boolean
  readonly format: ExportFormat
  /** For the days of the filter. */
  readonly timeZone: string
  /** Whether the session that asked still may. */
  readonly stillMay: () => Promise<boolean>
}

const EXPORT = { action: 'runs.export', target: 'runs' } as const

/**
 * All runs that fit, newest first, as a file that is read while it is sent. On record before its first byte (AUD-4).
 * @throws PortalError not_permitted, too_many_requests, store_unavailable
 */
export async function exportRuns(viewer: Viewer, asked: RunsToExport): Promise<ExportFile> {
  const { query: runQuery, all, format, timeZone } = asked
  if (all) await demandRole(viewer, 'Portal.Admin', EXPORT)
  const { filter } = await filterOf(runQuery, { personId: all ? undefined : viewer.personId, timeZone })
  const details = { whose: all ? 'all' : 'own', format, filter: filterFacts(runQuery) }
  return exportFile({
    what: 'runs',
    format,
    columns: EXPORTED_COLUMNS,
    personId: viewer.personId,
    batches: () => batchesOf(filter, asked),
    record: async () => {
      await query((db) => insertAudit(db, { actor: actorOf(viewer), ...EXPORT, outcome: 'done', details }))
    },
  }).catch(async (thrown: unknown) => {
    const reason = errorCodeOf(thrown)
    if (reason === 'too_many_requests') await recordRefusal(actorOf(viewer), { ...EXPORT, reason })
    throw thrown
  })
}

async function* batchesOf(filter: RunFilter, { stillMay }: RunsToExport): AsyncGenerator<readonly ExportedRun[]> {
  let lookedAt = Date.now()
  for await (const ids of pagesOf(filter, ROWS_AT_ONCE)) {
    if (Date.now() - lookedAt > LOOK_AGAIN_MS) {
      if (!(await stillMay())) throw new PortalError('sign_in_required', 'The session ended during an export.')
      lookedAt = Date.now()
    }
    yield await query((db) => selectExportedRuns(db, ids))
  }
}
