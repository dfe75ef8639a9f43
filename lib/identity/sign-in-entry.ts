import type { SignInKind } from './sign-in-query'

/** A row of the sign-in log, as it is shown and exported. Times are epoch ms. */
export interface SignInEntry {
  readonly id: string
  readonly createdAt: number
  readonly kind: SignInKind
  readonly personId: string | undefined
  /** Entra's object id. */
  readonly userId: string | undefined
  readonly userName: string | undefined
  readonly appId: string
  /** By its own registration, and by none of a connector. */
  readonly portalAsked: boolean
  readonly resourceId: string | undefined
  readonly scopes: string | undefined
  readonly grantType: string | undefined
  readonly isInteractive: boolean
  readonly credentialType: string | undefined
  /** Entra's number, or a word of ours; '0' is success. */
  readonly errorCode: string
  readonly failureReason: string | undefined
  readonly correlationId: string
  readonly traceId: string | undefined
  readonly requestId: string | undefined
  readonly durationMs: number | undefined
  readonly ipAddress: string | undefined
  readonly tokenExpiresAt: number | undefined
  readonly connector: { readonly slug: string; readonly name: string } | undefined
  readonly run: { readonly id: string; readonly number: number } | undefined
}

const AZURE_DATABRICKS = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'

/** As Entra calls the resource, where that is known: Azure Databricks has one id in every tenant. */
export function resourceName(resourceId: string | undefined): string | undefined {
  return resourceId === AZURE_DATABRICKS ? 'AzureDatabricks' : resourceId
}

/** What the request proved the person with, in Graph's words. */
export function incomingTokenType({ grantType }: Pick<SignInEntry, 'grantType'>): string {
  if (grantType === 'refresh_token') return 'refreshToken'
  return grantType?.endsWith(':jwt-bearer') ? 'accessToken' : 'none'
}

/** Numbers by which Entra says that a rule of Conditional Access stood in the way. */
const BY_CONDITIONAL_ACCESS = /^530\d{2,3}$/

/** In Graph's words. Whether a rule was asked for and met, Entra tells nobody but its own log. */
export function conditionalAccess({ errorCode }: Pick<SignInEntry, 'errorCode'>): 'failure' | 'unknown' {
  return BY_CONDITIONAL_ACCESS.test(errorCode) ? 'failure' : 'unknown'
}

/** Whether Entra was asked, or a token was taken that was kept. */
export function isFromCache({ kind }: Pick<SignInEntry, 'kind'>): boolean {
  return kind === 'cache'
}

export function isSuccess({ errorCode }: Pick<SignInEntry, 'errorCode'>): boolean {
  return errorCode === '0'
}
