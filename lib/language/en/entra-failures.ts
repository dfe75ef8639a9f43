import { type EntraFailure, type Mender, menderOf } from '@/lib/identity/entra-failure'

interface FailureWords {
  readonly means: string
  /** To whoever mends it. */
  readonly remedy: string
}

const texts: Readonly<Record<EntraFailure, FailureWords>> = {
  redirect: {
    means: 'The redirect URI is not registered.',
    remedy: 'Add it to the app registration, platform Web, exactly as the checklist of the connector has it.',
  },
  application: {
    means: 'The tenant has no such application.',
    remedy: 'Compare the client id and the tenant id; perhaps the application was made in another tenant.',
  },
  tenant: { means: 'There is no such tenant.', remedy: 'Compare the tenant id.' },
  audience: {
    means: 'An application of one tenant is used at the address of another, or of all.',
    remedy: 'Set the tenant id of the organisation, not common.',
  },
  resource: {
    means: 'The tenant does not know Azure Databricks.',
    remedy:
      'Open a workspace once with an account of this tenant, or: az ad sp create --id 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d.',
  },
  permission: {
    means: 'The application’s list of permissions lacks Azure Databricks, or does not fit.',
    remedy: 'Add the API permission AzureDatabricks, delegated, user_impersonation.',
  },
  scope: {
    means: 'What is asked for is no permission of one resource.',
    remedy: 'Compare the Resource URL and the scope of the connector.',
  },
  consent: {
    means: 'Nobody has consented.',
    remedy: 'Open the consent link of the checklist, or let people consent themselves.',
  },
  declined: {
    means: 'The person declined.',
    remedy: 'Try again and agree; or an administrator consents for everybody.',
  },
  admin_consent: {
    means: 'Only an administrator may consent; with 90095 a request for it was sent.',
    remedy: 'Open the consent link of the checklist as an administrator.',
  },
  assignment: {
    means: 'The person is not assigned to the application.',
    remedy: 'Enterprise applications, the application, Users and groups: assign them, or a group of theirs.',
  },
  proof: {
    means: 'Another proof of who it is is asked for, or the last one is too old.',
    remedy: 'Sign in again and follow the steps that Microsoft shows.',
  },
  policy: {
    means: 'Conditional Access, or a rule of the tenant, refuses the device, the place or the application.',
    remedy: 'Look at the sign-in in Entra’s own log: it names the policy. From a managed device it may work at once.',
  },
  ended: {
    means: 'The sign-in is over: it was revoked, nobody used it for long, or the password is another one now.',
    remedy: 'Sign in, or connect, again.',
  },
  single_page: {
    means: 'The redirect URI is registered for a single-page application, whose sign-in lasts a day.',
    remedy: 'Register it under the platform Web instead.',
  },
  way_back: {
    means: 'The way back from Microsoft was gone twice, or in another window.',
    remedy: 'Begin again, in one window.',
  },
  assertion: {
    means: 'The token that a program came with is not good, or not any more.',
    remedy: 'Let the program sign in again.',
  },
  on_behalf: {
    means: 'The application may not act on behalf of people.',
    remedy: 'Take an application with delegated permissions that is not restricted so.',
  },
  secret: { means: 'The secret is wrong.', remedy: 'Set the secret’s value, not its id.' },
  secret_expired: { means: 'The secret has expired.', remedy: 'Make a new one and set it.' },
  no_secret: { means: 'There was no secret.', remedy: 'The platform must be Web, and a secret or certificate set.' },
  certificate: {
    means: 'The certificate is not one of the application’s.',
    remedy: 'Upload it to the app registration.',
  },
  switched_off: {
    means: 'The application is switched off in this tenant.',
    remedy: 'Enterprise applications, the application, Properties: let it be enabled.',
  },
  account: {
    means: 'The account is not in this tenant, or may not be used here.',
    remedy: 'Sign in with an account of this organisation; a guest has to be invited first.',
  },
  account_off: { means: 'The account is switched off.', remedy: 'Switch it on, if that was not meant.' },
  too_often: { means: 'Microsoft takes no more requests for now.', remedy: 'Try again in a few minutes.' },
}

const menders: Readonly<Record<Mender, string>> = {
  person: 'You',
  entra: 'The Entra administrator',
  portal: 'An administrator of Lakeport',
  wait: 'Nobody has to',
}

/** What each number of Microsoft Entra ID means, who mends it, and how. */
export const entraFailures = {
  texts,
  menders,
  happened: 'What happened',
  who: 'Who mends it',
  remedy: 'What to do',
  sentence: (failure: EntraFailure) =>
    `${texts[failure].means} ${menders[menderOf(failure)]}: ${texts[failure].remedy}`,
} as const
