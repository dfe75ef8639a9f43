/** Why the console of the Databricks account did not do what was asked. */
const accountProblems = {
  noConsole:
    'The address of this workspace does not say where its account is looked after. The operator can: with DATABRICKS_ACCOUNT_HOST.',
  hostRefused: 'The host of the account may not be called, or your sign-in is for another tenant.',
  notAdmin:
    'Databricks says that you are no admin of this account. Check the account id, or ask an account admin for it.',
  notLetIn: 'The account does not let you in. Ask an account admin to add you.',
  notOffered: 'This account does not offer it.',
  refused: (why: string) => `Databricks refused${why ? `: ${why}` : ''}.`,
  noAnswer: 'The account does not answer; try again in a minute.',
  notKnown:
    'The answer of Databricks was lost, so it is not known whether the app was made. Try again: what is there by then is told first, and no second one is made unasked.',
} as const

/** The step Security of a connector: registrations of its own, and their secrets. */
export const securityWords = {
  authentications: {
    portal: 'Entra ID, the portal’s registration',
    entra: 'Entra ID, a registration of its own',
    databricks: 'Databricks OAuth of the workspace',
    service_principal: 'Service principal, for everybody',
  },
  kindTabs: 'Authentication',
  kindLeads: {
    portal: 'Nobody has to connect: the sign-in to the portal is all that it takes.',
    entra:
      'People connect once, through an app registration that is this connector’s alone. Add the redirect URL there, in the platform Web, before anybody connects.',
    databricks:
      'People connect once, and sign in at the workspace itself, through a custom app of the Databricks account. Add the redirect URL there before anybody connects.',
    service_principal:
      'Nobody calls as themselves: everybody who may use this connector calls Databricks as one service principal, with its rights and not with their own. The button, each run, the lists and the logs say so. Choose it only where people have no account in the workspace.',
  },
  kindNotSaved: 'This is not saved yet. Until it is, the connector works as before.',
  kindForgets:
    'Another client id, tenant or host, or another kind, forgets the secret and everybody’s tokens: people connect again.',
  registration: 'The registration, and who may use it',
  entraOwn: 'Microsoft Entra ID, through an app registration of this connector',
  databricksOwn: 'The Databricks workspace, through a custom app',
  principalOwn: 'Microsoft Entra ID, client credentials of a service principal',
  principalName: 'Name of the service principal',
  principalNameHelp: 'As people are to read it: “Started by the service principal … for …”.',
  principalTenantHelp: 'The tenant of the workspace.',
  everybody: 'Yes, everybody who may use this connector calls as this service principal',
  accountProblems,
  accountId: 'Account id',
  accountIdHelp:
    'Of the Databricks account: the account console shows it beside your name, and the workspace at /.well-known/databricks-config.',
  nothingMade: 'Nothing was made.',
  makeApp: 'Have the app made',
  makeAppLead:
    'If you are an admin of the Databricks account, the portal makes the custom app there with your own sign-in, with the redirect URL above, and keeps its id and its secret with this connector.',
  makeAppName: 'Name of the app',
  makeAppScopes: 'What it may be asked for',
  makeAppConfidential: 'With a secret',
  makeAppTake: 'Use the app that is there',
  makeAppButton: 'Make the app',
  appMade: 'The app was made: whoever may use this connector can connect through it.',
  appTaken: 'The connector uses the app that was there.',
  appTakenSecret: 'Set its secret below: nobody can connect before that.',
  appSecret: 'Client secret',
  appSecretOnce: 'The secret is shown this once. The connector keeps it sealed; you need not write it down for that.',
  publishedApps: 'Apps of partners',
  publishedAppsLead:
    'Apps that partners publish, such as tools for charts, sign in by themselves once the account has enrolled them. No connector is needed for that.',
  publishedAppsRead: 'Read which ones are enrolled',
  publishedAppsNone: 'The account has enrolled none.',
  publishedAppsNotOffered:
    'So the portal cannot tell which ones are enrolled. An account admin sees them in the account console, Settings, App connections.',
  appIdHelp: 'Of the custom app, as the account console shows it.',
  scopes: 'Scopes',
  scopesHelp:
    'With blanks between them. all-apis starts jobs; offline_access keeps a connection longer than an hour.',
  tenantHelp: 'The same as the portal’s: people of another tenant would be other people.',
  clientIdHelp: 'The application (client) id of the registration.',
  scopeHelp: 'user_impersonation asks for that one permission; .default for all that the registration lists.',

  secrets: 'Secret or certificate',
  secretsLead:
    'What is set here is sealed and never shown again, to nobody. Two work at once, so that one can be replaced without a pause.',
  noSecret: 'There is none yet: nobody can connect.',
  noSecretOfPrincipal: 'There is none yet: nobody can run anything through this connector.',
  noSecretOfApp: 'There is none: the app is taken for a public one, which has no secret.',
  turns: { current: 'Current', next: 'Next' },
  secretKinds: { secret: 'Client secret', certificate: 'Certificate' },
  secretSet: 'Set on',
  secretSetBy: (name: string) => `by ${name}`,
  secretExpires: 'Expires',
  secretExpiresUnsaid: 'nobody said',
  thumbprint: 'Thumbprint (SHA-256)',
  takeNext: 'Use the next one from now on',
  removeSecret: (turn: string) => `Remove the ${turn.toLowerCase()} one`,
  secretFailed: 'Nothing was changed.',
  setSecret: 'Set a secret',
  setNextSecret: 'Set the next secret',
  setSecretButton: 'Set',
  newSecret: 'Client secret',
  newSecretHelp: 'Its value, not its id.',
  newSecretExpires: 'Expires on',
  newSecretExpiresHelp: 'As Entra shows it: admins are told in time. A certificate says it itself.',
  newCertificate: 'Or a certificate with its private key',
  newCertificateHelp: 'PEM: both blocks, the key without a password.',
  secretChanges: {
    current: 'The secret was set.',
    next: 'The next secret was set: both work.',
    promoted: 'The next secret is the current one now.',
    removed: 'The secret was removed.',
  },
} as const
