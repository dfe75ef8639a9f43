import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { config } from '@/lib/config'
import { type ConnectorFacts, slugFor } from '@/lib/connectors/connector'
import { auditedFacts } from '@/lib/connectors/connector-change'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { newId } from '@/lib/new-id'
import { type Parsed, parsed } from '@/lib/result'
import { insertAudit } from '@/lib/store/audit'
import { insertConnector, type NewConnector, selectSlugs } from '@/lib/store/connectors'
import { inTransaction } from '@/lib/store/current'
import { checkGeneral, type GeneralTexts } from './check-facts'

export interface NewTexts extends GeneralTexts {
  /** `ready`: the actions of Databricks; `blank`: none yet. */
  readonly actions: 'ready' | 'blank'
}

/**
 * Makes a connector with the portal's own registration, which nobody may use yet (AUTHZ-5). For Admins. Answers its slug.
 * @throws PortalError not_permitted, conflict when somebody made one of the same name in the same moment
 */
export async function createConnector(
  viewer: Viewer,
  typed: NewTexts,
  words: ConnectorWords,
): Promise<Parsed<string>> {
  await demandRole(viewer, 'Portal.Admin', { action: 'connector.save', target: 'connectors' })
  const general = checkGeneral(typed, words)
  if (!general.ok) return general
  return insertMade(viewer, {
    ...general.value,
    resourceId: config().databricksResourceId,
    security: { kind: 'portal' },
    definition: typed.actions === 'ready' ? null : { paths: {} },
    policies: [],
    audience: { roles: [], people: [] },
  })
}

/** Keeps a connector that was not there before, with its row in the audit log. Answers its slug. The viewer is an Admin. */
export function insertMade(
  viewer: Viewer,
  facts: ConnectorFacts,
  details?: Readonly<Record<string, unknown>>,
): Promise<Parsed<string>> {
  return inTransaction(async (trx) => {
    const slug = await freeSlug(facts.name, (start) => selectSlugs(trx, start))
    const connector: NewConnector = { ...facts, id: newId(), slug }
    const isNew = await insertConnector(trx, connector, { by: viewer.personId, at: new Date() })
    if (!isNew) throw new PortalError('conflict', 'Another connector of this name was made in this moment.')
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'connector.save',
      target: `connector:${slug}`,
      outcome: 'done',
      after: { version: 1, ...auditedFacts(connector) },
      ...(details && { details }),
    })
    return parsed(slug)
  })
}

async function freeSlug(name: string, taken: (start: string) => Promise<readonly string[]>): Promise<string> {
  return slugFor(name, new Set(await taken(slugFor(name, new Set()))))
}
