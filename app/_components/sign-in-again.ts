interface Problem {
  readonly code: string
  readonly facts: Readonly<Record<string, string>>
}

/**
 * The sign-in page for a person who is signed in here but whose tokens have ended, and back to `path`. What is wrong says
 * what goes along: what Entra wants proved, in its own words, or that it is to ask for consent again.
 */
export function signInAgainHref(userName: string, path: string, problem?: Problem): string {
  const params = {
    again: '1',
    login_hint: userName,
    callbackUrl: path,
    ...(problem?.facts.claims && { claims: problem.facts.claims }),
    ...(problem?.code === 'consent_needed' && { prompt: 'consent' }),
  }
  return `/sign-in?${new URLSearchParams(params)}`
}

/** Where a person mends a connection that only they can mend: one through an own registration where it is listed. */
export function mendLink(
  problem: Problem,
  { userName, back }: { readonly userName: string; readonly back: string },
  labels: { readonly signInAgain: string; readonly connections: string },
): { readonly label: string; readonly href: string } {
  if (problem.code === 'connection_removed' || problem.facts.own)
    return { label: labels.connections, href: '/connections' }
  return { label: labels.signInAgain, href: signInAgainHref(userName, back, problem) }
}
