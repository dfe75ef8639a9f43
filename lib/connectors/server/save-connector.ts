import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { Connector, ConnectorFacts } from '@/lib/connectors/connector'
import { auditedFacts } from '@/lib/connectors/connector-change'
import { canonical } from '@/lib/connectors/json'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { type Parsed, parsed } from '@/lib/result'
import { insertAudit } from '@/lib/store/audit'
import { lockConnector, updateConnector } from '@/lib/store/connectors'
import { inTransaction } from '@/lib/store/current'
import type { Executor } from '@/lib/store/database'
import { forgetWhenMoved } from './connector-secrets'
import { savedMeanwhile } from './saved-meanwhile'

export interface Save {
  readonly slug: string
  /** The version that the form was made of: what somebody saved meanwhile is not overwritten unseen. */
  readonly version: number
}

/** Says, of the connector as it is, what becomes of it, or what is wrong with that. Nothing else calls it twice. */
export type Change = (now: Connector, trx: Executor) => Promise<Parsed<Partial<ConnectorFacts>>>

/**
 * Saves the next state of a connector: its version and its row in the audit log with it, or nothing at all. For Admins.
 * Answers the version now in force; one that changes nothing makes no new version.
 * @throws PortalError not_permitted, not_found, conflict with `facts.version` and `facts.by` when somebody saved meanwhile
 */
export async function saveConnector(viewer: Viewer, save: Save, change: Change): Promise<Parsed<number>> {
  await demandRole(viewer, 'Portal.Admin', { action: 'connector.save', target: `connector:${save.slug}` })
  return inTransaction((trx) => saveWithin(trx, viewer, save, change))
}

/** The same as part of more that belongs together. The viewer is an Admin. @throws PortalError not_found, conflict as saveConnector */
export async function saveWithin(
  trx: Executor,
  viewer: Viewer,
  { slug, version }: Save,
  change: Change,
): Promise<Parsed<number>> {
  const now = await lockConnector(trx, slug)
  if (!now) throw new PortalError('not_found', `There is no connector "${slug}".`)
  if (now.version !== version) throw savedMeanwhile(now)
  const changed = await change(now, trx)
  if (!changed.ok) return changed
  const next = { ...now, ...changed.value }
  if (canonical(next) === canonical(now)) return parsed(version)
  await updateConnector(trx, now, next, { by: viewer.personId, at: new Date() })
  await forgetWhenMoved(trx, actorOf(viewer), now, next)
  await insertAudit(trx, {
    actor: actorOf(viewer),
    action: 'connector.save',
    target: `connector:${slug}`,
    outcome: 'done',
    before: { version, ...auditedFacts(now) },
    after: { version: version + 1, ...auditedFacts(next) },
  })
  return parsed(version + 1)
}
