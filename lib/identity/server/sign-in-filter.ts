import 'server-only'
import { type SignInQuery, soughtIn } from '@/lib/identity/sign-in-query'
import { nextDay, startOfDay } from '@/lib/language/zoned-day'
import { parseCursor } from '@/lib/runs/run-query'
import { query } from '@/lib/store/current'
import { selectPeopleLike } from '@/lib/store/people'
import { selectRunOfNumber } from '@/lib/store/runs'
import type { SignInFilter } from '@/lib/store/sign-in-lists'

/** More people than these are not told apart by what was typed: it has to be more of their name. */
const MOST_PEOPLE = 20

/** Whose rows, in which time zone its days are. */
interface Whose {
  /** Only this person's; `undefined` for everybody's. */
  readonly personId: string | undefined
  readonly timeZone: string
}

/** What a URL asks for, in the words of the store; `undefined` when it names what there is not: then nothing fits. */
export async function filterOf(
  asked: SignInQuery,
  { personId, timeZone }: Whose,
): Promise<Omit<SignInFilter, 'limit'> | undefined> {
  const sought = soughtIn(asked.q)
  const names = await namesOf([asked.user, sought?.kind === 'name' ? sought.name : ''])
  const run = asked.run ? await query((db) => selectRunOfNumber(db, Number(asked.run))) : undefined
  if (names?.length === 0 || (asked.run && !run)) return undefined
  return {
    ...{ personId, names, runId: run?.id },
    kind: asked.kind || undefined,
    isSuccess: asked.result ? asked.result === 'success' : undefined,
    resourceId: asked.resource || undefined,
    correlationId: asked.correlation || undefined,
    sought: sought?.kind === 'name' ? undefined : sought,
    from: asked.from ? new Date(startOfDay(asked.from, timeZone)) : undefined,
    to: asked.to ? new Date(startOfDay(nextDay(asked.to), timeZone)) : undefined,
    after: parseCursor(asked.after),
    before: parseCursor(asked.before),
  }
}

/** Accounts that all of the texts mean; `undefined` when none was typed. */
async function namesOf(typed: readonly string[]): Promise<readonly string[] | undefined> {
  const texts = typed.filter((text) => text !== '')
  const meant = await Promise.all(texts.map(accountsOf))
  const [first, ...others] = meant
  return first?.filter((name) => others.every((names) => names.includes(name)))
}

/** Whoever was never let in is in no list of people, but their account stands in the log as it was. */
async function accountsOf(typed: string): Promise<readonly string[]> {
  const account = typed.toLowerCase()
  const people = await query((db) => selectPeopleLike(db, typed, MOST_PEOPLE))
  const found = people.map((person) => person.account)
  return found.length === 0 || found.includes(account) ? [account] : found
}
