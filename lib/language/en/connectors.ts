import { connectorIssues } from './connector-issues'
import { definitionWords } from './definition-words'
import { findings } from './findings'
import { importWords } from './import-words'
import { policyWords } from './policy-words'
import { securityWords } from './security-words'
import { testWords } from './test-words'

/** The pages on which connectors are made. */
export const connectors = {
  title: 'Connectors',
  lead: 'What flows call: a workspace, how it is proved who calls, and the actions that it has.',
  list: 'Connectors',
  name: 'Name',
  host: 'Host',
  authentication: 'Authentication',
  actions: 'Actions',
  connections: 'Connections',
  version: 'Version',
  modified: 'Modified',
  lastTest: 'Last test',
  never: 'Never',
  fromSettings: 'settings',
  newConnector: 'New connector',
  newLead: 'It gets a name first. Nobody can use it until you say who may, in the step Security.',
  goOn: 'Next',
  create: 'Create connector',
  update: 'Update connector',
  saved: 'Saved as version {version}.',
  unchanged: 'Nothing was changed.',
  summary: 'Nothing was saved. Please check:',
  notSaved: 'Nothing was saved.',
  meanwhile: (by: string) => `${by} saved this connector while you were typing.`,
  meanwhileNext:
    'What you typed is still here. Look at the connector in another tab; to put your text in its place, save again.',
  somebody: 'Somebody else',
  choose: 'Choose',
  steps: 'Steps',
  general: 'General',
  security: 'Security',
  definition: 'Definition',
  test: 'Test',
  back: 'Back',
  description: 'Description',
  descriptionHelp: 'What it is for, in a sentence: whoever makes a flow chooses by it.',
  colour: 'Icon colour',
  colourHelp: 'As #rrggbb.',
  scheme: 'Scheme',
  schemes: { https: 'HTTPS', http: 'HTTP, for an emulator on this machine' },
  hostHelp: 'The workspace’s address, like adb-1234567890123456.7.azuredatabricks.net.',
  hostOfSettings: 'It comes from the setting DATABRICKS_HOST and is not changed here.',
  basePath: 'Base URL',
  basePathHelp: 'What stands before the path of each action; / for nothing.',
  startFrom: 'Actions',
  starts: { ready: 'The ready actions of Databricks', blank: 'None yet: I describe them myself' },
  facts: 'About this connector',
  usedBy: 'Used by',
  noFlows: 'No flow uses it.',
  updatedBy: 'Saved by',
  checklist: 'Checklist for Entra',
  deleteTitle: 'Delete this connector',
  deleteText: (connections: number) =>
    connections === 0
      ? 'Nobody has a connection to it.'
      : connections === 1
        ? 'One person’s connection to it is deleted too.'
        : `The connections of ${connections} people to it are deleted too.`,
  deleteButton: 'Delete connector',
  deleteAgree: 'Yes, delete it for good',
  deleteKept: 'It was not deleted.',
  deleted: 'The connector was deleted.',
  resource: 'Resource URL',
  resourceHelp:
    'Whose tokens are asked for. 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d is Azure Databricks in every tenant.',
  scope: 'Scope',
  redirectUrl: 'Redirect URL',
  identityProvider: 'Identity provider',
  entra: 'Microsoft Entra ID, through the portal’s own app registration',
  clientId: 'Client id',
  tenantId: 'Tenant id',
  access: 'Who may use it',
  accessHelp: 'A higher role includes the lower. With no role, no person and no group it is nobody.',
  people: 'People',
  peopleHelp: 'One a line: the user name of somebody who has signed in here, or an object id of Entra ID.',
  inEntra: 'In Microsoft Entra ID',
  inEntraLead:
    'What the app registration must have. Whoever looks after it finds the exact values on a page to hand on.',
  inEntraSteps: {
    redirect: 'Redirect URI of the portal added',
    permission: 'Permission user_impersonation of Azure Databricks added',
    consent: 'Consent given',
    credential: 'Secret or certificate valid',
  },
  states: { works: 'works', notSeen: 'not seen yet' },
  issues: connectorIssues,
  ...definitionWords,
  ...testWords,
  ...securityWords,
  ...policyWords,
  ...importWords,
  findings,
  /** What is wrong, with which action or place it is about, and the name that says which. */
  finding: (text: string, where: string, what: string | undefined) =>
    what === undefined || what === '' ? `${where}: ${text}` : `${where}: ${text} (${what})`,
} as const
