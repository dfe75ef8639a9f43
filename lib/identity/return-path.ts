/** It travels in a cookie, which all share of a few thousand bytes. */
const LONGEST = 1_000
/** No pages, or pages that would only lead round in a circle. */
const NOT_TO_RETURN_TO = /^\/(api|_next|sign-in|auth-error)(\/|$)/

/**
 * Where to go after signing in or out: a path of this portal, or `/`. Anything else (another origin, a scheme, a
 * backslash that browsers read as a slash, an unreadable value) is dropped without a word (AUTH-6).
 */
export function safeReturnPath(value: unknown, origin: string): string {
  const url = typeof value === 'string' ? URL.parse(value, origin) : null
  // `blob:` addresses carry the origin of the page that made them: so the beginning is compared, scheme and all.
  if (!url?.href.startsWith(`${origin}/`) || url.href.length > origin.length + LONGEST) return '/'
  if (url.pathname.startsWith('//') || NOT_TO_RETURN_TO.test(url.pathname) || !isReadable(url.pathname)) return '/'
  return `${url.pathname}${url.search}`
}

/** No page has an address whose percent signs make no text, or a text with NUL; Next answers 500 to some of them. */
function isReadable(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes('\0')
  } catch {
    return false
  }
}
