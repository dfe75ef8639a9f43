import 'server-only'
import { createSecretKey, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { type Parsed, parsed, refused } from '@/lib/result'

const KEY_BYTES = 32
const ENTRY = /^([A-Za-z0-9][A-Za-z0-9_-]{0,31}):(.*)$/

/** The keys for secrets at rest: the first one writes, all read. A KeyObject shows its bytes to no log. */
export interface KeyRing {
  readonly writingKeyId: string
  readonly keys: ReadonlyMap<string, KeyObject>
}

/**
 * The key ring of `LAKEPORT_KEY_RING`: the path of a file, or the list itself. Nothing of the value is in the issues,
 * because a key pasted without its id would look like a path.
 */
export function readKeyRing(setting: string): Parsed<KeyRing> {
  if (!existsSync(setting)) {
    return setting.includes(':') ? parseKeyRing(setting) : wrong('is neither a file that exists nor a list of id:key')
  }
  try {
    return parseKeyRing(readFileSync(setting, 'utf8'))
  } catch (error) {
    return wrong(`names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
}

/** Entries `id:base64(32 bytes)`, separated by commas or line ends; lines with # are comments. */
export function parseKeyRing(text: string): Parsed<KeyRing> {
  const entries = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const keys = new Map<string, KeyObject>()
  for (const [index, entry] of entries.entries()) {
    const problem = addEntry(keys, entry)
    if (problem !== undefined) return wrong(`entry ${index + 1} ${problem}`)
  }
  const writingKeyId = keys.keys().next().value
  return writingKeyId === undefined ? wrong('holds no key') : parsed({ writingKeyId, keys })
}

/** Adds one entry, or says what is wrong with it without quoting what may be a key. */
function addEntry(keys: Map<string, KeyObject>, entry: string): string | undefined {
  const [, id, encoded] = ENTRY.exec(entry) ?? []
  if (id === undefined || encoded === undefined) {
    return 'is not id:key, with an id of up to 32 letters, digits, - and _'
  }
  if (keys.has(id)) return `repeats the id "${id}"`
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.toString('base64') !== encoded) return `("${id}") is not base64`
  if (bytes.length !== KEY_BYTES) return `("${id}") has ${bytes.length} bytes instead of ${KEY_BYTES}`
  const key = createSecretKey(bytes)
  const twin = [...keys].find(([, other]) => other.equals(key))
  if (twin) return `("${id}") holds the same key as "${twin[0]}"`
  keys.set(id, key)
  return undefined
}

function wrong(what: string): Parsed<KeyRing> {
  return refused([{ field: 'LAKEPORT_KEY_RING', message: `LAKEPORT_KEY_RING ${what}.` }])
}
