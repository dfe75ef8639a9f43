import 'server-only'
import { type ConnectorFacts, isFromSettings } from '@/lib/connectors/connector'
import { partsOf } from '@/lib/connectors/document'
import { isObject, type Json, type JsonObject } from '@/lib/connectors/json'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { type Parsed, parsed, refused } from '@/lib/result'
import { checkGeneral } from './check-facts'
import { type SaveDefinition, saveDefinition } from './save-definition'

/**
 * Saves the connector as its Swagger text says: name, description, host and base URL under the checks of the step General,
 * and the definition; the settings' own host stays. @throws PortalError as saveConnector
 */
export function saveDocument(
  viewer: Viewer,
  save: SaveDefinition,
  text: string,
  words: ConnectorWords,
): Promise<Parsed<number>> {
  return saveDefinition(viewer, save, (now) => changeBy(text, now, save, words), words)
}

function changeBy(
  text: string,
  now: ConnectorFacts,
  { slug }: SaveDefinition,
  words: ConnectorWords,
): Parsed<Partial<ConnectorFacts> & { readonly definition: JsonObject }> {
  const document = documentIn(text, words)
  if (!document.ok) return document
  if (document.value.swagger !== '2.0') {
    return refused([{ field: 'text', message: words.findings.SpecificationVersionIncorrect }])
  }
  const { definition, ...general } = partsOf(document.value)
  const checked = checkGeneral({ ...general, colour: now.colour }, words)
  if (!checked.ok) return refused(checked.issues.map(({ field, message }) => inText(field, message)))
  if (isFromSettings({ slug }) && checked.value.origin !== now.origin) {
    return refused([{ field: 'text', message: words.issues.hostInText }])
  }
  return parsed({ ...checked.value, definition })
}

function inText(field: string, message: string) {
  return { field: 'text', message: `${field}: ${message}` }
}

/** JSON as somebody typed it, with where it goes wrong. A byte order mark in front says nothing. */
function documentIn(text: string, words: ConnectorWords): Parsed<JsonObject> {
  try {
    const json = JSON.parse(text.replace(/^\uFEFF/, '')) as Json
    if (isObject(json)) return parsed(json)
    return refused([{ field: 'text', message: words.issues.schema }])
  } catch (thrown) {
    return refused([{ field: 'text', message: whereWrong(thrown, text, words) }])
  }
}

function whereWrong(thrown: unknown, text: string, words: ConnectorWords): string {
  const [, at] = /position (\d+)/.exec(thrown instanceof Error ? thrown.message : '') ?? []
  if (at === undefined) return words.issues.json
  const lines = text.slice(0, Number(at)).split('\n')
  return words.issues.jsonAt(lines.length, (lines.at(-1)?.length ?? 0) + 1)
}
