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

/** How a connection proves who calls. `portal`: Entra ID, through the portal's own app registration. Never a secret. */
export type Security = { readonly kind: 'portal' } | EntraSecurity

export type SecurityKind = Security['kind']

/** Whether a person has to connect, beside signing in to the portal. */
export function needsConnecting({ kind }: Security): boolean {
  return kind !== 'portal'
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
  return [security.kind, security.tenantId, security.clientId, origin].join(' ')
}
