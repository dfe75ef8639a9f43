export const problem = {
  notFoundTitle: 'Nothing here for you',
  notFoundText: 'The address may be wrong, or what it names belongs to somebody else.',
  notPermittedTitle: 'Your role does not include this page',
  notPermittedText: 'Ask your administrator for the role Admin if you need it.',
  brokenTitle: 'Something went wrong',
  brokenText: 'The page could not be made. If you had just pressed a button, look at My runs before you press again.',
  reference: (digest: string) => `Reference ${digest}: your administrator finds it in the log.`,
  tryAgain: 'Try again',
  home: 'Go to Home',
  myRuns: 'Go to My runs',
} as const
