import { dayOf, type Params, parseCursor, shortText } from '@/lib/runs/run-query'

/** What a row of the sign-in log tells of; `cache`: a token that was kept, taken for a run. */
export const SIGN_IN_KINDS = ['sign-in', 'code', 'refresh', 'on_behalf_of', 'client_credentials', 'cache'] as const
export type SignInKind = (typeof SIGN_IN_KINDS)[number]

/** How the sign-in log is filtered and paged, as its URL says it. */
export interface SignInQuery {
  /** An account, or the beginning of a name. */
  readonly user: string
  readonly kind: SignInKind | ''
  readonly result: 'success' | 'failure' | ''
  /** The resource that a token is for, by its id. */
  readonly resource: string
  readonly correlation: string
  /** A run's number, as people say it. */
  readonly run: string
  /** Days as a person types them, `2026-11-22`. */
  readonly from: string
  readonly to: string
  /** An id of any kind, an error code, or a name. */
  readonly q: string
  readonly after: string
  readonly before: string
}

/** Reads a URL's query. What makes no sense is left out, so that a bad link still shows something. */
export function parseSignInQuery(params: Params): SignInQuery {
  const text = (name: string): string => {
    const value = params[name]
    return shortText(typeof value === 'string' ? value : (value?.[0] ?? ''))
  }
  return {
    user: text('user'),
    kind: SIGN_IN_KINDS.find((kind) => kind === text('kind')) ?? '',
    result: (['success', 'failure'] as const).find((result) => result === text('result')) ?? '',
    resource: text('resource'),
    correlation: text('correlation'),
    run: /^[1-9]\d{0,9}$/.test(text('run')) ? text('run') : '',
    from: dayOf(text('from')),
    to: dayOf(text('to')),
    q: text('q'),
    after: parseCursor(text('after')) ? text('after') : '',
    before: parseCursor(text('before')) ? text('before') : '',
  }
}

/** The same query as a URL's, with changes; empty parts are left out. */
export function signInQueryString(query: SignInQuery, change: Partial<SignInQuery> = {}): string {
  const entries = Object.entries({ ...query, ...change }).filter(([, value]) => value !== '')
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`
}

export function isFiltered({ after: _, before: __, ...filters }: SignInQuery): boolean {
  return Object.values(filters).some((value) => value !== '')
}

/** What somebody looks for in one box. */
export type Sought =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'name'; readonly name: string }

/** An id in the spelling of Entra, `AADSTS50105` or its number, and everything else is somebody's name. */
export function soughtIn(text: string): Sought | undefined {
  if (text === '') return undefined
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return { kind: 'id', id: text.toLowerCase() }
  const [, code] = /^(?:AADSTS)?(\d{4,8})$/i.exec(text) ?? []
  return code ? { kind: 'error', code } : { kind: 'name', name: text }
}
