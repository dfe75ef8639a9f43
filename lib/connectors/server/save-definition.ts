import 'server-only'
import { brokenFlows } from '@/lib/connectors/broken-flows'
import type { ConnectorFacts } from '@/lib/connectors/connector'
import { documentOf } from '@/lib/connectors/document'
import { canonical, type JsonObject } from '@/lib/connectors/json'
import { definitionOf } from '@/lib/connectors/operation'
import { validateDocument } from '@/lib/connectors/validate-document'
import { isPlainJson } from '@/lib/flows/plain-values'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'
import { selectUseOfConnector } from '@/lib/store/connector-use'
import { type Save, saveConnector } from './save-connector'

/** A form holds at most 64 KB, so no definition is larger; the database is told so once more. */
export const MOST_DEFINITION_BYTES = 1_000_000

export interface SaveDefinition extends Save {
  /** The person has been told which flows stop working, and means it. */
  readonly acceptBreaks: boolean
}

/** What becomes of the connector, of its definition as it is now; what is wrong with it has a field. */
export type DefinitionChange = (
  now: ConnectorFacts,
  definition: JsonObject,
) => Parsed<Partial<ConnectorFacts> & { readonly definition: JsonObject }>

/**
 * Saves a definition that has no error in it, and breaks no flow that is in use unless somebody means it. One that was the
 * ready one is the connector's own from now on. For Admins. @throws PortalError as saveConnector
 */
export function saveDefinition(
  viewer: Viewer,
  { acceptBreaks, ...save }: SaveDefinition,
  change: DefinitionChange,
  words: ConnectorWords,
): Promise<Parsed<number>> {
  return saveConnector(viewer, save, async (now, trx) => {
    const changed = change(now, definitionOf(now))
    if (!changed.ok) return changed
    const { definition } = changed.value
    const next = { ...now, ...changed.value }
    // The ready definition stays the portal's as long as nobody changes it.
    if (canonical(documentOf(next)) === canonical(documentOf(now))) return parsed({})
    if (!isPlainJson(definition) || Buffer.byteLength(JSON.stringify(definition)) > MOST_DEFINITION_BYTES) {
      return refused([{ field: '', message: words.issues.plainJson }])
    }
    const errors = errorsOf(next, words)
    if (errors.length > 0) return refused(errors)
    const { flows } = await selectUseOfConnector(trx, now.id)
    const broken = brokenFlows(flows, definitionOf(now), definition)
    if (broken.length > 0 && !acceptBreaks) {
      return refused([{ field: 'acceptBreaks', message: words.issues.breaks(broken.join(', ')) }])
    }
    return parsed(changed.value)
  })
}

const MOST_TOLD = 20

/** What keeps a definition from being saved. */
export function errorsOf(next: ConnectorFacts, words: ConnectorWords): readonly Issue[] {
  return validateDocument(documentOf(next))
    .filter(({ level }) => level === 'error')
    .slice(0, MOST_TOLD)
    .map(({ id, operationId, what, where }) => ({
      field: '',
      message: words.finding(words.findings[id], operationId ?? where, what),
    }))
}
