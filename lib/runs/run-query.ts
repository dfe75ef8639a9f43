import type { RunStatus } from './run-status'

/** How a history is filtered and paged, as the page's URL says it. */
export interface RunQuery {
  readonly flow: string
  readonly status: RunStatus | ''
  /** Days as a person types them, `2026-11-22`. */
  readonly from: string
  readonly to: string
  readonly q: string
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

type Params = Readonly<Record<string, string | readonly string[] | undefined>>

/** Reads a URL's query. What makes no sense is left out, so that a bad link still shows runs. */
export function parseRunQuery(params: Params): RunQuery {
  const text = (name: string): string => {
    const value = params[name]
    return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim().slice(0, 200)
  }
  return {
    flow: /^[a-z0-9-]{1,100}$/.test(text('flow')) ? text('flow') : '',
    status: STATUSES.find((status) => status === text('status')) ?? '',
    from: dayOf(text('from')),
    to: dayOf(text('to')),
    q: text('q'),
    after: parseCursor(text('after')) ? text('after') : '',
    before: parseCursor(text('before')) ? text('before') : '',
  }
}

/** A day that exists, in a year that a run may be of: a database knows no year 10000, the day after 9999-12-31. */
function dayOf(text: string): string {
  const at = /^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? text : ''
}

/** The same query as a URL's, with changes; empty parts are left out. */
export function runQueryString(query: RunQuery, change: Partial<RunQuery> = {}): string {
  const entries = Object.entries({ ...query, ...change }).filter(([, value]) => value !== '')
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`
}

export function isFiltered({ flow, status, from, to, q }: RunQuery): boolean {
  return [flow, status, from, to, q].some((value) => value !== '')
}

/** Words to look for: letters and digits, at most eight. */
export function wordsOf(q: string): string[] {
  return q
    .normalize('NFC')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, 8)
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
