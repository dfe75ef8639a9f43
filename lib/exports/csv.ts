/** What a cell may hold: nothing, a text, or a number, of which `digits` keeps every one that it came with. */
export type CsvValue = string | number | boolean | null | undefined | { readonly digits: string }

/** A spreadsheet takes what begins so for a formula (IO-11). */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/**
 * One cell by RFC 4180: everything in quotes but nothing at all. A number stays one; a text that a spreadsheet would take for
 * a formula gets an apostrophe in front.
 */
function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') return quoted(value.digits)
  return quoted(typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value))
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

/** A row with its end. */
export function csvLine(cells: readonly CsvValue[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}
