import type { Json } from './json'

/** JSON as real files have it, or where it goes wrong. `isForgiven`: commas at an end or comments were left out. */
export type LenientJson =
  | { readonly value: Json; readonly isForgiven: boolean }
  | { readonly line: number; readonly column: number }

/** A byte order mark in front says nothing; what else is no JSON is refused, and never guessed. Source: power-platform.md 1.10. */
export function parseLenient(text: string): LenientJson {
  const plain = text.replace(/^\uFEFF/, '')
  const strict = read(plain)
  if ('value' in strict) return { ...strict, isForgiven: false }
  const forgiven = read(withoutExtras(plain))
  return 'value' in forgiven ? { ...forgiven, isForgiven: true } : placeOf(plain, strict.at)
}

function read(text: string): { readonly value: Json } | { readonly at: number } {
  try {
    return { value: JSON.parse(text) as Json }
  } catch (thrown) {
    const [, at] = /position (\d+)/.exec(thrown instanceof Error ? thrown.message : '') ?? []
    return { at: at === undefined ? text.length : Number(at) }
  }
}

function placeOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const lines = text.slice(0, at).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

/** One pass, each pattern linear: texts are passed over, so that what looks like a comment in one stays. */
function withoutExtras(text: string): string {
  const TOKEN = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
  const plain = text.replaceAll(TOKEN, (found) => (found.startsWith('"') ? found : ''))
  const PIECE = /"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g
  return plain.replaceAll(PIECE, (found) => (found === ',' ? '' : found))
}
