/** Some lines of a long text, each with its number from 1. */
export interface LogLines {
  readonly lines: readonly { readonly number: number; readonly text: string }[]
  /** Of the whole text. */
  readonly total: number
  /** Lines that hold what is looked for; undefined where nothing is. */
  readonly found: number | undefined
}

export const LINES_A_PAGE = 2_000
const LONGEST_LINE = 10_000

interface Asked {
  /** Only lines that hold it, in either case. */
  readonly find: string
  /** The number of the last line to show; that of the text's last one where nothing is said. */
  readonly until: number | undefined
}

/**
 * The last lines of a text, or the last ones before another line, or the last ones that hold something. The text is walked through
 * once and only the lines that are shown are made: 50 MB take well under a second (`npm run bench -- --part=results`).
 */
export function linesOfLog(text: string, { find, until }: Asked): LogLines {
  const total = countLines(text)
  const wanted = find.toLowerCase()
  const lastShown = Math.min(until ?? total, total)
  if (wanted === '') return { lines: linesBefore(text, total, lastShown), total, found: undefined }
  return { ...linesWith(text, wanted, lastShown), total }
}

function countLines(text: string): number {
  let count = text === '' || text.endsWith('\n') ? 0 : 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/** Backwards from the end, as far as is shown. */
function linesBefore(text: string, total: number, last: number): LogLines['lines'] {
  const lines: { number: number; text: string }[] = []
  let end = text.endsWith('\n') ? text.length - 1 : text.length
  for (let number = total; number > 0 && lines.length < LINES_A_PAGE; number -= 1) {
    const start = end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1
    if (number <= last) lines.push({ number, text: text.slice(start, Math.min(end, start + LONGEST_LINE)) })
    end = start - 1
  }
  return lines.reverse()
}

function linesWith(text: string, wanted: string, last: number): Pick<LogLines, 'lines' | 'found'> {
  const lower = text.toLowerCase()
  // Some letters change their length with their case, and every place after them with it.
  const searched = lower.length === text.length ? lower : text
  const hits: { number: number; start: number }[] = []
  let found = 0
  let number = 1
  let start = 0
  for (let hit = searched.indexOf(wanted); hit !== -1; hit = searched.indexOf(wanted, start)) {
    for (let end = text.indexOf('\n', start); end !== -1 && end < hit; end = text.indexOf('\n', start)) {
      number += 1
      start = end + 1
    }
    found += 1
    if (number <= last) hits.push({ number, start })
    const end = text.indexOf('\n', hit)
    if (end === -1) break
    number += 1
    start = end + 1
  }
  return {
    lines: hits.slice(-LINES_A_PAGE).map((hit) => ({ number: hit.number, text: lineAt(text, hit.start) })),
    found,
  }
}

function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start)
  return text.slice(start, Math.min(end === -1 ? text.length : end, start + LONGEST_LINE))
}
