import type { ConnectorFacts } from './connector'
import { canonical, type JsonObject } from './json'
import { definitionOf, type Operation, operationsOf } from './operation'

/** What a saved state of a connector decided, in the order of its steps. */
export const FACTS = [
  'name',
  'description',
  'colour',
  'origin',
  'basePath',
  'security',
  'resourceId',
  'audience',
  'definition',
  'policies',
] as const satisfies readonly (keyof ConnectorFacts)[]

export type Fact = (typeof FACTS)[number]

/** What is different between two states that follow each other. */
export interface VersionChange {
  readonly facts: readonly Fact[]
  /** Of the actions, by their operation ids. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
}

export function changeBetween(before: ConnectorFacts, after: ConnectorFacts): VersionChange {
  const facts = FACTS.filter((name) => canonical(before[name]) !== canonical(after[name]))
  if (!facts.includes('definition')) return { facts, added: [], removed: [], changed: [] }
  const [old, next] = [actionsOf(before), actionsOf(after)]
  return {
    facts,
    added: [...next.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !next.has(id)),
    changed: [...next].flatMap(([id, text]) => (old.has(id) && old.get(id) !== text ? [id] : [])),
  }
}

function actionsOf(facts: { readonly definition: JsonObject | null }): ReadonlyMap<string, string> {
  return new Map(operationsOf(definitionOf(facts)).map((one: Operation) => [one.id, canonical(one)]))
}
