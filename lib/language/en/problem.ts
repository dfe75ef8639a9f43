export const problem = {
  notFoundTitle: 'Nothing here for you',
  notFoundText: 'The address may be wrong, or what it names belongs to somebody else.',
  notPermittedTitle: 'Your role does not include this page',
  notPermittedText: 'Ask your administrator for access if you need it.',
  notPermittedRole: (role: string) =>
    `It needs the role ${role}. Ask your administrator for it if you need the page.`,
  brokenTitle: 'Something went wrong',
  brokenText: 'The page could not be made. If you had just pressed a button, look at My runs before you press again.',
  reference: (digest: string) => `Reference ${digest}: your administrator finds it in the log.`,
  signInBeside: 'Sign in in another tab, then press the button here once more. What you typed is still here.',
  tryAgain: 'Try again',
  outdatedTitle: 'This page is outdated',
  outdatedText: 'The portal was updated since you opened it. Nothing was started. Reload the page, then do it again.',
  reload: 'Reload the page',
  home: 'Go to Home',
  myRuns: 'Go to My runs',
} as const
