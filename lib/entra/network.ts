import 'server-only'
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import { request } from 'undici'
import type { ClientCredential } from '@/lib/config'
import { PortalError } from '@/lib/errors'

const DEADLINE_MS = 10_000
const REPEATABLE = new Set(['refresh_token', 'client_credentials'])
const BACK_OFF_MS = { shortest: 1_000, standard: 10_000, longest: 600_000 }

/** One token request as the sign-in log wants it: what was asked and answered, never a token, code or secret. */
export interface TokenRequest {
  readonly grantType: string
  /** How the portal proved that it is itself. */
  readonly credentialType: ClientCredential['kind'] | undefined
  readonly scopes: string
  readonly correlationId: string
  /** Entra's number, '0' for success, '' where no answer came. */
  readonly errorCode: string
  readonly failureReason: string | undefined
  readonly traceId: string | undefined
  readonly requestId: string | undefined
  readonly durationMs: number
  /** How long the token is good that came, where one did. */
  readonly expiresInMs?: number | undefined
}

export type OnTokenRequest = (request: TokenRequest) => void

export interface Silence {
  readonly network: INetworkModule
  /** Whether MSAL would have called out. It puts an error of its own in the place of any that a network throws. */
  readonly wasBroken: () => boolean
}

/** Lets MSAL answer from its cache alone, so that a caller without the lock learns that the cache does not suffice. */
export function silence(): Silence {
  let broken = false
  const refuse = (): Promise<never> => {
    broken = true
    return Promise.reject(new Error('The cache does not suffice.'))
  }
  return { network: { sendGetRequestAsync: refuse, sendPostRequestAsync: refuse }, wasBroken: () => broken }
}

/**
 * The only road to Entra: a deadline of 10 s (MSAL has none for POST), one repeat where repeating is harmless (never for
 * a code), a pause for the whole authority after 429, and a record of every token request.
 */
export function entraNetwork(onTokenRequest: OnTokenRequest): INetworkModule {
  // For all tries of one operation, be it with another credential: a renewal must end before its lease does.
  let deadline: AbortSignal | undefined
  return {
    sendGetRequestAsync: <T>(url: string, options?: NetworkRequestOptions) => call<T>('GET', url, options),
    sendPostRequestAsync: async <T>(url: string, options?: NetworkRequestOptions) => {
      const form = new URLSearchParams(options?.body)
      const began = performance.now()
      try {
        deadline ??= AbortSignal.timeout(DEADLINE_MS)
        const answer = await postWithRepeat<T>(url, options, form.get('grant_type') ?? '', deadline)
        onTokenRequest(recordOf(url, form, performance.now() - began, answer))
        return answer
      } catch (thrown) {
        onTokenRequest(recordOf(url, form, performance.now() - began, undefined))
        throw thrown
      }
    },
  }
}

async function postWithRepeat<T>(
  url: string,
  options: NetworkRequestOptions | undefined,
  grantType: string,
  deadline: AbortSignal,
) {
  const first = await call<T>('POST', url, options, deadline).catch((thrown: unknown) => thrown as Error)
  const again = first instanceof Error ? isUnreachable(first) : first.status >= 500
  if (again && REPEATABLE.has(grantType) && !deadline.aborted) return call<T>('POST', url, options, deadline)
  if (first instanceof Error) throw first
  return first
}

function isUnreachable(thrown: Error): boolean {
  return thrown instanceof PortalError && thrown.facts.held === undefined
}

async function call<T>(
  method: 'GET' | 'POST',
  url: string,
  options?: NetworkRequestOptions,
  signal = AbortSignal.timeout(DEADLINE_MS),
): Promise<NetworkResponse<T>> {
  const origin = new URL(url).origin
  refuseWhileHeld(origin)
  try {
    const answer = await request(url, {
      method,
      headers: { ...options?.headers, accept: 'application/json' },
      body: options?.body ?? null,
      headersTimeout: DEADLINE_MS,
      bodyTimeout: DEADLINE_MS,
      signal,
    })
    const text = await answer.body.text()
    const headers = plainHeaders(answer.headers)
    if (answer.statusCode === 429) holdFor(origin, headers['retry-after'])
    return { status: answer.statusCode, headers, body: parseBody<T>(text) }
  } catch (cause) {
    if (cause instanceof PortalError) throw cause
    throw new PortalError('entra_unavailable', `Microsoft Entra ID did not answer within ${DEADLINE_MS / 1000} s.`, {
      cause,
    })
  }
}

function parseBody<T>(text: string): T {
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    throw new PortalError('entra_unavailable', 'Microsoft Entra ID answered with something else than JSON.', {
      cause,
    })
  }
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )
}

interface Holds {
  entraHolds?: Map<string, number>
}

/** MSAL keeps its own memory of 429 in the client object, which lives for one operation here: so we keep ours. */
function holds(): Map<string, number> {
  const shared = globalThis as Holds
  shared.entraHolds ??= new Map()
  return shared.entraHolds
}

function holdFor(origin: string, retryAfter: string | undefined): void {
  const seconds = Number(retryAfter)
  const wait = Number.isFinite(seconds) && retryAfter ? seconds * 1000 : BACK_OFF_MS.standard
  holds().set(origin, Date.now() + Math.min(Math.max(wait, BACK_OFF_MS.shortest), BACK_OFF_MS.longest))
}

function refuseWhileHeld(origin: string): void {
  const until = holds().get(origin) ?? 0
  if (until > Date.now()) {
    throw new PortalError('entra_unavailable', 'Microsoft Entra ID asked us to wait.', { facts: { held: 'yes' } })
  }
}

interface TokenAnswer {
  error?: string
  error_description?: string
  error_codes?: number[]
  trace_id?: string
  correlation_id?: string
  expires_in?: number | string
}

function recordOf(
  url: string,
  form: URLSearchParams,
  ms: number,
  answer: NetworkResponse<unknown> | undefined,
): TokenRequest {
  const body = (answer?.body ?? {}) as TokenAnswer
  return {
    grantType: form.get('grant_type') ?? '',
    credentialType: credentialTypeIn(form),
    scopes: form.get('scope') ?? '',
    correlationId: body.correlation_id ?? correlationIdOf(url, form),
    errorCode: answer === undefined ? '' : String(body.error_codes?.[0] ?? (body.error ? body.error : 0)),
    failureReason: body.error_description?.split(/\s+Trace ID:/i)[0] ?? (answer ? undefined : 'No answer'),
    traceId: body.trace_id,
    requestId: answer?.headers['x-ms-request-id'],
    durationMs: Math.round(ms),
    expiresInMs: msOf(body.expires_in),
  }
}

function msOf(seconds: number | string | undefined): number | undefined {
  const ms = Number(seconds) * 1_000
  return Number.isFinite(ms) && ms > 0 ? ms : undefined
}

/** An assertion that a certificate signed names it in its head; a federated token is another issuer's. */
function credentialTypeIn(form: URLSearchParams): TokenRequest['credentialType'] {
  if (form.has('client_secret')) return 'secret'
  const [head] = form.get('client_assertion')?.split('.') ?? []
  if (head === undefined) return undefined
  return Buffer.from(head, 'base64url').includes('x5t#S256') ? 'certificate' : 'federated'
}

function correlationIdOf(url: string, form: URLSearchParams): string {
  return new URL(url).searchParams.get('client-request-id') ?? form.get('client-request-id') ?? ''
}
