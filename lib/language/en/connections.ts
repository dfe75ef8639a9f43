import type { ConnectProblem } from '@/lib/connections/connect-problem'

/** Why a connection was not made, and what to do. */
const connectProblems: Readonly<Record<ConnectProblem, string>> = {
  declined: 'You did not agree, so nothing was done. Connect again whenever you like.',
  not_assigned:
    'Your organisation lets only assigned people use this application. Ask your administrator to assign you.',
  admin_consent:
    'Your organisation does not let people agree to this by themselves. Ask your administrator to grant consent, then connect again.',
  blocked:
    'Conditional Access asks for something that this device or place does not meet. Try from a work device, or ask your administrator.',
  stronger_sign_in:
    'Your organisation asks for another proof of who you are. Connect again and follow the steps that Microsoft shows.',
  wrong_account: 'The account is unknown in this organisation, or switched off. Connect again with your own account.',
  other_account:
    'Somebody else signed in there than who is signed in here. A connection is yours alone: connect again with your own account.',
  configuration: 'The connector was refused, not you. Your administrator must mend its registration or its secret.',
  no_secret: 'Nobody can connect yet: an administrator has to set the connector’s secret first.',
  unavailable: 'A service did not answer. Nothing was done; connect again in a minute.',
  changed: 'The connector was changed while you were away. Connect again.',
  try_again: 'It took too long, or this page was opened from elsewhere. Nothing was done; connect again.',
}

export const connections = {
  title: 'Connections',
  lead: 'Flows call Azure Databricks as you, over these connections. Nobody else can use yours.',
  list: 'Connections',
  views: 'Whose connections',
  mine: 'My connections',
  everybodys: 'Everybody’s connections',
  everybodysLead: 'Who is connected to what. Nobody, you included, can use the connection of somebody else.',
  connector: 'Connector',
  person: 'Person',
  status: 'Status',
  statuses: {
    connected: 'Connected as {person}',
    expiring: 'Expiring',
    none: 'Not connected yet',
    removed: 'Removed',
    revoked: 'Revoked by an administrator',
    consent: 'Consent required',
    signIn: 'Sign in again',
    connect: 'Connect again',
    error: 'Error',
  },
  expiring: {
    secret: {
      what: 'It works until the connector’s secret ends, on',
      next: 'An administrator has to set the next one. You need not do anything.',
    },
    unused: {
      what: 'It works, but has not been used for long. Microsoft lets it end on',
      next: 'Test it: it lasts another 90 days then.',
    },
  },
  taken: {
    removed: 'Nobody calls as you over it. Connect again whenever you like.',
    revoked: 'Nobody calls as you over it. Ask your administrator why, or connect again.',
  },
  switchAccount: 'Switch account',
  switchAccountOf: (connector: string) => `Switch account of the connection to ${connector}`,
  asPrincipal: (name: string) =>
    `It calls as the service principal ${name}, for everybody: an administrator has set it so.`,
  usedBy: 'Used by',
  flows: (count: number) => (count === 1 ? '1 flow' : `${count} flows`),
  noFlows: 'No flow of yours',
  created: 'Created',
  lastUsed: 'Last used',
  notUsed: 'Not yet',
  actions: 'Actions',
  test: 'Test',
  testOf: (connector: string) => `Test the connection to ${connector}`,
  testing: 'Asking Databricks …',
  worksAsPrincipal: (name: string, ms: number) =>
    `It works. Databricks knows the service principal as ${name}, and said so in ${ms} ms.`,
  works: (userName: string, ms: number) => `It works. Databricks knows you as ${userName}, and said so in ${ms} ms.`,
  worksAsAdmin: 'You are an administrator of the workspace.',
  refused: 'Databricks does not let you ask.',
  askForIt: 'Ask the workspace administrator for access, then test again.',
  tellAdmin: 'Tell your administrator what Databricks said.',
  tookTooLong: 'Test again in a minute. Your runs are not touched by this.',
  fix: 'Fix connection',
  connect: 'Connect',
  connected: 'You are connected.',
  notConnected: (connector: string) => `You are not connected to ${connector}.`,
  notConnectedAtAll: 'You are not connected.',
  code: (number: string) => `Code for your administrator: ${number}.`,
  correlationId: (id: string) => `Correlation id: ${id}.`,
  problems: connectProblems,
  connectTo: (connector: string) => `Connect to ${connector}`,
  delete: 'Delete',
  deleteOf: (connector: string) => `Delete the connection to ${connector}`,
  deleted: 'Your connection is deleted. Nobody calls Databricks as you over it until you connect again.',
  none: 'There is no connector yet. Ask your administrator to make one.',
  noneOfAnybody: 'Nobody has connected yet.',
  anyConnector: 'Any connector',
  filters: 'Filters',
  apply: 'Apply',
  clear: 'Clear filters',
  pages: 'Pages',
  first: 'First page',
  next: 'Next page',

  deleteTitle: (connector: string) => `Delete your connection to ${connector}?`,
  deleteText:
    'The portal then calls Databricks no more as you over this connection, and deletes the tokens it keeps for it. You can connect again at any time.',
  willStop: 'These flows will not run for you until you connect again:',
  nothingStops: 'No flow that you may run uses it.',
  runsUnderWay: (count: number) =>
    count === 1
      ? 'One run is under way. It goes on at Databricks, but nobody watches it here until its person connects again.'
      : `${count} runs are under way. They go on at Databricks, but nobody watches them here until their people connect again.`,
  deleteButton: 'Delete connection',
  cancel: 'Cancel',

  revoke: 'Revoke',
  revokeOf: (person: string, connector: string) => `Revoke the connection of ${person} to ${connector}`,
  revokeAll: (connector: string) => `Revoke all of ${connector}`,
  revokeOneTitle: (person: string, connector: string) => `Revoke the connection of ${person} to ${connector}?`,
  revokeAllTitle: (connector: string) => `Revoke all connections to ${connector}?`,
  revokeText:
    'The portal then calls Databricks no more as that person over this connection. They see that an administrator did it, and may connect again.',
  revokeCount: (count: number) =>
    count === 1 ? 'One connection will be revoked.' : `${count} connections will be revoked.`,
  revokeButton: 'Revoke',
  revoked: (count: number) => (count === 1 ? 'One connection was revoked.' : `${count} connections were revoked.`),
} as const
