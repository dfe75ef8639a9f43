import 'server-only'
import type { AuditQuery } from '@/lib/audit/audit-query'
import { nextDay, startOfDay } from '@/lib/language/zoned-day'
import { parseCursor } from '@/lib/runs/run-query'
import type { AuditActorFilter, AuditFilter } from '@/lib/store/audit-lists'
import { query } from '@/lib/store/current'
import { selectPeopleLike } from '@/lib/store/people'
import { selectRunOfNumber } from '@/lib/store/runs'

const MOST_PEOPLE = 20
const ROLES: readonly string[] = ['portal', 'operator']

/** What a URL asks for, in the words of the store; `undefined` when it names what there is not: then nothing fits. */
export async function auditFilterOf(
  asked: AuditQuery,
  timeZone: string,
): Promise<Omit<AuditFilter, 'limit'> | undefined> {
  const target = asked.target ? await targetOf(asked.target) : undefined
  if (asked.target && !target) return undefined
  return {
    target,
    actor: asked.actor ? await actorOf(asked.actor) : undefined,
    action: asked.action || undefined,
    outcome: asked.result || undefined,
    address: asked.source || undefined,
    from: asked.from ? new Date(startOfDay(asked.from, timeZone)) : undefined,
    to: asked.to ? new Date(startOfDay(nextDay(asked.to), timeZone)) : undefined,
    after: parseCursor(asked.after),
    before: parseCursor(asked.before),
  }
}

async function actorOf(typed: string): Promise<AuditActorFilter> {
  const account = typed.toLowerCase()
  if (ROLES.includes(account)) return { role: account }
  const people = await query((db) => selectPeopleLike(db, typed, MOST_PEOPLE))
  if (people.length === 0) return { account }
  const [first] = people
  return { personIds: first?.account === account ? [first.id] : people.map(({ id }) => id) }
}

/** A run by its number, somebody by their account, and anything by what the log calls it. */
async function targetOf(typed: string): Promise<string | undefined> {
  if (/^[1-9]\d{0,9}$/.test(typed)) {
    const run = await query((db) => selectRunOfNumber(db, Number(typed)))
    return run && `run:${run.id}`
  }
  if (!typed.includes('@')) return typed
  const [person] = await query((db) => selectPeopleLike(db, typed, 1))
  return person?.account === typed.toLowerCase() ? `person:${person.id}` : undefined
}
