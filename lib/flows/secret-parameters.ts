import type { FlowDefinition } from './flow'
import { sourcesOf } from './flow-steps'
import { isSecret } from './input-schema'

/**
 * The secret fields that statements would be given, each with the place of its step. Databricks shows the values of a
 * statement's parameters to whoever may read its query history, so a statement gets no secret.
 */
export function secretsInStatements({
  inputs,
  steps,
}: Pick<FlowDefinition, 'inputs' | 'steps'>): readonly { readonly place: number; readonly name: string }[] {
  return steps.flatMap((step, place) => {
    if (step.action !== 'sql') return []
    const fields = Object.values(sourcesOf(step)).flatMap((source) => ('input' in source ? source.input : []))
    return [...new Set(fields)].flatMap((name) => {
      const property = Object.hasOwn(inputs.properties, name) ? inputs.properties[name] : undefined
      return property && isSecret(property) ? [{ place, name }] : []
    })
  })
}
