import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { draftIssues } from '@/lib/drafts/draft-issues'
import { PortalError } from '@/lib/errors'
import { sizeOf } from '@/lib/flows/audience'
import type { FlowState } from '@/lib/flows/flow'
import { contentOf as checkedContent, flowFields } from '@/lib/flows/server/flow-schema'
import { shownFacts } from '@/lib/flows/shown-facts'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { deleteDraft, deleteUnpublished, insertVersion, putInForce, updateFlowState } from '@/lib/store/made-flows'
import { changeFlow } from './made-flow'

interface Asked {
  readonly slug: string
  readonly revision: number
}

/**
 * Puts the draft in force as a new version: from here on it is what people press. Answers its number.
 * @throws PortalError draft_unfinished when something is still to be mended, and as `changeFlow`
 */
export async function publishFlow(viewer: Viewer, { slug, revision }: Asked): Promise<number> {
  return changeFlow(viewer, { slug, revision, action: 'flow.publish' }, async (trx, flow) => {
    if (!flow.draft) throw new PortalError('draft_changed', `Flow "${slug}" has no draft.`)
    const { definition: drafted, ...shown } = flow.draft.content
    const read = flowFields.safeParse({ ...shown, ...drafted })
    if (!read.success || draftIssues(flow.draft.content).some(({ isFatal }) => isFatal)) {
      throw new PortalError('draft_unfinished', `The draft of flow "${slug}" cannot be published.`)
    }
    const content = checkedContent(read.data)
    const at = new Date()
    const { definition } = content
    const version = await insertVersion(trx, { flowId: flow.id, definition, isTest: false, by: viewer.personId, at })
    await putInForce(trx, { flowId: flow.id, version, content, at })
    await deleteDraft(trx, flow.id)
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'flow.publish',
      target: `flow:${slug}`,
      outcome: 'done',
      before: flow.inForce && shownFacts({ ...flow.inForce, version: flow.version }),
      after: shownFacts({ ...content, version }),
      details: { identityMode: definition.identityMode, ...sizeOf(definition.audience) },
    })
    return version
  })
}

/** Throws the draft away; a flow that never was more than a draft is gone with it. Answers whether it is. */
export async function discardDraft(viewer: Viewer, { slug, revision }: Asked): Promise<boolean> {
  return changeFlow(viewer, { slug, revision, action: 'flow.discard' }, async (trx, flow) => {
    const isGone = flow.version === 0
    await (isGone ? deleteUnpublished(trx, flow.id) : deleteDraft(trx, flow.id))
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'flow.discard',
      target: `flow:${slug}`,
      outcome: 'done',
      details: { revision, isGone },
    })
    return isGone
  })
}

/** Off, nobody can press it; what runs goes on. */
export async function switchFlow(viewer: Viewer, slug: string, state: FlowState): Promise<void> {
  await changeFlow(viewer, { slug, action: 'flow.switch' }, async (trx, flow) => {
    await updateFlowState(trx, flow.id, state, new Date())
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'flow.switch',
      target: `flow:${slug}`,
      outcome: 'done',
      before: { state: flow.state },
      after: { state },
    })
  })
}
