import { type InputKind, type InputProperty, type InputSchema, isFixed, kindOf, orderedInputs } from './input-schema'
import { markersOf } from './sql-markers'

/** Where the choices of a field come from when its maker does not list them: read as whoever opens the form. */
export type ChoiceSource =
  /** The jobs that the person may see: the job gets the id, people read the name. */
  | { readonly from: 'jobs' }
  /** A statement on a warehouse: its first column is what the job gets, its second, if any, what people read. */
  | { readonly from: 'sql'; readonly warehouse: string; readonly statement: string }

export const MOST_STATEMENT = 4_000

/** Each is a call to the workspace whenever somebody opens the form. */
export const MOST_READ_FIELDS = 10

const WAREHOUSE = /^[0-9a-f]{16}$/

/** What may hide a semicolon that means nothing there, and one that ends the statement. */
const ENDS = /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\/|(;)/g

/** The types of Databricks SQL that values of a field have. A field of another kind cannot be given to a statement. */
const SQL_TYPES: Partial<Record<InputKind, string>> = {
  text: 'STRING',
  'long-text': 'STRING',
  choice: 'STRING',
  number: 'DOUBLE',
  'yes-no': 'BOOLEAN',
  date: 'DATE',
  'date-time': 'TIMESTAMP',
}

/** `undefined` for a secret, for JSON and for several choices: no statement gets those. */
export function sqlTypeOf(property: InputProperty): string | undefined {
  return property.type === 'integer' ? 'BIGINT' : SQL_TYPES[kindOf(property)]
}

export type SourceProblem = 'warehouse' | 'statement' | 'marker'

/**
 * Why choices can never be read from there. A statement begins with SELECT: it runs with the rights of whoever opens the
 * form, before they have pressed anything, so it may read and nothing else.
 */
export function sourceProblem(schema: InputSchema, name: string): SourceProblem | undefined {
  const source = schema.properties[name]?.['x-options']
  if (source?.from !== 'sql') return undefined
  if (!WAREHOUSE.test(source.warehouse)) return 'warehouse'
  if (!isOneSelect(source.statement)) return 'statement'
  const fields = orderedInputs(schema)
  const earlier = new Map(
    fields.slice(
      0,
      fields.findIndex(([known]) => known === name),
    ),
  )
  const isGiven = (marker: string) => {
    const property = earlier.get(marker)
    return property !== undefined && sqlTypeOf(property) !== undefined
  }
  return markersOf(source.statement).every(isGiven) ? undefined : 'marker'
}

/** How many fields of a form have choices that are read. */
export function countRead({ properties }: InputSchema): number {
  return Object.values(properties).filter((property) => property['x-options'] && !isFixed(property)).length
}

function isOneSelect(statement: string): boolean {
  if (statement.length > MOST_STATEMENT || !/^\s*select\b/i.test(statement)) return false
  return [...statement.matchAll(ENDS)].every(([, end]) => end === undefined)
}
