import 'server-only'
import { z } from 'zod'
import { PortalError } from '@/lib/errors'
import { poolFor } from './dialer'
import { type RawAnswer, send, USER_AGENT } from './exchange'
import { parseWorkspaceHost } from './host'
import { parseJson } from './json'
import { readSuccess } from './success'
import type { WorkspaceNetwork } from './workspace'

/** A renewal must end before its lease does. */
const DEADLINE_MS = 10_000

/** A custom app of the account, at one workspace. */
export interface OAuthApp {
  /** Origin of the workspace. */
  readonly host: string
  readonly network: WorkspaceNetwork
  readonly clientId: string
}

export interface OAuthWay {
  readonly redirectUri: string
  readonly scopes: string
  readonly state: string
  /** S256 of the verifier. */
  readonly codeChallenge: string
}

/** Where a browser goes to authorize: GET /oidc/v1/authorize. @throws PortalError for a host that may not be called */
export function authorizeAddress({ host, network, clientId }: OAuthApp, way: OAuthWay): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: way.redirectUri,
    scope: way.scopes,
    state: way.state,
    code_challenge: way.codeChallenge,
    code_challenge_method: 'S256',
  })
  return `${parseWorkspaceHost(host, network.allowedHosts).origin}/oidc/v1/authorize?${query}`
}

export interface OAuthTokens {
  /** Both are secrets. */
  readonly accessToken: string
  /** There is one where `offline_access` was asked for. */
  readonly refreshToken: string | undefined
  readonly expiresInSeconds: number
}

const TOKENS = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  // Some clients are sent it as text.
  expires_in: z.coerce.number().positive(),
})

/**
 * One request of tokens: POST /oidc/v1/token. The secret, where the app has one, goes in the body.
 * @throws PortalError connection_expired for a code or token that is dead, entra_configuration for an app that is refused,
 * both with `facts.by` databricks; databricks_* for what is no answer
 */
export async function requestTokens(
  { host, network, clientId }: OAuthApp,
  secret: string | undefined,
  grant: Readonly<Record<string, string>>,
): Promise<OAuthTokens> {
  const workspace = parseWorkspaceHost(host, network.allowedHosts)
  const dispatcher = poolFor(workspace, { networks: network.allowedNetworks ?? [], resolve: network.resolve })
  const form = new URLSearchParams({ ...grant, client_id: clientId, ...(secret && { client_secret: secret }) })
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'gzip',
    'user-agent': USER_AGENT,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const request = { method: 'POST', path: '/oidc/v1/token', headers, body: form.toString() } as const
  const answer = await send(dispatcher, request, AbortSignal.timeout(DEADLINE_MS))
  if (answer.status < 200 || answer.status > 299) throw refusedTokens(answer)
  const { access_token, refresh_token, expires_in } = readSuccess(answer, TOKENS)
  return { accessToken: access_token, refreshToken: refresh_token, expiresInSeconds: expires_in }
}

/** RFC 6749, 5.2. What else stands in the answer is not repeated: it may echo what was sent. */
function refusedTokens({ status, text }: RawAnswer): PortalError {
  const error = errorIn(text)
  const facts = { error: error ?? String(status), by: 'databricks' }
  if (error === 'invalid_grant')
    return new PortalError('connection_expired', 'Databricks takes it no more.', { facts })
  if (error !== undefined) return new PortalError('entra_configuration', 'Databricks refuses the app.', { facts })
  return new PortalError('databricks_unreachable', 'Databricks gives no tokens now.', { facts })
}

const ERRORS = [
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
  'invalid_scope',
  'unsupported_grant_type',
] as const

function errorIn(text: string): string | undefined {
  try {
    const read = z.object({ error: z.enum(ERRORS) }).safeParse(parseJson(text))
    return read.success ? read.data.error : undefined
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}
