import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import type { FlowContent } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import { insertAudit } from '@/lib/store/audit'
import { putDraft } from '@/lib/store/made-flows'
import { changeFlow, contentOf } from './made-flow'

interface DraftChange {
  readonly slug: string
  /** Of the draft that the form was made from. */
  readonly revision: number
  /** Which part of the flow, for the audit log. */
  readonly part: string
}

/** Changes the draft and nothing that anybody presses. @throws PortalError as `changeFlow`, and what `change` throws */
export async function saveDraft(
  viewer: Viewer,
  { slug, revision, part }: DraftChange,
  change: (content: FlowContent) => FlowContent,
): Promise<void> {
  await changeFlow(viewer, { slug, revision, action: 'flow.edit' }, async (trx, flow) => {
    const content = change(contentOf(flow))
    const next = revision + 1
    await putDraft(trx, { flowId: flow.id, revision: next, content, by: viewer.personId, at: new Date() })
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'flow.edit',
      target: `flow:${slug}`,
      outcome: 'done',
      details: { part, revision: next },
    })
  })
}
