import 'server-only'
import type { AuthOptions } from 'next-auth'
import AzureADProvider from 'next-auth/providers/azure-ad'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { config } from '@/lib/config'
import { endpointsOf } from '@/lib/entra/application'
import { sameText } from '@/lib/entra/id-token'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { portalApplication, signInScopes } from './entra-application'
import { authCookies, isSecure } from './session-cookie'
import { type SignedIn, signIn } from './sign-in'
import { viewerOfSessionKey } from './viewer'

/** What one request to next-auth brought about: its own answers flatten every failure into one word. */
export interface SignInAttempt {
  readonly correlationId: string
  readonly request: RequestFacts
  signedIn?: SignedIn
  failure?: unknown
}

export function newAttempt(request: RequestFacts): SignInAttempt {
  return { correlationId: crypto.randomUUID(), request }
}

/**
 * next-auth does the browser's part: state, PKCE, nonce and the sealed cookie. MSAL redeems the code and is the only
 * holder of tokens, so none passes through here but the id token.
 */
export function authOptions(attempt: SignInAttempt): AuthOptions {
  return {
    secret: config().sessionSecret,
    useSecureCookies: isSecure(),
    cookies: authCookies(),
    session: { strategy: 'jwt', maxAge: config().sessionAbsoluteMs / 1000 },
    pages: { signIn: '/sign-in', error: '/auth-error' },
    logger: {
      error: (code, metadata) =>
        log('warn', 'next_auth.error', { authCode: code, ...describeError(errorIn(metadata)) }),
      warn: (code) => log('warn', 'next_auth.warning', { authCode: code }),
      // next-auth's debug lines hold tokens and PKCE verifiers.
      debug: () => undefined,
    },
    providers: [provider(attempt)],
    callbacks: {
      jwt: async ({ token, account }) => {
        if (account && attempt.signedIn) return tokenOf(attempt.signedIn)
        const viewer = typeof token.ses === 'string' ? await viewerOfSessionKey(token.ses) : undefined
        if (!viewer) throw new PortalError('sign_in_required', 'The session has ended.')
        return token
      },
      session: async ({ session, token }) => ({ expires: session.expires, user: { name: token.name ?? null } }),
    },
  }
}

function tokenOf({ claims, sessionKey }: SignedIn) {
  return { sub: claims.oid, tid: claims.tid, name: claims.name, ses: sessionKey }
}

function errorIn(metadata: unknown): unknown {
  if (metadata instanceof Error) return metadata
  return typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'error') : undefined
}

function provider(attempt: SignInAttempt): AuthOptions['providers'][number] {
  const endpoints = endpointsOf(portalApplication())
  return AzureADProvider({
    clientId: config().clientId,
    // Never sent: MSAL authenticates the client. next-auth wants a text here.
    clientSecret: 'held-by-msal',
    tenantId: config().tenantId,
    // Discovery would run at every sign-in and every callback; Entra's endpoints follow a template.
    wellKnown: undefined,
    issuer: endpoints.issuer,
    jwks_endpoint: endpoints.jwks,
    authorization: { url: endpoints.authorize, params: { scope: signInScopes().join(' ') } },
    httpOptions: { timeout: 10_000 },
    checks: ['pkce', 'state', 'nonce'],
    token: { url: endpoints.token, request: (context: TokenRequestContext) => redeem(attempt, context) },
    // The default sends the access token to Microsoft Graph for a photo: a Databricks token to another service (AUTH-3).
    profile: (claims: { oid: string; name?: string }) => ({ id: claims.oid, name: claims.name ?? null, image: null }),
  } as unknown as Parameters<typeof AzureADProvider>[0])
}

interface TokenRequestContext {
  readonly params: { readonly code?: string; readonly state?: string }
  readonly checks: { readonly state?: string; readonly nonce?: string; readonly code_verifier?: string }
  readonly provider: { readonly callbackUrl: string }
}

/** Where `token.request` is used, next-auth compares no state and validates no id token: both are done here. */
async function redeem(attempt: SignInAttempt, { params, checks, provider: { callbackUrl } }: TokenRequestContext) {
  try {
    if (!sameText(params.state ?? '', checks.state ?? '')) {
      throw new PortalError('entra_refused', 'The state does not match.', { facts: { reason: 'state' } })
    }
    attempt.signedIn = await signIn({
      code: params.code ?? '',
      codeVerifier: checks.code_verifier ?? '',
      nonce: checks.nonce ?? '',
      redirectUri: callbackUrl,
      correlationId: attempt.correlationId,
      request: attempt.request,
    })
    return { tokens: { id_token: attempt.signedIn.idToken } }
  } catch (thrown) {
    attempt.failure = thrown
    throw thrown
  }
}
