/** The sign-in page for a person who is signed in here but whose tokens have ended, and back to `path`. */
export function signInAgainHref(userName: string, path: string): string {
  return `/sign-in?${new URLSearchParams({ again: '1', login_hint: userName, callbackUrl: path })}`
}
