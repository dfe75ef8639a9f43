import 'server-only'
import { createHmac, randomBytes } from 'node:crypto'

/** Longer texts are cut before anything looks at them. */
const LONGEST = 4_000
const SHORTEST_SECRET = 8

/** What is secret by its shape, whoever wrote it where. Each runs over a text once. */
const SHAPES: readonly RegExp[] = [
  // JSON web tokens and their encrypted kind.
  /\beyJ[\w-]{8,}(?:\.[\w-]*){0,4}/g,
  /(?<=\b(?:Bearer|Basic) )[\w.~+/=-]{8,}/gi,
  // Databricks' personal tokens and OAuth secrets.
  /\b(?:dapi|dose|dkea)[\w-]{8,}/g,
  // user:password@ of an address.
  /(?<=:\/\/)[^\s/@]+(?=@)/g,
  /(?<=[?&](?:code|state|session_state)=)[^\s&"'#]+/g,
  /(?<=(?:secret|password|assertion|verifier|_token|session-token|api[-_]?key)["']?[=:] ?["']?)[^\s"'&,;{}]{4,}/gi,
]
/** Keys, hashes and opaque tokens: long, and of mixed letters and digits; a UUID and a path's folder are not. */
const LONG_RUN = /[\w-]{40,}/g

interface Shared {
  lakeportHidden?: { readonly key: Buffer; secrets: readonly string[]; opened: readonly string[] }
}

function hidden() {
  const shared = globalThis as Shared
  shared.lakeportHidden ??= { key: randomBytes(32), secrets: [], opened: [] }
  return shared.lakeportHidden
}

/** From now on these are taken out of every text, as they are and as an address writes them. */
export function hideSecrets(secrets: readonly string[]): void {
  const long = secrets.filter(({ length }) => length >= SHORTEST_SECRET)
  hidden().secrets = [...new Set(long.flatMap((secret) => [secret, encodeURIComponent(secret)]))]
}

/** As many as the connectors of a portal have, and more: what is older is forgotten. */
const MOST_OPENED = 200

/** A secret that was opened while the process runs; each line of it by itself. */
export function hideOpened(secret: string): void {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= SHORTEST_SECRET && !line.startsWith('-----'))
  const all = new Set([...hidden().opened, ...lines.flatMap((line) => [line, encodeURIComponent(line)])])
  hidden().opened = [...all].slice(-MOST_OPENED)
}

/**
 * The text without secrets (AUD-5). In the place of each stands the beginning of a keyed hash, so that two can be told
 * apart in the log of one process, and nothing else can be learned of them.
 */
export function redact(text: string): string {
  let shown = text.slice(0, LONGEST)
  for (const secret of [...hidden().secrets, ...hidden().opened]) shown = shown.replaceAll(secret, mark)
  for (const shape of SHAPES) shown = shown.replaceAll(shape, mark)
  return shown.replaceAll(LONG_RUN, (run) => (isMixed(run) ? mark(run) : run))
}

function isMixed(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run)
}

function mark(secret: string): string {
  return `[hidden ${createHmac('sha256', hidden().key).update(secret).digest('hex').slice(0, 8)}]`
}
