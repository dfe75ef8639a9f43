import { KeyValues } from '@/app/_components/key-values'
import { type InputProperty, isSecret, kindOf, orderedInputs } from '@/lib/flows/input-schema'
import type { Words } from '@/lib/language/words'
import type { RunView } from '@/lib/runs/server/get-run'

/** What the run was started with. Secret values were never kept, so there is nothing to show of them. */
export function RunInputs({ view: { run, flow }, words }: { readonly view: RunView; readonly words: Words['run'] }) {
  const inputs = orderedInputs(flow.definition.inputs)
  if (inputs.length === 0) return <p>{words.noInputs}</p>
  return (
    <KeyValues
      items={inputs.map(([name, property]) => ({
        label: property.title ?? name,
        value: isSecret(property) ? words.hidden : shown(property, run.inputs[name], words),
      }))}
    />
  )
}

function shown(property: InputProperty, value: unknown, words: Words['run']): string {
  if (value === undefined) return words.notGiven
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (Array.isArray(value) && kindOf(property) !== 'json') {
    return value.map((entry) => labelOf(property, String(entry))).join(', ')
  }
  return typeof value === 'string' ? labelOf(property, value) : JSON.stringify(value)
}

function labelOf(property: InputProperty, value: string): string {
  return property['x-labels']?.[value] ?? value
}
