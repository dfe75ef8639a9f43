/** A value of a JSON text with those inside it. `name` is its key or its place; undefined for the whole. */
export interface JsonNode {
  readonly name: string | undefined
  /** For an object or a list: how many are in it. Otherwise the value as JSON writes it. */
  readonly kind: 'object' | 'list' | 'value'
  readonly text: string
  readonly size: number
  readonly inner: readonly JsonNode[]
  /** Of those inside, so many are not shown. */
  readonly left: number
}

const MOST_NODES = 3_000
const MOST_DEEP = 40
const MOST_TEXT = 1_000

/** The tree of a JSON object or list, as much of it as a page carries; undefined for every other text. */
export function jsonTree(text: string): JsonNode | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return nodeOf(undefined, parse(text), { left: MOST_NODES }, 0)
  } catch {
    return undefined // a result is any text, so that is no error
  }
}

/** A look at each value takes several times as long, and only long numbers need it. */
function parse(text: string): unknown {
  return /\d{16}/.test(text) ? JSON.parse(text, exactly as typeof asItIs) : JSON.parse(text)
}

function nodeOf(name: string | undefined, value: unknown, room: { left: number }, depth: number): JsonNode {
  room.left -= 1
  if (typeof value !== 'object' || value === null) {
    const text = typeof value === 'bigint' ? String(value) : JSON.stringify(value)
    return { name, kind: 'value', text: cut(text), size: 0, inner: [], left: 0 }
  }
  const entries = Object.entries(value)
  const inner: JsonNode[] = []
  for (const [key, one] of entries) {
    if (room.left <= 0 || depth >= MOST_DEEP) break
    inner.push(nodeOf(key, one, room, depth + 1))
  }
  const kind = Array.isArray(value) ? 'list' : 'object'
  return { name, kind, text: '', size: entries.length, inner, left: entries.length - inner.length }
}

function cut(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text
}

function asItIs(_key: string, value: unknown): unknown {
  return value
}

/** JavaScript would round a long id. */
function exactly(_key: string, value: unknown, { source = '' }: { readonly source?: string }): unknown {
  return typeof value === 'number' &&
    Number.isInteger(value) &&
    !Number.isSafeInteger(value) &&
    /^-?\d+$/.test(source)
    ? BigInt(source)
    : value
}
