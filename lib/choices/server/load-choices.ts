import 'server-only'
import type { ChoicesByField } from '@/lib/choices/choices'
import { formOf } from '@/lib/drafts/server/form-of'
import type { InputSchema } from '@/lib/flows/input-schema'
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
  const { connectorId, definition } = await formOf(viewer, { slug, draft })
  const { inputs } = definition
  const { values } = typedValues(inputs, posted)
  return { read: await readChoices(viewer, { connectorId, inputs, values }), inputs, values }
}
