/** What a cell was before it was written: without the apostrophe that keeps a spreadsheet from taking it for a formula (IO-11). */
const GUARDED = /^'(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])/

/**
 * The rows of a CSV as the portal writes it: every cell in quotes, a cell without them is nothing at all. Reads each
 * character once, whatever the text is.
 */
export function csvRows(text: string): readonly (readonly (string | null)[])[] {
  const rows: (string | null)[][] = []
  let row: (string | null)[] = []
  let at = 0
  while (at < text.length) {
    const { cell, end } = text[at] === '"' ? quotedCell(text, at) : bareCell(text, at)
    row.push(cell)
    at = end
    if (text[at] === ',') {
      at += 1
      if (at === text.length) row.push(null)
      continue
    }
    while (text[at] === '\r' || text[at] === '\n') at += 1
    rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push(row)
  return rows
}

function quotedCell(text: string, start: number): { cell: string; end: number } {
  let end = start + 1
  for (;;) {
    end = text.indexOf('"', end)
    if (end === -1) return { cell: written(text.slice(start + 1)), end: text.length }
    if (text[end + 1] !== '"') return { cell: written(text.slice(start + 1, end)), end: end + 1 }
    end += 2
  }
}

function bareCell(text: string, start: number): { cell: string | null; end: number } {
  let end = start
  while (end < text.length && text[end] !== ',' && text[end] !== '\r' && text[end] !== '\n') end += 1
  return { cell: end === start ? null : text.slice(start, end), end }
}

function written(cell: string): string {
  return cell.replaceAll('""', '"').replace(GUARDED, '')
}
