/** What a list of runs may show beside the flow, in the order of its columns. */
export const COLUMNS = [
  ...(['run', 'status', 'startedBy', 'runsAs', 'started', 'duration', 'trigger', 'workspace'] as const),
  'databricksRun',
] as const

type NamedColumn = (typeof COLUMNS)[number]
export type RunColumn = 'flow' | NamedColumn | `input:${string}`

/** So many inputs at once, or a table is none any more. */
const MOST_INPUTS = 6
const INPUT = /^(?:input:)?([\p{L}_][\p{L}\p{N}_.-]{0,99})$/u

/** Columns as an address or a form names them, in one spelling: those that there are, then inputs by their names. */
export function columnsIn(given: readonly string[]): string {
  const names = given.flatMap((text) => text.slice(0, 1_000).split(',')).map((name) => name.trim())
  const inputs = names.flatMap((name) => (isNamed(name) ? [] : (INPUT.exec(name)?.[1] ?? [])))
  const chosen = [...new Set(inputs)].slice(0, MOST_INPUTS).map((name) => `input:${name}`)
  return [...COLUMNS.filter((name) => names.includes(name)), ...chosen].join(',')
}

function isNamed(name: string): boolean {
  return COLUMNS.some((known) => known === name)
}

/** Of a spelling of `columnsIn`, behind the flow; where there is none, `usual`. */
export function chosenColumns(spelling: string, usual: readonly RunColumn[]): readonly RunColumn[] {
  return spelling === '' ? usual : ['flow', ...(spelling.split(',') as RunColumn[])]
}

/** The inputs among them, by name. */
export function inputsAmong(columns: readonly RunColumn[]): readonly string[] {
  return columns.flatMap((column) => (column.startsWith('input:') ? [column.slice('input:'.length)] : []))
}

const STORED_APART: ReadonlySet<string> = new Set<RunColumn>(['trigger', 'workspace', 'databricksRun'])

/** Whether more has to be read of each run than every list shows. */
export function asksMore(columns: readonly RunColumn[]): boolean {
  return columns.some((column) => STORED_APART.has(column) || column.startsWith('input:'))
}
