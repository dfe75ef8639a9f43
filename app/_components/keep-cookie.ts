const A_YEAR_S = 31_536_000

/** Keeps a choice about looks in a cookie that the server reads when it draws the next page. `value` needs no escaping. */
export function keepCookie(name: 'theme' | 'tz', value: string): void {
  const secure = location.protocol === 'https:' ? '; secure' : ''
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is absent from plain-http pages and older browsers
  document.cookie = `${name}=${value}; path=/; max-age=${A_YEAR_S}; samesite=lax${secure}`
}
