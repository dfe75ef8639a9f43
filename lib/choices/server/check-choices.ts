import 'server-only'
import type { Choices } from '@/lib/choices/choices'
import type { Flow } from '@/lib/flows/flow'
import type { InputValues } from '@/lib/flows/typed-values'
import type { Viewer } from '@/lib/identity/viewer'
import type { InputWords } from '@/lib/language/words'
import type { Issue } from '@/lib/result'
import { readChoices } from './read-choices'

/**
 * What is wrong with values that were chosen from a list that is read: the viewer has to be offered them now, with the
 * other values as they are. A list that cannot be read lets nothing through.
 */
export async function checkChoices(
  viewer: Viewer,
  { connectorId, definition: { inputs } }: Pick<Flow, 'connectorId' | 'definition'>,
  values: InputValues,
  words: InputWords,
): Promise<readonly Issue[]> {
  const read = await readChoices(viewer, { connectorId, inputs, values })
  return [...read].flatMap(([field, choices]) => {
    const chosen = Object.hasOwn(values, field) ? [values[field]].flat() : []
    if (chosen.length === 0) return []
    if (choices.is !== 'read') return [{ field, message: words.choicesUnread }]
    return chosen.every((value) => isOffered(choices, value)) ? [] : [{ field, message: words.notOffered }]
  })
}

function isOffered({ choices }: Choices & { is: 'read' }, chosen: unknown): boolean {
  return choices.some(({ value }) => value === chosen)
}
