import type { Resource } from './resource.ts'
import type { App, Mode, User } from './state.ts'

export const TENANT_ID = '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'
export const TENANT_DOMAIN = 'contoso.example'
export const TENANT_NAME = 'Contoso'

export const PORTAL_CLIENT_ID = 'b3e0a9d2-64c7-4f1b-8d25-97ce1f0a6b34'
export const PORTAL_CLIENT_SECRET = 'demo-only-client-secret-of-the-entra-emulator'
/** A connector's own registration: the portal's secret is not good for it. */
export const CONNECTOR_CLIENT_ID = 'e9c2b7d4-1f60-4a83-b5ce-70d8a4f61b92'
export const CONNECTOR_CLIENT_SECRET = 'demo-only-client-secret-of-a-connector'
/** An application that only ever calls as itself: it has no redirect URI. */
export const SERVICE_CLIENT_ID = 'd47a1c86-35ef-4b02-9e6d-8c1f20b7a953'
export const SERVICE_CLIENT_SECRET = 'demo-only-client-secret-of-a-service-principal'
/** A program on a person's machine: a public client, which has no secret and may call the portal's API only. */
export const CLI_CLIENT_ID = '7a1d5f38-90b2-4c6e-8f14-2d3e6b9c0a57'

export const DATABRICKS_ID = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
export const GRAPH_ID = '00000003-0000-0000-c000-000000000000'

export const DEFAULT_MODE: Mode = { refreshTokens: 'lenient', requireAdminConsent: false }

const ROLES = ['Portal.User', 'Portal.Maker', 'Portal.Admin']
const LOOPBACK = ['http://localhost', 'http://127.0.0.1']
const CALLBACK_OF_CONNECTIONS = '/api/connections/callback'
const PORTAL_PATHS = ['/api/auth/callback/azure-ad', CALLBACK_OF_CONNECTIONS, '/', '/sign-in']

export const RESOURCES: Resource[] = [
  {
    id: DATABRICKS_ID,
    displayName: 'AzureDatabricks',
    uris: [],
    tokenVersion: 1,
    scopes: { user_impersonation: 'Use Azure Databricks as you' },
  },
  {
    id: GRAPH_ID,
    displayName: 'Microsoft Graph',
    uris: ['https://graph.microsoft.com'],
    tokenVersion: 1,
    scopes: {
      openid: 'Sign you in',
      profile: 'View your basic profile',
      email: 'View your email address',
      offline_access: 'Maintain access to data you have given it access to',
      'User.Read': 'Sign you in and read your profile',
    },
  },
  {
    id: PORTAL_CLIENT_ID,
    displayName: 'Lakeport',
    uris: [`api://${PORTAL_CLIENT_ID}`],
    tokenVersion: 2,
    scopes: { 'Flows.Run': 'Run Lakeport flows as you' },
  },
]

/** Entra's own groups; a token names them by their object ids alone. */
export const GROUPS = [
  { id: '00000000-0000-4000-a000-000000000001', displayName: 'Finance' },
  { id: '00000000-0000-4000-a000-000000000002', displayName: 'Operations' },
] as const
const [FINANCE, OPERATIONS] = GROUPS

/** Fresh copies: what tests change never reaches the next reset. */
export function seedUsers(): User[] {
  return [
    { ...user(1, 'user', 'Demo User', ['Portal.User']), groups: [FINANCE.id] },
    { ...user(2, 'user2', 'Demo User Two', ['Portal.User']), groups: [OPERATIONS.id] },
    { ...user(3, 'maker', 'Demo Maker', ['Portal.Maker']), groups: [FINANCE.id, OPERATIONS.id] },
    { ...user(4, 'admin', 'Demo Admin', ['Portal.Admin']), directoryAdmin: true },
    user(5, 'outsider', 'Demo Outsider', ['Portal.User']),
    user(6, 'norole', 'Demo No Role', []),
  ]
}

function user(number: number, name: string, displayName: string, roles: string[]): User {
  return { ...newUser(number, `${name}@${TENANT_DOMAIN}`), displayName, roles, assigned: roles.length > 0 }
}

/** A plain user of the portal. */
export function newUser(number: number, upn: string): User {
  return {
    oid: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    upn,
    email: upn,
    displayName: upn,
    roles: ['Portal.User'],
    groups: [],
    assigned: true,
    disabled: false,
    mfaRequired: false,
    directoryAdmin: false,
    grantsRevoked: 0,
  }
}

/** @param redirectUris further ones of the portal's registration */
export function seedApps(redirectUris: string[]): App[] {
  return [
    {
      ...emptyApp(PORTAL_CLIENT_ID, 'Lakeport', 1),
      secrets: [{ value: PORTAL_CLIENT_SECRET, expired: false }],
      redirectUris: [...onLoopback(PORTAL_PATHS), ...redirectUris],
      permissions: [DATABRICKS_ID, GRAPH_ID, PORTAL_CLIENT_ID],
      roles: [...ROLES],
      groupMembershipClaims: 'SecurityGroup',
    },
    {
      ...emptyApp(CONNECTOR_CLIENT_ID, 'Sample connector', 2),
      secrets: [{ value: CONNECTOR_CLIENT_SECRET, expired: false }],
      redirectUris: onLoopback([CALLBACK_OF_CONNECTIONS]),
      permissions: [DATABRICKS_ID, GRAPH_ID],
    },
    {
      ...emptyApp(SERVICE_CLIENT_ID, 'Sample service', 4),
      secrets: [{ value: SERVICE_CLIENT_SECRET, expired: false }],
      permissions: [DATABRICKS_ID],
    },
    {
      ...emptyApp(CLI_CLIENT_ID, 'Lakeport CLI', 3),
      publicClient: true,
      redirectUris: onLoopback(['/']),
      permissions: [PORTAL_CLIENT_ID, GRAPH_ID],
    },
  ]
}

export function emptyApp(clientId: string, displayName: string, number: number): App {
  return {
    clientId,
    displayName,
    servicePrincipalId: `00000000-0000-4000-9000-${String(number).padStart(12, '0')}`,
    publicClient: false,
    multiTenant: false,
    assignmentRequired: false,
    redirectUris: [],
    permissions: [],
    roles: [],
    groupMembershipClaims: 'None',
    assignedGroups: [],
    secrets: [],
    certificates: [],
    federated: [],
  }
}

function onLoopback(paths: string[]): string[] {
  return LOOPBACK.flatMap((host) => paths.map((path) => `${host}${path}`))
}
