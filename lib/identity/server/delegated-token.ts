import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import type { AccessToken, Silent } from '@/lib/entra/tokens'
import { PortalError } from '@/lib/errors'
import { newId } from '@/lib/new-id'
import { inTransaction, query } from '@/lib/store/current'
import { haveRolesBeenRead } from '@/lib/store/people'
import { leasePartition, releasePartition } from '@/lib/store/token-partitions'
import { partitionKeyOf } from './entra-application'
import { keepRefusal, keepRenewed } from './keep-renewed'
import { recordTokenFailure } from './record-token-failure'
import { recordTokenFromCache, recordTokenRequest, type SignInSubject } from './sign-in-log'
import type { TokenClient } from './token-client'
import { type OpenedCache, openCache, type TokenOwner } from './token-vault'

const LEASE_WAIT_MS = 5_000
const LEASE_LOOK_MS = 50

export interface TokenAsk {
  readonly owner: TokenOwner & { readonly userName: string }
  /** Who asks: the portal for the tokens of a sign-in, or a connector's own registration for those of a connection. */
  readonly client: TokenClient
  /** A token that the workspace has just refused: any other one will do. */
  readonly refused?: string
  /** The person's roles are to have been read from Entra since then: it is asked even if the token at hand is good. */
  readonly rolesReadSince?: Date
  readonly runId?: string
  readonly connectorId?: string
}

interface Flights {
  lakeportTokenFlights?: Map<string, Promise<Obtained>>
}

interface Obtained {
  readonly token: AccessToken
  readonly isRenewed: boolean
}

/**
 * The person's own token for Databricks, with at least five minutes left: from the cache, else renewed by one process
 * alone while the others wait (TOK-6). Nothing else yields a token and nothing falls back to another identity. With each
 * renewal of a sign-in's tokens Entra says what the person's roles are now, and that is kept (AUTHZ-1).
 * @throws PortalError not_permitted for a person who has no role any more; connection_expired, consent_needed,
 * sign_in_challenged, access_ended: only the person, or nobody, can mend it; entra_* otherwise
 */
export async function delegatedToken(ask: TokenAsk): Promise<AccessToken> {
  const began = performance.now()
  const shared = globalThis as Flights
  shared.lakeportTokenFlights ??= new Map()
  const flights = shared.lakeportTokenFlights
  const purpose = [ask.client.scope, ask.refused ?? '', ask.rolesReadSince?.getTime() ?? '']
  const key = [partitionKeyOf(ask.owner), ...purpose].join(' ')
  const flying = flights.get(key)
  const flight = flying ?? obtain(ask).finally(() => flights.delete(key))
  flights.set(key, flight)
  const { token, isRenewed } = await flight
  // Entra was asked for nothing on this account: a run's own row says where its token came from all the same.
  if (ask.runId && (flying || !isRenewed)) recordKeptToken(ask, performance.now() - began, token)
  return token
}

function recordKeptToken(ask: TokenAsk, durationMs: number, { expiresAt }: AccessToken): void {
  recordTokenFromCache({ ...subjectOf(ask), scopes: ask.client.scope, durationMs, expiresAt })
}

function subjectOf({ owner, client, runId, connectorId }: TokenAsk): SignInSubject {
  const { personId, objectId, userName } = owner
  const { appId, resourceId } = client
  return { personId, objectId, userName, appId, resourceId, connectorId, ...(runId && { runId }) }
}

async function obtain(ask: TokenAsk): Promise<Obtained> {
  try {
    const { token } = await goodTokenInCache(ask)
    return token ? { token, isRenewed: false } : await renewAlone(ask)
  } catch (thrown) {
    await recordTokenFailure(ask.owner, thrown)
    throw thrown
  }
}

async function goodTokenInCache(ask: TokenAsk): Promise<{ cache: OpenedCache; token: AccessToken | undefined }> {
  const { owner, rolesReadSince } = ask
  const cache = await query((db) => openCache(db, owner))
  if (rolesReadSince && !(await query((db) => haveRolesBeenRead(db, owner.personId, rolesReadSince)))) {
    return { cache, token: undefined }
  }
  const token = await ask.client.fromCache(cache.text)
  return { cache, token: token?.token === ask.refused ? undefined : token }
}

async function renewAlone(ask: TokenAsk): Promise<Obtained> {
  const key = partitionKeyOf(ask.owner)
  const lease = newId()
  await takeLease(key, lease)
  try {
    // Somebody else may have renewed while we waited: read again, now that nobody can.
    const { cache, token } = await goodTokenInCache(ask)
    return token ? { token, isRenewed: false } : { token: await renew(ask, cache), isRenewed: true }
  } finally {
    await query((db) => releasePartition(db, key, lease))
  }
}

async function takeLease(key: string, lease: string): Promise<void> {
  const giveUpAt = performance.now() + LEASE_WAIT_MS
  while (!(await query((db) => leasePartition(db, key, lease)))) {
    if (performance.now() > giveUpAt) {
      throw new PortalError('entra_unavailable', 'Another renewal of this token takes too long.')
    }
    await pause(LEASE_LOOK_MS)
  }
}

async function renew(ask: TokenAsk, cache: OpenedCache): Promise<AccessToken> {
  const { owner } = ask
  const renewed = await callForToken(ask, cache.text).catch(async (thrown: unknown) => {
    await inTransaction((trx) => keepRefusal(trx, owner, cache.version, thrown))
    throw thrown
  })
  if (await keepRenewed(owner, cache.version, renewed)) return { token: renewed.token, expiresAt: renewed.expiresAt }
  throw new PortalError('not_permitted', 'The person has no role in this portal any more.', {
    facts: { reason: 'no_role' },
  })
}

function callForToken(ask: TokenAsk, cache: string): Promise<Silent> {
  const forceRefresh = ask.refused !== undefined || ask.rolesReadSince !== undefined
  return ask.client.renew(cache, forceRefresh, (asked) => recordTokenRequest(asked, subjectOf(ask)))
}
