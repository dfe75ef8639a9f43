/**
 * The sign-in page for a person who is signed in here but whose tokens have ended, and back to `path`. `claims` is what
 * Entra wants proved, in its own words.
 */
export function signInAgainHref(userName: string, path: string, claims?: string): string {
  const params = { again: '1', login_hint: userName, callbackUrl: path, ...(claims && { claims }) }
  return `/sign-in?${new URLSearchParams(params)}`
}
