import { type FlowContent, SQL_TYPES, type SqlParameter, type SqlStep, type SqlType } from '@/lib/flows/flow'
import { markersOf } from '@/lib/flows/sql-markers'
import { fieldsOf, putField, withDefinition } from './edit-inputs'
import { FROM_FIELD, FROM_TEXT } from './edit-job'

interface ChosenStatement {
  readonly warehouseId: string
  readonly statement: string
  /** `from.<marker>`, `text.<marker>` and `type.<marker>`, as posted. */
  readonly sources: Readonly<Record<string, string>>
}

/** The first draft of a flow that is a statement, for whoever wants to write one. Nobody may press it (AUTHZ-5). */
export function proposeStatement(title: string, contact: string): FlowContent {
  return {
    ...{ title, description: '', category: '', icon: 'table', colour: '#0f6cbd', owner: contact },
    definition: {
      inputs: { type: 'object', properties: {}, additionalProperties: false, 'x-order': [] },
      steps: [{ action: 'sql', warehouseId: '', statement: '', parameters: {} }],
      audience: { roles: [], people: [] },
      identityMode: 'as_me',
      advice: [],
    },
  }
}

/**
 * Saves a statement and where the values of its markers come from. A marker that is new gets the field of its name, and a field
 * of its name where there is none, so that the form writes itself.
 */
export function putStatement(
  content: FlowContent,
  { warehouseId, statement, sources }: ChosenStatement,
): FlowContent {
  const markers = markersOf(statement)
  const known = stepOf(content)?.parameters ?? {}
  const parameters = markers.map((name) => [name, parameterOf(name, sources, known[name])] as const)
  const step: SqlStep = { action: 'sql', warehouseId, statement, parameters: Object.fromEntries(parameters) }
  const saved = withDefinition(content, { identityMode: 'as_me', steps: [step] })
  return parameters.reduce((next, [name, source]) => {
    const isNew = 'input' in source && source.input === name && !Object.hasOwn(known, name)
    const isThere = fieldsOf(next.definition.inputs).some((field) => field.name === name)
    if (!isNew || isThere) return next
    return putField(next, undefined, { name, property: { type: 'string', title: name }, required: false })
  }, saved)
}

function stepOf({ definition }: FlowContent): SqlStep | undefined {
  const [step] = definition.steps
  return step?.action === 'sql' ? step : undefined
}

function parameterOf(
  name: string,
  sources: Readonly<Record<string, string>>,
  known: SqlParameter | undefined,
): SqlParameter {
  const type = typeOf(sources[`type.${name}`]) ?? known?.type ?? 'STRING'
  const from = sources[`from.${name}`]
  if (from === FROM_TEXT) return { value: sources[`text.${name}`] ?? '', type }
  if (from?.startsWith(FROM_FIELD)) return { input: from.slice(FROM_FIELD.length), type }
  return known ? { ...known, type } : { input: name, type }
}

function typeOf(text: string | undefined): SqlType | undefined {
  return SQL_TYPES.find((type) => type === text)
}
