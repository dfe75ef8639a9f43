/** What a person's token may be asked to do at the resource: the one permission, or all that the registration lists. */
export const ENTRA_SCOPES = ['user_impersonation', '.default'] as const

export type EntraScope = (typeof ENTRA_SCOPES)[number]

/** A connection signs its person in through an app registration that is the connector's own. */
export interface EntraSecurity {
  readonly kind: 'entra'
  readonly tenantId: string
  readonly clientId: string
  readonly scope: EntraScope
}

/** What a custom app of a Databricks account may be let ask for. */
export const DATABRICKS_OAUTH_SCOPES = ['all-apis', 'sql', 'offline_access', 'openid', 'profile', 'email'] as const

/** A connection signs its person in at the workspace itself, through a custom app: with a secret, or a public one. */
export interface DatabricksSecurity {
  readonly kind: 'databricks'
  readonly clientId: string
  /** With blanks between them. */
  readonly scopes: string
  /** The Databricks account that the app is of, where somebody has said it. */
  readonly accountId?: string
}

/**
 * Nobody's own: whoever may use the connector calls as this service principal, by client credentials of Entra ID. An Admin
 * chooses it for a connector, in so many words; nothing ever falls back to it.
 */
export interface PrincipalSecurity extends Principal {
  readonly kind: 'service_principal'
  /** Of the workspace: it need not be the one that people sign in with. */
  readonly tenantId: string
}

/** A service principal, as people and Databricks call it. */
export interface Principal {
  /** Its application id. */
  readonly clientId: string
  readonly name: string
}

/** How a connection proves who calls. `portal`: Entra ID, through the portal's own app registration. Never a secret. */
export type Security = { readonly kind: 'portal' } | OwnSecurity | PrincipalSecurity

/** Of the connector's own: people connect. */
export type OwnSecurity = EntraSecurity | DatabricksSecurity

export type SecurityKind = Security['kind']

/** Whether a person has to connect, beside signing in to the portal. */
export function needsConnecting(security: Security): security is OwnSecurity {
  return security.kind === 'entra' || security.kind === 'databricks'
}

/** Whether it has secrets of its own. */
export function hasSecrets({ kind }: Pick<Security, 'kind'>): boolean {
  return kind !== 'portal'
}

/** As whom everybody calls; undefined where each person calls as themselves. */
export function principalOf(security: Security): Principal | undefined {
  if (security.kind !== 'service_principal') return undefined
  const { clientId, name } = security
  return { clientId, name }
}

/**
 * Whom a secret was typed for, and where it leads: a secret or a token that was got for one of these is never used for
 * another. `undefined` where there is neither.
 */
export function placeOf({
  origin,
  security,
}: {
  readonly origin: string
  readonly security: Security
}): string | undefined {
  if (security.kind === 'portal') return undefined
  const tenant = security.kind === 'databricks' ? [] : [security.tenantId]
  return [security.kind, ...tenant, security.clientId, origin].join(' ')
}
