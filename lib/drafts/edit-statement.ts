import { type FlowContent, SQL_TYPES, type SqlParameter, type SqlStep, type SqlType } from '@/lib/flows/flow'
import { markersOf } from '@/lib/flows/sql-markers'
import { fieldsOf, putField } from './edit-inputs'
import { readSource } from './sources'
import { replaceStep, stepCalled } from './steps-of-draft'

interface ChosenStatement {
  /** By its name; '' is the only step of a flow, where it has none. */
  readonly step: string
  readonly warehouseId: string
  readonly statement: string
  /** `from.<marker>`, `text.<marker>` and `type.<marker>`, as posted. */
  readonly sources: Readonly<Record<string, string>>
}

/** A statement still to be written. */
export const NO_STATEMENT: SqlStep = { action: 'sql', warehouseId: '', statement: '', parameters: {} }

/** The first draft of a flow that is a statement, for whoever wants to write one. Nobody may press it (AUTHZ-5). */
export function proposeStatement(title: string, contact: string): FlowContent {
  return {
    ...{ title, description: '', category: '', icon: 'table', colour: '#0f6cbd', owner: contact },
    definition: {
      inputs: { type: 'object', properties: {}, additionalProperties: false, 'x-order': [] },
      steps: [NO_STATEMENT],
      audience: { roles: [], people: [] },
      identityMode: 'as_me',
      advice: [],
    },
  }
}

/**
 * Saves a statement and where the values of its markers come from. A marker that is new gets the field of its name, and a field
 * of its name where there is none, so that the form writes itself.
 * @throws PortalError not_found
 */
export function putStatement(
  content: FlowContent,
  { step, warehouseId, statement, sources }: ChosenStatement,
): FlowContent {
  const markers = markersOf(statement)
  const before = stepCalled(content, step)
  const known = before.action === 'sql' ? before.parameters : {}
  const parameters = markers.map((name) => [name, parameterOf(name, sources, known[name])] as const)
  const written = { action: 'sql', warehouseId, statement, parameters: Object.fromEntries(parameters) } as const
  const saved = replaceStep(content, step, (settings) => ({ ...settings, ...written }))
  return parameters.reduce((next, [name, source]) => {
    const isNew = 'input' in source && source.input === name && !Object.hasOwn(known, name)
    const isThere = fieldsOf(next.definition.inputs).some((field) => field.name === name)
    if (!isNew || isThere) return next
    return putField(next, undefined, { name, property: { type: 'string', title: name }, required: false })
  }, saved)
}

function parameterOf(
  name: string,
  sources: Readonly<Record<string, string>>,
  known: SqlParameter | undefined,
): SqlParameter {
  const type = typeOf(sources[`type.${name}`]) ?? known?.type ?? 'STRING'
  const source = readSource(sources[`from.${name}`] ?? '', sources[`text.${name}`] ?? '')
  if (source) return { ...source, type }
  return known ? { ...known, type } : { input: name, type }
}

function typeOf(text: string | undefined): SqlType | undefined {
  return SQL_TYPES.find((type) => type === text)
}
