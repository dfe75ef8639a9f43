const LOOPBACK_PORT = /^(https?:\/\/(?:localhost|127\.0\.0\.1)):\d{1,5}(?=[/?#]|$)/

/** Exact and case-sensitive, but that a loopback URI may come with any port. */
export function isRegistered(redirectUri: string, registered: string[]): boolean {
  const asked = comparable(redirectUri)
  return registered.some((uri) => comparable(uri) === asked)
}

/** Without the loopback port; a bare origin is the same as its root path. */
function comparable(uri: string): string {
  const portless = uri.replace(LOOPBACK_PORT, '$1')
  return /^https?:\/\/[^/?#]+$/.test(portless) ? `${portless}/` : portless
}
