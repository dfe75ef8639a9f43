import 'server-only'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { config } from '@/lib/config'
import { errorCodeOf, PortalError } from '@/lib/errors'
import { RequestCounts } from '@/lib/limits/request-counts'
import { describeError, log } from '@/lib/log'
import { query } from '@/lib/store/current'
import { addRequestCounts, dropOldRequestCounts, giveBackRequest, takeRequest } from '@/lib/store/request-counts'
import { personOfCookie } from './person-of-session'

const SHARE_EVERY_MS = 2_000
const DROP_EVERY_MS = 5 * 60_000
const A_MINUTE_MS = 60_000
/** Nobody types these: a program with the wrong one asks every few seconds. */
const WRONG_TOKENS_PER_MINUTE = 60

interface Shared {
  lakeportRequestCounts?: { readonly counts: RequestCounts; timer: NodeJS.Timeout | undefined; droppedAt: number }
}

function shared() {
  const slot = globalThis as Shared
  slot.lakeportRequestCounts ??= { counts: new RequestCounts(), timer: undefined, droppedAt: Date.now() }
  return slot.lakeportRequestCounts
}

/**
 * Counts a request of whoever has this session cookie. 0 when it may go on, else how many ms until one may:
 * `LAKEPORT_REQUESTS_PER_MINUTE`, over all processes. It asks this process's memory alone; every two seconds the processes
 * tell each other, in one statement for everybody, and nothing is told while nobody asks. A cookie that this process has
 * not seen yet is looked up first, and counted from then on.
 */
export function waitOfSenderMs(cookie: string | undefined): number {
  const personId = personOfCookie(cookie)
  if (personId === undefined) return 0
  const { counts } = shared()
  const waitMs = counts.take('request', personId, config().requestsPerMinute, Date.now())
  if (waitMs === 0) shareLater()
  return waitMs
}

/** On record: who came too often, so many times a minute and no more. */
export function recordTooOften({ cookie, request, path }: TooOften): Promise<void> {
  const refusal = { action: 'request.limit', target: `path:${path}`, reason: 'too_many_requests' } as const
  return recordRefusal({ personId: personOfCookie(cookie), request }, refusal)
}

interface TooOften {
  readonly cookie?: string | undefined
  readonly request: RequestFacts
  readonly path: string
}

/** Starting a sign-in from this address, over all processes, and coming back from one. @throws PortalError too_many_requests */
export async function limitSignIns(step: 'start' | 'return', request: RequestFacts): Promise<void> {
  const { address } = request
  if (address === undefined) return // nobody tells who connected: under `next dev`
  const limit = config().signInsPerMinute
  if (await mayTake({ kind: `sign-in ${step}`, who: address, limit })) return
  await recordTooOften({ request, path: `sign-in ${step}` })
  throw new PortalError('too_many_requests', 'Too many sign-ins from one address.', {
    facts: { reason: 'sign_ins', limit: String(limit), retryAfterMs: String(A_MINUTE_MS) },
  })
}

/** Wrong tokens of programs from one address, over all processes. @throws PortalError too_many_requests */
export async function limitWrongTokens(request: RequestFacts): Promise<void> {
  const waitMs = shared().counts.take('token', request.address ?? '', WRONG_TOKENS_PER_MINUTE, Date.now())
  shareLater()
  if (waitMs === 0) return
  await recordTooOften({ request, path: 'token' })
  throw new PortalError('too_many_requests', 'Too many wrong tokens from one address.', {
    facts: { reason: 'requests', retryAfterMs: String(waitMs) },
  })
}

/** While the database does not answer nobody can sign in anyway, and that is what is to be said. */
async function mayTake(limited: Parameters<typeof takeRequest>[1]): Promise<boolean> {
  try {
    return await query((db) => takeRequest(db, limited))
  } catch (thrown) {
    if (errorCodeOf(thrown) !== 'store_unavailable') throw thrown
    return true
  }
}

/** A sign-in that came to its end is none of those that the limit is for: a whole office may share one address. */
export async function forgetSignIn(address: string | undefined): Promise<void> {
  if (address === undefined) return
  await query(async (db) => {
    for (const step of ['start', 'return']) await giveBackRequest(db, { kind: `sign-in ${step}`, who: address })
  })
}

function shareLater(): void {
  const state = shared()
  state.timer ??= setTimeout(() => {
    state.timer = undefined
    void share().catch((thrown: unknown) => log('warn', 'limits.not_shared', describeError(thrown)))
  }, SHARE_EVERY_MS).unref()
}

async function share(): Promise<void> {
  const state = shared()
  const unshared = state.counts.unshared(Date.now())
  if (unshared.length === 0) return
  const totals = await query((db) => addRequestCounts(db, unshared))
  for (const [place, count] of unshared.entries()) state.counts.told(count, totals[place] ?? count.requests)
  if (Date.now() - state.droppedAt < DROP_EVERY_MS) return
  state.droppedAt = Date.now()
  await query(dropOldRequestCounts)
}
