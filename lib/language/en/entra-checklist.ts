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
  means: 'What it means',
  remedy: 'What to do',
  numbers: [
    { number: 'AADSTS50011', means: 'The redirect URI is not registered.', remedy: 'Add it exactly as above.' },
    {
      number: 'AADSTS700016',
      means: 'The tenant has no such application.',
      remedy: 'Compare the client id and the tenant id; perhaps it was made in another tenant.',
    },
    { number: 'AADSTS90002', means: 'There is no such tenant.', remedy: 'Compare the tenant id.' },
    {
      number: 'AADSTS50194',
      means: 'An application of one tenant is used at the address for all.',
      remedy: 'Set the tenant id of the portal, not common.',
    },
    {
      number: 'AADSTS500011',
      means: 'The tenant does not know Azure Databricks.',
      remedy:
        'Open a workspace once with an account of this tenant, or: az ad sp create --id 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d.',
    },
    {
      number: 'AADSTS650057',
      means: 'The application’s list of permissions lacks Azure Databricks.',
      remedy: 'Add the API permission.',
    },
    {
      number: 'AADSTS65005',
      means: 'The application’s list of permissions does not fit.',
      remedy: 'Add the API permission.',
    },
    {
      number: 'AADSTS65001',
      means: 'Nobody has consented.',
      remedy: 'Open the consent link, or let people consent themselves.',
    },
    {
      number: 'AADSTS65004',
      means: 'The person declined.',
      remedy: 'They try again and agree; or consent for everybody.',
    },
    {
      number: 'AADSTS90094',
      means: 'Only an administrator may consent.',
      remedy: 'Open the consent link as an administrator. AADSTS90095 means that a request for it was sent.',
    },
    {
      number: 'AADSTS50105',
      means: 'The person is not assigned to the application.',
      remedy: 'Give them, or a group of theirs, one of the app roles.',
    },
    {
      number: 'AADSTS50076',
      means: 'Another proof of who they are is asked for (also 50074, 50078, 50079).',
      remedy: 'They sign in again and follow the steps.',
    },
    {
      number: 'AADSTS53003',
      means: 'Conditional Access refuses (also 53000, 53001, 53002, 530032).',
      remedy: 'Look at the sign-in in Entra’s own log: it names the policy.',
    },
    {
      number: 'AADSTS50173',
      means: 'Somebody has revoked the sign-in (also 70043, 700082, 70008: it ran out).',
      remedy: 'The person signs in again.',
    },
    { number: 'AADSTS7000215', means: 'The secret is wrong.', remedy: 'Set the secret’s value, not its id.' },
    { number: 'AADSTS7000222', means: 'The secret has expired.', remedy: 'Make a new one and set it.' },
    {
      number: 'AADSTS7000218',
      means: 'There was no secret.',
      remedy: 'The platform must be Web, and a secret or certificate set.',
    },
    {
      number: 'AADSTS7000112',
      means: 'The application is switched off in this tenant.',
      remedy: 'Enterprise applications, the application, Properties: let it be enabled.',
    },
    { number: 'AADSTS700027', means: 'The certificate is not one of the application’s.', remedy: 'Upload it there.' },
    {
      number: 'AADSTS50020',
      means: 'The account belongs to another tenant.',
      remedy: 'Sign in with an account of this tenant, or invite the guest.',
    },
    {
      number: 'AADSTS700084',
      means: 'The address is registered for a single-page application.',
      remedy: 'Register it under the platform Web.',
    },
  ],
} as const
