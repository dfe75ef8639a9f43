import 'server-only'
import type { ClientCredential } from '@/lib/config'

/** An app registration at one tenant of one cloud; real and emulated differ in these values alone. */
export interface EntraRegistration {
  /** Origin, like https://login.microsoftonline.com. */
  readonly authorityHost: string
  readonly tenantId: string
  readonly clientId: string
}

/** With what proves that we are it. */
export interface EntraApplication extends EntraRegistration {
  readonly credential: ClientCredential
  /** The one to come, while the credential is being replaced. */
  readonly nextCredential?: ClientCredential | undefined
}

export interface EntraEndpoints {
  readonly issuer: string
  readonly authorize: string
  readonly token: string
  readonly jwks: string
  readonly logout: string
}

/** Entra's v2.0 endpoints follow a template, so nothing is discovered. Source: v2-protocols-oidc. */
export function endpointsOf({ authorityHost, tenantId }: EntraRegistration): EntraEndpoints {
  const tenant = `${authorityHost}/${tenantId}`
  return {
    issuer: `${tenant}/v2.0`,
    authorize: `${tenant}/oauth2/v2.0/authorize`,
    token: `${tenant}/oauth2/v2.0/token`,
    jwks: `${tenant}/discovery/v2.0/keys`,
    logout: `${tenant}/oauth2/v2.0/logout`,
  }
}
