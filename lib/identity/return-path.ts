/**
 * Where to go after signing in or out: a path of this portal, or `/`. Anything else (another origin, a scheme, a
 * backslash that browsers read as a slash, an unreadable value) is dropped without a word (AUTH-6).
 */
export function safeReturnPath(value: unknown, origin: string): string {
  if (typeof value !== 'string' || value.length > 2_000 || !URL.canParse(value, origin)) return '/'
  const url = new URL(value, origin)
  if (url.origin !== origin || url.username !== '' || url.pathname.startsWith('//')) return '/'
  if (url.pathname.startsWith('/api/') || url.pathname === '/sign-in' || url.pathname === '/auth-error') return '/'
  return `${url.pathname}${url.search}`
}
