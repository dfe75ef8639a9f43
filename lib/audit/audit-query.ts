import { dayOf, type Params, parseCursor, shortText } from '@/lib/runs/run-query'
import { AUDIT_ACTIONS, type AuditAction } from './audit-actions'

export const OUTCOMES = ['done', 'refused', 'failed'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** How the audit log is filtered and paged, as its URL says it. */
export interface AuditQuery {
  /** An account or the beginning of a name; `portal` and `operator` for what no person did. */
  readonly actor: string
  readonly action: AuditAction | ''
  /** A kind and its id as the log has them, a run's number, or an account. */
  readonly target: string
  readonly result: Outcome | ''
  /** The address that it came from. */
  readonly source: string
  /** Days as a person types them, `2026-11-22`. */
  readonly from: string
  readonly to: string
  readonly after: string
  readonly before: string
}

/** Reads a URL's query. What makes no sense is left out, so that a bad link still shows something. */
export function parseAuditQuery(params: Params): AuditQuery {
  const text = (name: string): string => {
    const value = params[name]
    return shortText(typeof value === 'string' ? value : (value?.[0] ?? ''))
  }
  return {
    actor: text('actor'),
    action: actionOf(text('action')),
    target: text('target'),
    result: OUTCOMES.find((outcome) => outcome === text('result')) ?? '',
    source: text('source'),
    from: dayOf(text('from')),
    to: dayOf(text('to')),
    after: parseCursor(text('after')) ? text('after') : '',
    before: parseCursor(text('before')) ? text('before') : '',
  }
}

function actionOf(text: string): AuditAction | '' {
  return isAction(text) ? text : ''
}

function isAction(text: string): text is AuditAction {
  return Object.hasOwn(AUDIT_ACTIONS, text)
}

/** The same query as a URL's, with changes; empty parts are left out. */
export function auditQueryString(query: AuditQuery, change: Partial<AuditQuery> = {}): string {
  const entries = Object.entries({ ...query, ...change }).filter(([, value]) => value !== '')
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`
}

export function isFiltered({ after: _, before: __, ...filters }: AuditQuery): boolean {
  return Object.values(filters).some((value) => value !== '')
}
