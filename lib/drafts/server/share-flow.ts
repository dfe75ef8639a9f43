import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { withDefinition } from '@/lib/drafts/edit-inputs'
import { sizeOf } from '@/lib/flows/audience'
import type { Audience } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { query } from '@/lib/store/current'
import { insertVersion, type MadeFlow, putDraft, putInForce, updateMakers } from '@/lib/store/made-flows'
import { selectPersonCalled } from '@/lib/store/people'
import { changeFlow } from './made-flow'

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Changes who may press a flow, at once: a right that was taken away is gone with the next press, and no draft waits for
 * anybody. What is in force gets a version of its own for it, the draft keeps the rest of what it says.
 */
export async function shareFlow(
  viewer: Viewer,
  slug: string,
  change: (audience: Audience) => Audience,
): Promise<void> {
  await changeFlow(viewer, { slug, action: 'flow.share' }, async (trx, flow) => {
    const { draft, inForce, id } = flow
    const at = new Date()
    const by = viewer.personId
    if (draft) {
      const content = withDefinition(draft.content, { audience: change(draft.content.definition.audience) })
      await putDraft(trx, { flowId: id, revision: draft.revision + 1, content, by, at })
    }
    if (inForce) {
      const content = withDefinition(inForce, { audience: change(inForce.definition.audience) })
      const version = await insertVersion(trx, { flowId: id, definition: content.definition, isTest: false, by, at })
      await putInForce(trx, { flowId: id, version, content, at })
    }
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'flow.share',
      target: `flow:${slug}`,
      outcome: 'done',
      before: sizeOf(audienceOf(flow)),
      after: sizeOf(change(audienceOf(flow))),
    })
  })
}

/** What counts now: people press what is in force. */
function audienceOf({ draft, inForce }: MadeFlow): Audience {
  return (inForce ?? draft?.content)?.definition.audience ?? { roles: [], people: [] }
}

/** Makes somebody a maker of the flow, or no longer. The last one stays. @throws PortalError as `changeFlow` */
export async function changeMakers(
  viewer: Viewer,
  slug: string,
  change: (makers: readonly string[]) => readonly string[],
): Promise<boolean> {
  return changeFlow(viewer, { slug, action: 'flow.share' }, async (trx, flow) => {
    const makers = change(flow.makers)
    if (makers.length === 0 && flow.makers.length > 0) return false
    await updateMakers(trx, flow.id, makers, new Date())
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'flow.share',
      target: `flow:${slug}`,
      outcome: 'done',
      before: { makers: flow.makers.length },
      after: { makers: makers.length },
    })
    return true
  })
}

/**
 * The Entra object id of somebody who was here, by the name of their account, or of anybody by the id itself: the portal
 * asks no directory, so it knows the others by nothing else.
 */
export async function objectIdOf(viewer: Viewer, text: string): Promise<string | undefined> {
  const wanted = text.trim()
  if (GUID.test(wanted)) return wanted.toLowerCase()
  return query((db) => selectPersonCalled(db, viewer.tenantId, wanted))
}
