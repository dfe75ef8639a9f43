import type { FlowStep } from '@/lib/flows/flow'
import { sourcesOf } from '@/lib/flows/flow-steps'
import { type InputSchema, isSecret } from '@/lib/flows/input-schema'

/** The names of the secret inputs that any of the steps takes. */
export function secretsOf(steps: readonly FlowStep[], { properties }: InputSchema): ReadonlySet<string> {
  return new Set(
    steps.flatMap((step) =>
      Object.values(sourcesOf(step)).flatMap((source) => {
        const property = 'input' in source ? properties[source.input] : undefined
        return 'input' in source && property && isSecret(property) ? [source.input] : []
      }),
    ),
  )
}

/** The parameters of a step that carry secret inputs, by the names under which it takes them. */
export function secretValues(step: FlowStep, inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(sourcesOf(step)).flatMap(([name, source]) => {
      const value = 'input' in source && Object.hasOwn(inputs, source.input) ? inputs[source.input] : undefined
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
