import 'server-only'
import type { FlowDefinition } from '@/lib/flows/flow'
import { getFlow } from '@/lib/flows/server/get-flow'
import type { Viewer } from '@/lib/identity/viewer'
import { openDraft } from './open-draft'

interface Form {
  /** Of the flow. */
  readonly id: string
  readonly connectorId: string
  readonly definition: FlowDefinition
}

/**
 * What a person fills in: a flow that they may press, or a draft that they make.
 * @throws PortalError not_found, not_permitted
 */
export async function formOf(
  viewer: Viewer,
  { slug, draft }: { readonly slug: string; readonly draft: number | undefined },
): Promise<Form> {
  if (draft === undefined) return getFlow(viewer, slug)
  const { flow, content } = await openDraft(viewer, slug)
  return { id: flow.id, connectorId: flow.connectorId, definition: content.definition }
}
