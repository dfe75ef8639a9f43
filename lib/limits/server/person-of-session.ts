import 'server-only'
import { hash } from 'node:crypto'

const MOST_REMEMBERED = 10_000

interface Shared {
  lakeportPersonOfSession?: Map<string, string>
}

function known(): Map<string, string> {
  const slot = globalThis as Shared
  slot.lakeportPersonOfSession ??= new Map()
  return slot.lakeportPersonOfSession
}

/**
 * Remembers whose session cookie this is, so that their next requests are counted before anything is looked up for them.
 * It opens nothing: a cookie that is dead by now is only counted.
 */
export function rememberPerson(cookie: string | undefined, personId: string): void {
  if (cookie === undefined) return
  const people = known()
  if (people.size >= MOST_REMEMBERED) people.clear()
  people.set(hash('sha256', cookie), personId)
}

/** Who sent this cookie the last time; `undefined` for a new one, which is looked up first. */
export function personOfCookie(cookie: string | undefined): string | undefined {
  return cookie === undefined ? undefined : known().get(hash('sha256', cookie))
}
