import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { type AccessToken, renewToken, tokenFromCache } from '@/lib/entra/tokens'
import { PortalError } from '@/lib/errors'
import { databricksScope, partitionKeyOf, portalApplication } from '@/lib/identity/server/entra-application'
import { recordTokenRequest } from '@/lib/identity/server/sign-in-log'
import { openCache, replaceCache, type TokenOwner } from '@/lib/identity/server/token-vault'
import { newId } from '@/lib/new-id'
import { query } from '@/lib/store/current'
import { deletePartitionAt, leasePartition, releasePartition } from '@/lib/store/token-partitions'
import { recordTokenFailure } from './record-token-failure'

const LEASE_WAIT_MS = 5_000
const LEASE_LOOK_MS = 50

export interface TokenAsk {
  readonly owner: TokenOwner & { readonly userName: string }
  readonly resourceId: string
  /** A token that the workspace has just refused: any other one will do. */
  readonly refused?: string
  readonly runId?: string
}

interface Flights {
  lakeportTokenFlights?: Map<string, Promise<AccessToken>>
}

/**
 * The person's own token for Databricks, with at least five minutes left: from the cache, else renewed by one process
 * alone while the others wait (TOK-6). Nothing else yields a token and nothing falls back to another identity.
 * @throws PortalError connection_expired, consent_needed: only the person can mend it; entra_* otherwise
 */
export function delegatedToken(ask: TokenAsk): Promise<AccessToken> {
  const shared = globalThis as Flights
  shared.lakeportTokenFlights ??= new Map()
  const flights = shared.lakeportTokenFlights
  const key = [partitionKeyOf(ask.owner.homeAccountId), ask.resourceId, ask.refused ?? ''].join(' ')
  const flying = flights.get(key)
  if (flying) return flying
  const flight = obtain(ask).finally(() => flights.delete(key))
  flights.set(key, flight)
  return flight
}

async function obtain(ask: TokenAsk): Promise<AccessToken> {
  try {
    return (await goodTokenInCache(ask)).token ?? (await renewAlone(ask))
  } catch (thrown) {
    await recordTokenFailure(ask.owner, thrown)
    throw thrown
  }
}

async function goodTokenInCache(ask: TokenAsk) {
  const cache = await query((db) => openCache(db, ask.owner))
  const token = await tokenFromCache(portalApplication(), { ...requestOf(ask), cache: cache.text })
  return { cache, token: token?.token === ask.refused ? undefined : token }
}

async function renewAlone(ask: TokenAsk): Promise<AccessToken> {
  const key = partitionKeyOf(ask.owner.homeAccountId)
  const lease = newId()
  await takeLease(key, lease)
  try {
    // Somebody else may have renewed while we waited: read again, now that nobody can.
    const { cache, token } = await goodTokenInCache(ask)
    if (token) return token
    const renewed = await renew(ask, cache.text).catch(async (thrown: unknown) => {
      if (isFinal(thrown)) await query((db) => deletePartitionAt(db, key, cache.version))
      throw thrown
    })
    const { cache: text } = renewed
    if (text) await query((db) => replaceCache(db, ask.owner, cache.version, text, new Date()))
    return { token: renewed.token, expiresAt: renewed.expiresAt }
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

function renew(ask: TokenAsk, cache: string) {
  const { owner, runId } = ask
  return renewToken(
    portalApplication(),
    { ...requestOf(ask), cache, forceRefresh: ask.refused !== undefined },
    (asked) =>
      recordTokenRequest(asked, {
        personId: owner.personId,
        objectId: owner.objectId,
        userName: owner.userName,
        ...(runId ? { runId } : {}),
      }),
  )
}

function requestOf({ owner, resourceId }: TokenAsk) {
  return {
    homeAccountId: owner.homeAccountId,
    scopes: [databricksScope(resourceId)],
    correlationId: crypto.randomUUID(),
  }
}

/** Entra will not change its mind: no further call with these tokens (TOK-7). */
function isFinal(thrown: unknown): boolean {
  return thrown instanceof PortalError && ['connection_expired', 'consent_needed'].includes(thrown.code)
}
