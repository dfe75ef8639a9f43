/** The step Security of a connector: registrations of its own, and their secrets. */
export const securityWords = {
  authentications: {
    portal: 'Entra ID, the portal’s registration',
    entra: 'Entra ID, a registration of its own',
    databricks: 'Databricks OAuth of the workspace',
  },
  kindTabs: 'Authentication',
  kindLeads: {
    portal: 'Nobody has to connect: the sign-in to the portal is all that it takes.',
    entra:
      'People connect once, through an app registration that is this connector’s alone. Add the redirect URL there, in the platform Web, before anybody connects.',
    databricks:
      'People connect once, and sign in at the workspace itself, through a custom app of the Databricks account. Add the redirect URL there before anybody connects.',
  },
  kindNotSaved: 'This is not saved yet. Until it is, the connector works as before.',
  kindForgets:
    'Another client id, tenant or host, or another kind, forgets the secret and everybody’s tokens: people connect again.',
  registration: 'The registration, and who may use it',
  entraOwn: 'Microsoft Entra ID, through an app registration of this connector',
  databricksOwn: 'The Databricks workspace, through a custom app',
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
