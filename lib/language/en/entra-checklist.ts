const REDIRECT = {
  title: 'Redirect URI',
  text: 'App registrations, the application, Authentication, platform Web: add exactly this address. Upper and lower case count.',
} as const
const PERMISSION = {
  title: 'API permission',
  text: 'API permissions, Add a permission, APIs my organization uses, AzureDatabricks, delegated: user_impersonation.',
} as const
const CONSENT = {
  title: 'Consent',
  text: 'Where people may not consent themselves, open the link for everybody as an administrator, and agree.',
} as const
const SECRET = {
  title: 'Secret or certificate',
  text: 'Certificates & secrets. Two work at once, so that one can be replaced without a pause.',
} as const

/** The page to hand to whoever looks after Entra ID. */
export const entraChecklist = {
  title: 'Checklist for the Entra administrator',
  lead: (name: string) =>
    `What Lakeport’s app registration needs for the connector ${name}. Print this page, or copy from it.`,
  leadOwn: (name: string) =>
    `What the app registration of the connector ${name} needs. It is the connector’s own, not that of Lakeport.`,
  leadPrincipal: (name: string) =>
    `What the app registration needs that the connector ${name} calls as. Everybody who may use the connector calls as this one service principal.`,
  values: 'The values',
  application: 'Application (client) id',
  tenant: 'Directory (tenant) id',
  redirectUri: 'Redirect URI, platform Web',
  signedOutUri: 'Where people go after signing out',
  resource: 'Resource',
  permission: 'Delegated permission',
  scope: 'Scope that is asked for',
  consentLink: 'Consent for everybody',
  steps: 'Step by step',
  stepTexts: [
    REDIRECT,
    PERMISSION,
    CONSENT,
    {
      title: 'App roles',
      text: 'Make the three roles, then assign people or groups in Enterprise applications. Without a role nobody gets in; a higher one includes the lower.',
    },
    {
      title: 'Groups, if flows are to be shared with them',
      text: 'Token configuration, Add groups claim, Groups assigned to the application, ID: Group ID. Assign these groups in Enterprise applications. With Security groups, who is in more than 200 gets none of them.',
    },
    SECRET,
  ],
  stepTextsOwn: [REDIRECT, PERMISSION, CONSENT, SECRET],
  stepTextsPrincipal: [
    {
      title: 'App registration',
      text: 'Take one that serves for nothing else. It needs no redirect URI, no API permission and no consent: nobody signs in with it.',
    },
    SECRET,
    {
      title: 'In the Databricks workspace',
      text: 'Settings, Identity and access, Service principals, Add: managed by Microsoft Entra ID, with the application id above. Who is not there is refused, however good the token.',
    },
    {
      title: 'Its rights',
      text: 'Give it Can Manage Run on the jobs that the flows start, Can Use on the warehouses, and no more: everybody who may use the connector has these rights through it.',
    },
  ],
  roles: 'App roles',
  roleTexts: {
    'Portal.User': 'May run the flows that are shared with them.',
    'Portal.Maker': 'Also makes flows.',
    'Portal.Admin': 'Also makes connectors, and sees all runs and the logs.',
  },
  commands: 'The same as commands',
  commandsHelp:
    'For the Azure CLI, signed in as somebody who may change the application. The first and the fourth put their lists in the place of those that are there: add what else the application needs. The fifth is for sharing with groups.',
  commandsHelpOwn:
    'For the Azure CLI, signed in as somebody who may change the application. The first puts its list in the place of the one that is there: add what else the application needs.',
  commandsHelpPrincipal:
    'For the Azure CLI, signed in as somebody who may change the application, and for the Databricks CLI, signed in to the workspace as its administrator.',
  rolesFile: 'The file roles.json',
  failures: 'When it does not work',
  failure: 'Number',
  menders: {
    person: 'The person',
    entra: 'You, in Entra ID',
    portal: 'An administrator of Lakeport',
    wait: 'Nobody has to',
  },
} as const
