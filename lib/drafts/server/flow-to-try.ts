import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
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
    const { id, connectorId, state } = flow
    return { ...content, id, slug, connectorId, state, version }
  })
}
