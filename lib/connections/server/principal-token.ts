import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { PORTAL } from '@/lib/audit/audit-entry'
import { recordFailureOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import type { PrincipalSecurity } from '@/lib/connectors/security'
import { connectorApplication } from '@/lib/connectors/server/connector-application'
import { type AccessToken, applicationToken } from '@/lib/entra/tokens'
import { PortalError } from '@/lib/errors'
import { recordTokenFromCache, recordTokenRequest, type SignInSubject } from '@/lib/identity/server/sign-in-log'
import { newId } from '@/lib/new-id'
import {
  leaseConnectorToken,
  releaseConnectorToken,
  replaceConnectorToken,
  selectConnectorToken,
} from '@/lib/store/connector-tokens'
import { query } from '@/lib/store/current'
import { openPrincipalToken, sealPrincipalToken } from './sealed-principal-tokens'

/** With less left a token is renewed. */
const LEAST_LEFT_MS = 5 * 60_000
const LEASE_WAIT_MS = 5_000
const LEASE_LOOK_MS = 50

/** A connector whose Admin has said that everybody calls as its service principal. */
export interface OfPrincipal {
  readonly connectorId: string
  readonly connectorSlug: string
  readonly origin: string
  readonly resourceId: string
  readonly security: PrincipalSecurity
}

export interface PrincipalAsk {
  /** For whom it is, which the sign-in log keeps: no request of a service principal is anonymous. */
  readonly personId: string
  readonly runId?: string | undefined
  /** A token that the workspace has just refused: any other one will do. */
  readonly refused?: string | undefined
}

interface Flights {
  lakeportPrincipalFlights?: Map<string, Promise<Obtained>>
}

interface Obtained extends AccessToken {
  readonly isNew: boolean
}

/**
 * The token of a connector's service principal, with at least five minutes left: the one that is kept, else a new one, which one
 * process asks for alone while the others wait (TOK-6). It is the connector's, and in nobody's own tokens (TOK-5).
 * @throws PortalError entra_configuration, entra_unavailable: nobody who uses the connector can mend it
 */
export async function principalToken(connector: OfPrincipal, ask: PrincipalAsk): Promise<AccessToken> {
  const began = performance.now()
  const shared = globalThis as Flights
  shared.lakeportPrincipalFlights ??= new Map()
  const flights = shared.lakeportPrincipalFlights
  const key = `${connector.connectorId} ${ask.refused ?? ''}`
  const flying = flights.get(key)
  const flight = flying ?? obtain(connector, ask).finally(() => flights.delete(key))
  flights.set(key, flight)
  const { isNew, ...token } = await flight
  // Entra was asked for nothing on this account: a run's own row says where its token came from all the same.
  if (ask.runId && (flying || !isNew)) {
    const durationMs = performance.now() - began
    const { expiresAt } = token
    const kept = { scopes: scopeOf(connector), grantType: GRANT, durationMs, expiresAt } as const
    recordTokenFromCache({ ...subjectOf(connector, ask), ...kept })
  }
  return token
}

const GRANT = 'client_credentials'

/** `.default`: all that was given to the application; there is nobody whose consent could be asked for. */
function scopeOf({ resourceId }: OfPrincipal): string {
  return `${resourceId}/.default`
}

/** No user signs in, so none is named; the id of the person stays ours, and is erased with them. */
function subjectOf(
  { connectorId, resourceId, security }: OfPrincipal,
  { personId, runId }: PrincipalAsk,
): SignInSubject {
  return { personId, appId: security.clientId, resourceId, connectorId, ...(runId && { runId }) }
}

async function obtain(connector: OfPrincipal, ask: PrincipalAsk): Promise<Obtained> {
  const kept = await goodToken(connector, ask)
  if (kept) return { ...kept, isNew: false }
  try {
    return await askAlone(connector, ask)
  } catch (thrown) {
    await recordFailure(connector, ask, thrown)
    throw thrown
  }
}

async function goodToken(connector: OfPrincipal, { refused }: PrincipalAsk): Promise<AccessToken | undefined> {
  const kept = await query((db) => selectConnectorToken(db, connector.connectorId))
  const token = kept && openPrincipalToken(connector, kept)
  return token && token.token !== refused && token.expiresAt - Date.now() > LEAST_LEFT_MS ? token : undefined
}

async function askAlone(connector: OfPrincipal, ask: PrincipalAsk): Promise<Obtained> {
  const owner = newId()
  const from = await takeLease(connector, owner)
  try {
    // Somebody else may have asked while we waited: read again, now that nobody can.
    const kept = await goodToken(connector, ask)
    if (kept) return { ...kept, isNew: false }
    const token = await askEntra(connector, ask)
    const sealed = sealPrincipalToken(connector, from + 1, token)
    await query((db) => replaceConnectorToken(db, connector.connectorId, { from, sealed }))
    return { ...token, isNew: true }
  } finally {
    await query((db) => releaseConnectorToken(db, connector.connectorId, owner))
  }
}

async function takeLease({ connectorId }: OfPrincipal, owner: string): Promise<number> {
  const giveUpAt = performance.now() + LEASE_WAIT_MS
  for (;;) {
    const version = await query((db) => leaseConnectorToken(db, connectorId, owner))
    if (version !== undefined) return version
    if (performance.now() > giveUpAt) {
      throw new PortalError('entra_unavailable', 'Another request for this token takes too long.')
    }
    await pause(LEASE_LOOK_MS)
  }
}

async function askEntra(connector: OfPrincipal, ask: PrincipalAsk): Promise<AccessToken> {
  const application = await connectorApplication(connector)
  return applicationToken(application, scopeOf(connector), (asked) =>
    recordTokenRequest(asked, subjectOf(connector, ask)),
  )
}

/** The loops ask again and again, so a row stands for an hour of the same; the sign-in log has each request. */
async function recordFailure(
  { connectorId, connectorSlug }: OfPrincipal,
  { personId }: PrincipalAsk,
  thrown: unknown,
) {
  const { code, facts } =
    thrown instanceof PortalError ? thrown : { code: 'failed', facts: {} as Record<string, string> }
  const reason = facts.aadsts ?? facts.error ?? facts.reason ?? code
  await recordFailureOnceAnHour(`${connectorId} ${reason}`, {
    actor: { ...PORTAL, personId },
    action: 'tokens.renew',
    target: `connector:${connectorSlug}`,
    outcome: 'failed',
    reason,
    correlationId: facts.correlationId,
  })
}
