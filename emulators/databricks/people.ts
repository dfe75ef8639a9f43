export const TENANT_ID = '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'
export const WORKSPACE_ID = '1234567890123456'
/** The Azure Databricks application: the audience of every token that a workspace takes. */
export const DATABRICKS_RESOURCE_ID = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
/** The account that the workspace belongs to. */
export const ACCOUNT_ID = '0d4b7c52-9f3e-4a16-8b60-5c2e7a913f48'
/** The service principal that some jobs run as. */
export const PRICING_APPLICATION_ID = '5b0c9f64-8e21-4c3d-9a77-d1f0e2b6a385'

/** The one that a connector may call as: the Entra emulator has its registration. */
export const SERVICE_APPLICATION_ID = 'd47a1c86-35ef-4b02-9e6d-8c1f20b7a953'

/** A user or a service principal of the workspace. Whoever is not here is refused, however good the token. */
export interface Member {
  scimId: string
  /** E-mail; a service principal's application id. */
  userName: string
  displayName: string
  oid?: string
  applicationId?: string
  isAdmin: boolean
  /** Looks after the account, with all its workspaces. */
  isAccountAdmin?: boolean
  personalToken?: string
}

function person(number: number, name: string, displayName: string, isAdmin = false): Member {
  return {
    scimId: `400500250163204${number}`,
    userName: `${name}@contoso.example`,
    displayName,
    oid: `00000000-0000-4000-8000-00000000000${number}`,
    isAdmin,
    personalToken: `dapi-demo-${name}`,
  }
}

/** Who is a member from the beginning. */
export const SEED_MEMBERS: readonly Member[] = [
  person(1, 'user', 'Demo User'),
  person(2, 'user2', 'Demo User Two'),
  person(3, 'maker', 'Demo Maker'),
  { ...person(4, 'admin', 'Demo Admin', true), isAccountAdmin: true },
  {
    scimId: '4005002501632090',
    userName: PRICING_APPLICATION_ID,
    displayName: 'Pricing service',
    applicationId: PRICING_APPLICATION_ID,
    isAdmin: false,
  },
  {
    scimId: '4005002501632091',
    userName: SERVICE_APPLICATION_ID,
    displayName: 'Sample service',
    applicationId: SERVICE_APPLICATION_ID,
    isAdmin: false,
  },
]

/** Another one, from a control call: `userName` and `oid`, both texts. @throws TypeError */
export function newMember(
  number: number,
  { userName, oid, displayName = userName }: Record<string, unknown>,
): Member {
  if (typeof userName !== 'string' || typeof oid !== 'string' || typeof displayName !== 'string') {
    throw new TypeError('userName and oid are texts, and so is displayName')
  }
  return { scimId: `40050025016${String(number).padStart(5, '0')}`, userName, displayName, oid, isAdmin: false }
}
