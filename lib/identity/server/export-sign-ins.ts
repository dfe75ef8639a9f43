import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { ExportColumn, ExportFormat } from '@/lib/exports/export-format'
import { type ExportFile, exportFile } from '@/lib/exports/server/export-file'
import {
  conditionalAccess,
  incomingTokenType,
  isFromCache,
  resourceName,
  type SignInEntry,
} from '@/lib/identity/sign-in-entry'
import type { SignInQuery } from '@/lib/identity/sign-in-query'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { query } from '@/lib/store/current'
import { type SignInFilter, selectSignIns } from '@/lib/store/sign-in-lists'
import { filterOf } from './sign-in-filter'
import { demandRole } from './viewer'

interface Wanted {
  readonly asked: SignInQuery
  /** Everybody's, for an Admin. */
  readonly everybodys: boolean
  readonly format: ExportFormat
  /** Of the days that the query names. */
  readonly timeZone: string
}

const EXPORT = { action: 'sign_ins.export', target: 'sign_ins' } as const
const AT_ONCE = 1_000

/**
 * All that fits the filters, newest first, as a file, in Graph's names where it has one. On record before the first byte (AUD-4).
 * @throws PortalError not_permitted, too_many_requests
 */
export async function exportSignIns(viewer: Viewer, wanted: Wanted): Promise<ExportFile> {
  const { asked, everybodys, format, timeZone } = wanted
  if (everybodys) await demandRole(viewer, 'Portal.Admin', EXPORT)
  const filter = await filterOf(asked, { personId: everybodys ? undefined : viewer.personId, timeZone })
  const { after: _, before: __, ...filters } = asked
  const details = { format, whose: everybodys ? 'everybody' : 'own', filters: given(filters) }
  return exportFile({
    what: 'sign-ins',
    format,
    columns: everybodys ? COLUMNS : COLUMNS_OF_OWN,
    personId: viewer.personId,
    batches: () => batchesOf(filter),
    record: async () => {
      await query((db) => insertAudit(db, { actor: actorOf(viewer), ...EXPORT, outcome: 'done', details }))
    },
  })
}

/** Without the texts of people: names are no facts of the audit log (AUD-2). */
function given({ user, q, ...filters }: Omit<SignInQuery, 'after' | 'before'>): Readonly<Record<string, string>> {
  const said = Object.entries(filters).filter(([, value]) => value !== '')
  return Object.fromEntries([...said, ...(user ? [['user', 'given']] : []), ...(q ? [['q', 'given']] : [])])
}

async function* batchesOf(filter: Omit<SignInFilter, 'limit'> | undefined): AsyncGenerator<readonly SignInEntry[]> {
  let after: SignInFilter['after']
  while (filter) {
    const from = { ...filter, after, before: undefined, limit: AT_ONCE }
    const { rows, stoppedAt } = await query((db) => selectSignIns(db, from))
    yield rows
    const last = rows.at(-1)
    if (rows.length === AT_ONCE && last) after = { createdAt: new Date(last.createdAt), id: last.id }
    else if (stoppedAt) after = stoppedAt
    else return
  }
}

const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString()

/** OPS-8: the sentence of a refusal is for Admins. */
const COLUMNS_OF_OWN: readonly ExportColumn<SignInEntry>[] = [
  { name: 'id', value: ({ id }) => id },
  { name: 'createdDateTime', value: ({ createdAt }) => iso(createdAt) },
  { name: 'kind', value: ({ kind }) => kind },
  { name: 'correlationId', value: ({ correlationId }) => correlationId },
  { name: 'requestId', value: ({ requestId }) => requestId },
  { name: 'traceId', value: ({ traceId }) => traceId },
  { name: 'userPrincipalName', value: ({ userName }) => userName },
  { name: 'userId', value: ({ userId }) => userId },
  { name: 'appId', value: ({ appId }) => appId },
  { name: 'appDisplayName', value: ({ portalAsked, connector }) => (portalAsked ? 'Lakeport' : connector?.name) },
  { name: 'resourceId', value: ({ resourceId }) => resourceId },
  { name: 'resourceDisplayName', value: ({ resourceId }) => resourceName(resourceId) },
  { name: 'isInteractive', value: ({ isInteractive }) => isInteractive },
  { name: 'incomingTokenType', value: incomingTokenType },
  { name: 'grantType', value: ({ grantType }) => grantType },
  { name: 'clientCredentialType', value: ({ credentialType }) => credentialType },
  { name: 'scopes', value: ({ scopes }) => scopes },
  { name: 'fromCache', value: isFromCache },
  { name: 'tokenExpiresDateTime', value: ({ tokenExpiresAt }) => iso(tokenExpiresAt) },
  { name: 'conditionalAccessStatus', value: conditionalAccess },
  { name: 'errorCode', value: ({ errorCode }) => errorCode },
  { name: 'durationMs', value: ({ durationMs }) => durationMs },
  { name: 'ipAddress', value: ({ ipAddress }) => ipAddress },
  { name: 'connector', value: ({ connector }) => connector?.slug },
  { name: 'runId', value: ({ run }) => run?.id },
  { name: 'runNumber', value: ({ run }) => run?.number },
]

const COLUMNS: readonly ExportColumn<SignInEntry>[] = [
  ...COLUMNS_OF_OWN,
  { name: 'failureReason', value: ({ failureReason }) => failureReason },
]
