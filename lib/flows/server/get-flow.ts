import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { PortalError } from '@/lib/errors'
import { mayPress } from '@/lib/flows/audience'
import type { Flow } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import { query } from '@/lib/store/current'
import { selectFlowBySlug } from '@/lib/store/flows'

/**
 * A flow that the viewer may press. One that is not theirs is as unknown as one that does not exist (AUTHZ-4).
 * @throws PortalError not_found
 */
export async function getFlow(viewer: Viewer, slug: string): Promise<Flow> {
  const flow = await query((db) => selectFlowBySlug(db, slug))
  if (flow && mayPress(viewer, flow.definition.audience, flow.connectorAudience)) return flow
  if (flow) {
    await recordRefusal(actorOf(viewer), {
      action: 'flow.read',
      target: `flow:${flow.slug}`,
      reason: 'not_in_audience',
    })
  }
  throw new PortalError('not_found', `There is no flow "${slug}" for this person.`)
}
