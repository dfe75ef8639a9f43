import type { Trigger } from '@/lib/flows/audience'
import { CAUSES, type Cause } from './failure'
import { columnsIn } from './run-columns'
import { durationOf } from './run-length'
import type { RunStatus } from './run-status'

/** How a history is filtered and paged, as the page's URL says it: texts in one spelling each, '' where there is none. */
export interface RunQuery {
  readonly flow: string
  /** One or several, with commas between them, in the order of `STATUSES`. */
  readonly status: string
  readonly trigger: Trigger | ''
  /** Why it failed. */
  readonly cause: Cause | ''
  /** A connector's slug. */
  readonly workspace: string
  /** Parts of the name or the account of who started it. */
  readonly person: string
  /** Days as a person types them, `2026-11-22`. */
  readonly from: string
  readonly to: string
  /** Lengths as `run-length.ts` spells them: `90s`, `2h`. */
  readonly atLeast: string
  readonly atMost: string
  /** Words of an input's value; with `name=` before them, of that input's. */
  readonly input: string
  /** Words of what went wrong. */
  readonly error: string
  readonly q: string
  /** What the list shows, as `run-columns.ts` spells it; '' for the usual. */
  readonly columns: string
  readonly after: string
  readonly before: string
}

export const STATUSES: readonly RunStatus[] = [
  'Waiting',
  'Queued',
  'Running',
  'Succeeded',
  'Succeeded with failures',
  'Failed',
  'Cancelled',
  'Timed out',
  'Skipped',
  'Unknown',
]

export const TRIGGERS: readonly Trigger[] = ['button', 'schedule', 'test']

export type Params = Readonly<Record<string, string | readonly string[] | undefined>>

const MOST_CHARACTERS = 200
const SLUG = /^[a-z0-9-]{1,100}$/

/** Reads a URL's query. What makes no sense is left out, so that a bad link still shows runs. */
export function parseRunQuery(params: Params): RunQuery {
  const all = (name: string) => [params[name] ?? []].flat()
  const text = (name: string): string => shortText(all(name)[0] ?? '')
  const slug = (name: string) => (SLUG.test(text(name)) ? text(name) : '')
  return {
    flow: slug('flow'),
    status: knownStatuses(all('status')),
    trigger: TRIGGERS.find((trigger) => trigger === text('trigger')) ?? '',
    cause: CAUSES.find((cause) => cause === text('cause')) ?? '',
    workspace: slug('workspace'),
    person: text('person'),
    from: dayOf(text('from')),
    to: dayOf(text('to')),
    atLeast: durationOf(text('atLeast')),
    atMost: durationOf(text('atMost')),
    input: text('input'),
    error: text('error'),
    q: text('q'),
    columns: columnsIn(all('columns')),
    after: parseCursor(text('after')) ? text('after') : '',
    before: parseCursor(text('before')) ? text('before') : '',
  }
}

/** A database keeps neither a NUL nor half a character. Read again, it is the same. */
export function shortText(text: string): string {
  return text.replaceAll('\0', '').trim().slice(0, MOST_CHARACTERS).toWellFormed().trimEnd()
}

function knownStatuses(given: readonly string[]): string {
  const named = new Set(given.flatMap((text) => text.split(',', STATUSES.length)))
  return STATUSES.filter((status) => named.has(status)).join(',')
}

export function statusesOf({ status }: Pick<RunQuery, 'status'>): readonly RunStatus[] {
  const named = new Set(status.split(','))
  return STATUSES.filter((known) => named.has(known))
}

/** A day that exists, in a year that a run may be of: a database knows no year 10000, the day after 9999-12-31. */
export function dayOf(text: string): string {
  const at = /^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? text : ''
}

/** The same query as a URL's, with changes; empty parts are left out. */
export function runQueryString(query: RunQuery, change: Partial<RunQuery> = {}): string {
  const entries = Object.entries({ ...query, ...change }).filter(([, value]) => value !== '')
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`
}

export function isFiltered({ after: _after, before: _before, columns: _columns, ...filters }: RunQuery): boolean {
  return Object.values(filters).some((value) => value !== '')
}

/** What may be kept of a filter: typed texts may hold names, so of them only that they were there. */
export function filterFacts({
  after: _after,
  before: _before,
  columns: _columns,
  ...filters
}: RunQuery): Record<string, string | true> {
  const typed: ReadonlySet<string> = new Set(['q', 'person', 'input', 'error'])
  const asked = Object.entries(filters).filter(([, value]) => value !== '')
  return Object.fromEntries(asked.map(([name, value]) => [name, typed.has(name) || value]))
}

/** Words to look for: letters and digits, at most eight. */
export function wordsOf(q: string): string[] {
  return q
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, 8)
}

/** `region=EMEA` asks for one input by its name, anything else for the words in any of them. */
export function inputOf(asked: string) {
  const [, name, value = asked] = /^([\p{L}_][\p{L}\p{N}_.-]{0,99})\s*=(.*)$/u.exec(asked) ?? []
  return { name, text: value.trim(), words: wordsOf(value) }
}

/** A row's place, opaque to the outside: `<epoch ms in base 36>.<id>`. */
export function cursorText({ createdAt, id }: { readonly createdAt: number; readonly id: string }): string {
  return `${createdAt.toString(36)}.${id}`
}

/** Times up to the year 5188, so that every cursor is one that a database can be asked for. */
const CURSOR = /^([0-9a-z]{1,9})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

export function parseCursor(text: string): { readonly createdAt: Date; readonly id: string } | undefined {
  const [, time, id] = CURSOR.exec(text) ?? []
  return id && time ? { createdAt: new Date(Number.parseInt(time, 36)), id } : undefined
}
