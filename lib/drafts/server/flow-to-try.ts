import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { PortalError } from '@/lib/errors'
import { isAmong } from '@/lib/flows/audience'
import type { Flow } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { versionToTry } from '@/lib/store/made-flows'
import { changeFlow, contentOf } from './made-flow'

/**
 * The draft as a version of its own, so that the run that tries it out names what it did for ever. It is never in force, and
 * nobody but the flow's makers may press it. @throws PortalError as `changeFlow`
 */
export async function flowToTry(viewer: Viewer, slug: string, revision: number): Promise<Flow> {
  return changeFlow(viewer, { slug, revision, action: 'flow.try' }, async (trx, flow) => {
    if (!isAmong(viewer, flow.connectorAudience)) {
      throw new PortalError('not_permitted', 'The connector of the flow is not for this maker.')
    }
    const content = contentOf(flow)
    const { definition } = content
    const version = flow.draft
      ? await versionToTry(trx, { flowId: flow.id, definition, by: viewer.personId, at: new Date() })
      : flow.version
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'flow.try',
      target: `flow:${slug}`,
      outcome: 'done',
      details: { version },
    })
    const { id, connectorId, connectorAudience, needsConnection, principal, state } = flow
    return { ...content, id, slug, connectorId, connectorAudience, needsConnection, principal, state, version }
  })
}
