import 'server-only'
import { config } from '@/lib/config'
import type { TokenRequest } from '@/lib/entra/network'
import { describeError, log } from '@/lib/log'
import { newId } from '@/lib/new-id'
import { query } from '@/lib/store/current'
import { insertSignIn, type SignInRow } from '@/lib/store/sign-ins'

export interface SignInSubject {
  readonly personId?: string | undefined
  readonly objectId?: string | undefined
  readonly userName?: string | undefined
  readonly runId?: string
  readonly ipAddress?: string | undefined
  /** Whose registration it was, and for what; the portal's own where nothing is said. */
  readonly appId?: string
  readonly resourceId?: string
  readonly connectorId?: string | undefined
}

const KIND_OF_GRANT: Readonly<Record<string, SignInRow['kind']>> = {
  authorization_code: 'code',
  refresh_token: 'refresh',
  client_credentials: 'client_credentials',
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'on_behalf_of',
}

/**
 * Records a token request (AUTH-10). It writes in the background and on its own: a log that cannot be written is told to
 * the operator, but takes nobody's token away. `signInLogWritten` waits for it.
 */
export function recordTokenRequest(request: TokenRequest, subject: SignInSubject): void {
  writeLater({
    ...rowOf(subject),
    kind: KIND_OF_GRANT[request.grantType] ?? 'code',
    scopes: request.scopes,
    grant_type: request.grantType,
    is_interactive: request.grantType === 'authorization_code',
    client_credential_type: request.credentialType ?? null,
    error_code: request.errorCode || 'no_answer',
    failure_reason: request.failureReason ?? null,
    correlation_id: request.correlationId,
    trace_id: request.traceId ?? null,
    request_id: request.requestId ?? null,
    duration_ms: request.durationMs,
    expires_at: request.expiresInMs === undefined ? null : new Date(Date.now() + request.expiresInMs),
  })
}

export interface CachedToken extends SignInSubject {
  readonly scopes: string
  /** Of the request that it was got by, where that is no person's. */
  readonly grantType?: 'client_credentials'
  readonly durationMs: number
  /** Until when it is good, epoch ms. */
  readonly expiresAt: number
}

/** Records that a token was taken from those that are kept: Entra heard nothing of it. */
export function recordTokenFromCache({ scopes, grantType, durationMs, expiresAt, ...subject }: CachedToken): void {
  writeLater({
    ...rowOf(subject),
    kind: 'cache',
    scopes,
    grant_type: grantType ?? null,
    is_interactive: false,
    client_credential_type: null,
    error_code: '0',
    failure_reason: null,
    correlation_id: newId(),
    trace_id: null,
    request_id: null,
    duration_ms: Math.round(durationMs),
    expires_at: new Date(expiresAt),
  })
}

export interface InteractiveSignIn extends SignInSubject {
  /** '0' for success, else Entra's number or our own word. */
  readonly errorCode: string
  readonly failureReason?: string
  readonly correlationId: string
}

/** Records how a person's sign-in ended. */
export function recordSignIn(signIn: InteractiveSignIn): void {
  writeLater({
    ...rowOf(signIn),
    kind: 'sign-in',
    scopes: null,
    grant_type: null,
    is_interactive: true,
    client_credential_type: null,
    error_code: signIn.errorCode,
    failure_reason: signIn.failureReason ?? null,
    correlation_id: signIn.correlationId,
    trace_id: null,
    request_id: null,
    duration_ms: null,
  })
}

function rowOf(subject: SignInSubject) {
  return {
    id: newId(),
    created_at: new Date(),
    person_id: subject.personId ?? null,
    user_id: subject.objectId ?? null,
    user_principal_name: subject.userName ?? null,
    app_id: subject.appId ?? config().clientId,
    resource_id: subject.resourceId ?? config().databricksResourceId,
    ip_address: subject.ipAddress ?? null,
    run_id: subject.runId ?? null,
    connector_id: subject.connectorId ?? null,
  }
}

/** Rows that wait for the database: more would be memory that a flood of sign-ins decides on. */
const MOST_WAITING = 1_000

interface Shared {
  lakeportSignInRows?: Set<Promise<void>>
}

function waiting(): Set<Promise<void>> {
  const shared = globalThis as Shared
  shared.lakeportSignInRows ??= new Set()
  return shared.lakeportSignInRows
}

/** Resolves when every row that was recorded so far is written, or given up: the process ends after them. */
export async function signInLogWritten(): Promise<void> {
  await Promise.all(waiting())
}

function writeLater(row: SignInRow): void {
  const rows = waiting()
  if (rows.size >= MOST_WAITING) {
    log('error', 'sign_in_log.not_written', { correlationId: row.correlation_id, why: 'too many rows wait' })
    return
  }
  const written = write(row).finally(() => rows.delete(written))
  rows.add(written)
}

async function write(row: SignInRow): Promise<void> {
  try {
    await query((db) => insertSignIn(db, row))
  } catch (thrown) {
    log('error', 'sign_in_log.not_written', { correlationId: row.correlation_id, ...describeError(thrown) })
  }
}
