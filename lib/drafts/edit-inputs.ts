import type { FlowContent, FlowDefinition, FlowStep } from '@/lib/flows/flow'
import { mapSources } from '@/lib/flows/flow-steps'
import { type InputProperty, type InputSchema, orderedInputs } from '@/lib/flows/input-schema'

/** A field of a form, told apart from its form. */
export interface NamedField {
  readonly name: string
  readonly property: InputProperty
  readonly required: boolean
}

/** Puts a field in place of the one called `before`, or behind the others. What the job was given of it goes on. */
export function putField(content: FlowContent, before: string | undefined, field: NamedField): FlowContent {
  const { definition } = content
  const fields = fieldsOf(definition.inputs)
  const place = fields.findIndex(({ name }) => name === before)
  const next = (place < 0 ? [...fields, field] : fields.with(place, field)).map((other) =>
    before === undefined ? other : dependingOn(other, before, field.name),
  )
  const steps = before === undefined ? definition.steps : renamed(definition.steps, before, field.name)
  return withDefinition(content, { inputs: schemaOf(next), steps })
}

/** Takes a field out; the parameters that it filled fall back to the job's own defaults. */
export function removeField(content: FlowContent, name: string): FlowContent {
  const { inputs, steps } = content.definition
  return withDefinition(content, {
    inputs: schemaOf(fieldsOf(inputs).filter((field) => field.name !== name)),
    steps: steps.map((step) =>
      mapSources(step, (source) => ('input' in source && source.input === name ? undefined : source)),
    ),
  })
}

/** Moves a field one place up (-1) or down (1); at the end of the form it stays. */
export function moveField(content: FlowContent, name: string, by: -1 | 1): FlowContent {
  const fields = fieldsOf(content.definition.inputs)
  const from = fields.findIndex((field) => field.name === name)
  const [moved, other] = [fields[from], fields[from + by]]
  if (!moved || !other) return content
  return withDefinition(content, { inputs: schemaOf(fields.with(from, other).with(from + by, moved)) })
}

export function fieldsOf(inputs: InputSchema): readonly NamedField[] {
  return orderedInputs(inputs).map(([name, property]) => ({
    name,
    property,
    required: inputs.required?.includes(name) ?? false,
  }))
}

/** The other fields of a form, by where they stand. */
export interface Neighbours {
  readonly earlier: readonly NamedField[]
  readonly later: readonly NamedField[]
}

/** The fields around the one called `name`; a field that is not there yet comes behind all of them. */
export function neighboursOf(fields: readonly NamedField[], name: string): Neighbours {
  const place = fields.findIndex((field) => field.name === name)
  if (place < 0) return { earlier: fields, later: [] }
  return { earlier: fields.slice(0, place), later: fields.slice(place + 1) }
}

export function withDefinition(content: FlowContent, change: Partial<FlowDefinition>): FlowContent {
  return { ...content, definition: { ...content.definition, ...change } }
}

/** The fields as a form again. */
export function schemaOf(fields: readonly NamedField[]): InputSchema {
  const required = fields.filter((field) => field.required).map(({ name }) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(({ name, property }) => [name, property])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
    'x-order': fields.map(({ name }) => name),
  }
}

/** Another field of the form, whose condition goes along with the new name. */
function dependingOn(other: NamedField, before: string, after: string): NamedField {
  const when = other.property['x-shown-when']
  if (when?.field !== before) return other
  return { ...other, property: { ...other.property, 'x-shown-when': { ...when, field: after } } }
}

function renamed(steps: readonly FlowStep[], before: string, after: string): readonly FlowStep[] {
  return steps.map((step) =>
    mapSources(step, (source) =>
      'input' in source && source.input === before ? { ...source, input: after } : source,
    ),
  )
}
