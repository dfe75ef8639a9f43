/** Longer ones would keep everybody else waiting while they are read (IO-7). */
const MOST_CHARACTERS = 8_000_000
const NAME = '__DATABRICKS_NOTEBOOK_MODEL'
/** The scripts of the page ask for the name before one of them gives it a value. */
const MOST_MENTIONS = 20

/**
 * The notebook inside a page of runs/export: Databricks gives its name to a JSON value, in base64 over percent-encoding, or in older
 * pages as it is. undefined where there is none, or where it cannot be read.
 */
export function modelOfPage(html: string): unknown {
  const start = startOfValue(html)
  if (start === undefined) return undefined
  try {
    return parse(textAt(html, start))
  } catch {
    return undefined // a page from outside holds anything: the page itself is still there to be saved
  }
}

function startOfValue(html: string): number | undefined {
  let at = html.indexOf(NAME)
  for (let mentions = 0; at >= 0 && mentions < MOST_MENTIONS; mentions += 1) {
    const after = at + NAME.length
    const [assigned] = /^\s{0,9}=\s{0,9}(?=['"{])/.exec(html.slice(after, after + 20)) ?? []
    if (assigned) return after + assigned.length
    at = html.indexOf(NAME, after)
  }
  return undefined
}

function textAt(html: string, start: number): string {
  const quote = html.charAt(start)
  if (quote === '{') return html.slice(start, endOfObject(html, start))
  const end = html.indexOf(quote, start + 1)
  if (end < 0 || end - start > MOST_CHARACTERS) throw new RangeError('No end, or too far away')
  const written = html.slice(start + 1, end)
  const decoded = utf8(atob(written.includes('%') ? decodeURIComponent(written) : written))
  return decoded.startsWith('{') ? decoded : decodeURIComponent(decoded)
}

/** The place behind the brace that closes the object; those inside its strings count for nothing. */
function endOfObject(html: string, start: number): number {
  let depth = 0
  let inString = false
  const last = Math.min(html.length, start + MOST_CHARACTERS)
  for (let at = start; at < last; at += 1) {
    const sign = html[at]
    if (inString && sign === '\\') at += 1
    else if (sign === '"') inString = !inString
    else if (!inString && sign === '{') depth += 1
    else if (!inString && sign === '}') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  throw new RangeError('No end, or too far away')
}

/** `atob` answers bytes, a character each. */
function utf8(bytes: string): string {
  const codes = new Uint8Array(bytes.length)
  for (let at = 0; at < bytes.length; at += 1) codes[at] = bytes.charCodeAt(at)
  return new TextDecoder().decode(codes)
}

/** JavaScript would round a long id (IO-6): it stays as it is written. Only such models need the longer way. */
function parse(text: string): unknown {
  return /\d{16}/.test(text) ? JSON.parse(text, exactly as typeof asItIs) : JSON.parse(text)
}

function asItIs(_key: string, value: unknown): unknown {
  return value
}

function exactly(_key: string, value: unknown, { source = '' }: { readonly source?: string }): unknown {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value
}
