import 'server-only'
import type { ChoicesByField } from '@/lib/choices/choices'
import { openDraft } from '@/lib/drafts/server/open-draft'
import type { InputSchema } from '@/lib/flows/input-schema'
import { getFlow } from '@/lib/flows/server/get-flow'
import { type InputValues, type Posted, typedValues } from '@/lib/flows/typed-values'
import type { Viewer } from '@/lib/identity/viewer'
import { readChoices } from './read-choices'

interface Filled {
  readonly slug: string
  /** Of the draft that a maker tries out. */
  readonly draft: number | undefined
  readonly posted: Readonly<Record<string, Posted>>
}

interface LoadedChoices {
  readonly read: ChoicesByField
  readonly inputs: InputSchema
  readonly values: InputValues
}

/** The choices of a form as it is filled in now; nothing is started. @throws PortalError not_found, not_permitted */
export async function loadChoices(viewer: Viewer, { slug, draft, posted }: Filled): Promise<LoadedChoices> {
  const { connectorId, inputs } = await formOf(viewer, slug, draft)
  const { values } = typedValues(inputs, posted)
  return { read: await readChoices(viewer, { connectorId, inputs, values }), inputs, values }
}

async function formOf(viewer: Viewer, slug: string, draft: number | undefined) {
  if (draft === undefined) {
    const { connectorId, definition } = await getFlow(viewer, slug)
    return { connectorId, inputs: definition.inputs }
  }
  const { flow, content } = await openDraft(viewer, slug)
  return { connectorId: flow.connectorId, inputs: content.definition.inputs }
}
