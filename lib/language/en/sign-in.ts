import type { SignInProblem } from '@/lib/identity/sign-in-problem'

interface ProblemWords {
  readonly title: string
  readonly text: string
}

const problems: Readonly<Record<SignInProblem, ProblemWords>> = {
  no_role: {
    title: 'Your account may not use Lakeport yet',
    text: 'You signed in, but nobody has given your account a role here. Ask your administrator for the role User in the enterprise application Lakeport, then sign in again.',
  },
  other_tenant: {
    title: 'That account belongs to another organisation',
    text: 'Lakeport accepts accounts of its own organisation only. Sign in again with your work account.',
  },
  declined: {
    title: 'You did not agree, so nothing was done',
    text: 'Lakeport starts jobs in your name and needs your consent for that. You are not signed in. Try again whenever you like.',
  },
  not_assigned: {
    title: 'Your account is not assigned to Lakeport',
    text: 'Your organisation lets only assigned people use Lakeport. Ask your administrator to assign you, then sign in again.',
  },
  admin_consent: {
    title: 'An administrator must agree first',
    text: 'Your organisation does not let people agree to this by themselves. Ask your administrator to grant consent to Lakeport, then sign in again.',
  },
  blocked: {
    title: "Your organisation's rules did not let you in",
    text: 'Conditional Access asks for something this device or place does not meet. Try from a work device, or ask your administrator; the code below helps them.',
  },
  stronger_sign_in: {
    title: 'A stronger sign-in is needed',
    text: 'Your organisation asks for a second proof of who you are. Sign in again and follow the steps Microsoft shows.',
  },
  wrong_account: {
    title: 'This account cannot be used here',
    text: 'The account is unknown in this organisation, or switched off. Sign in again with another account.',
  },
  configuration: {
    title: 'Lakeport is not set up right',
    text: 'Microsoft refused the portal, not you. Your administrator must mend the app registration; the code below tells what is wrong.',
  },
  unavailable: {
    title: 'Signing in does not work right now',
    text: 'Lakeport could not finish your sign-in because a service did not answer. You are not signed in. Try again in a minute.',
  },
  rights_unchecked: {
    title: 'What you may do here cannot be checked right now',
    text: 'Lakeport asks Microsoft at least once an hour what you may do, and Microsoft does not answer. Nothing was started, and your runs go on. Try again in a minute.',
  },
  try_again: {
    title: 'That sign-in did not finish',
    text: 'It took too long, or another tab started a sign-in of its own. You are not signed in. Try again.',
  },
  unsolicited: {
    title: 'Nothing was being signed in to',
    text: 'This page was opened from outside, and belongs to no sign-in of this browser. Nothing was done.',
  },
}

export const signIn = {
  title: 'Sign in',
  headline: 'Lakeport',
  lead: 'Sign in to run flows on Azure Databricks',
  button: 'Sign in with Microsoft',
  account: 'Use the account of your organisation.',
  help: 'Help',
  signedOut: 'You are signed out.',
  stillFollowed: 'Your runs go on, and are followed to their end; what that takes is deleted then.',
  again: 'Microsoft asks you to sign in again. Your runs go on meanwhile.',
  errorTitle: 'Sign-in problem',
  tryAgain: 'Try again',
  otherAccount: 'Use another account',
  home: 'Go to Home',
  code: 'Code',
  correlationId: 'Correlation id',
  asked: 'What was asked of you',
  permissions: [
    { name: 'Sign you in and read your profile', why: 'so that Lakeport knows who you are.' },
    { name: 'Use Azure Databricks as you', why: 'so that your jobs run with your own rights and under your name.' },
    { name: 'Keep that access', why: 'so that a run is followed to its end when you have closed the page.' },
  ],
  problems,
} as const
