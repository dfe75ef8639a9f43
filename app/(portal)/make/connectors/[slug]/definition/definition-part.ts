import type { FieldSpec } from '@/app/_components/field-spec'
import type { Connector } from '@/lib/connectors/connector'
import type { JsonObject } from '@/lib/connectors/json'
import { VISIBILITIES } from '@/lib/connectors/operation'
import type { ConnectorWords } from '@/lib/language/words'

/** What every part of the step Definition is drawn from. */
export interface DefinitionPart {
  readonly connector: Connector
  /** Its own, or the ready one. */
  readonly definition: JsonObject
  readonly mayEdit: boolean
  readonly words: ConnectorWords
}

export function definitionPath({ slug }: Connector, query: Readonly<Record<string, string>> = {}): string {
  const text = new URLSearchParams(query).toString()
  return `/make/connectors/${slug}/definition${text && `?${text}`}`
}

export function savingOf({ slug, version }: Connector): Record<string, string> {
  return { slug, version: String(version) }
}

/** Asked only of who would break flows that are in use. */
export function breaksField(words: ConnectorWords): FieldSpec {
  return { name: 'acceptBreaks', type: 'yes-no', label: words.acceptBreaks }
}

export function visibilityField(words: ConnectorWords): FieldSpec {
  const options = VISIBILITIES.map((value) => ({ value, label: words.visibilities[value] }))
  return { name: 'visibility', type: 'choice', label: words.visibility, required: true, compact: true, options }
}

export function formWords(words: ConnectorWords, submit: string) {
  return { summary: words.summary, submit, choose: words.choose }
}
