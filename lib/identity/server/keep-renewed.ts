import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import { validateIdToken } from '@/lib/entra/id-token'
import type { Silent } from '@/lib/entra/tokens'
import { PortalError } from '@/lib/errors'
import type { Standing } from '@/lib/identity/standing'
import { describeError, log } from '@/lib/log'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import type { Executor } from '@/lib/store/database'
import { deletePartitionAt } from '@/lib/store/token-partitions'
import { partitionKeyOf, portalApplication } from './entra-application'
import { endAccess, giveStanding, recordStandingChange } from './give-standing'
import { standingOf } from './standing-of'
import { replaceCache, type TokenOwner } from './token-vault'

type Owner = TokenOwner & { readonly userName: string }

/**
 * Keeps renewed tokens and, with those of a sign-in, the roles and groups that came. False when the person has no role any
 * more: nothing is kept. What a connector's own registration says of them is not the portal's.
 */
export async function keepRenewed(owner: Owner, version: number, { cache, idToken }: Silent): Promise<boolean> {
  const isOfSignIn = owner.connectionId === undefined
  const standing = isOfSignIn && idToken !== undefined ? await standingIn(idToken, owner) : undefined
  const at = new Date()
  await inTransaction(async (trx) => {
    const change = standing && (await giveStanding(trx, owner.personId, standing, at))
    if (cache) await replaceCache(trx, owner, version, cache, at)
    if (change) await recordStandingChange(trx, owner.personId, change)
  })
  return standing?.roles.length !== 0
}

/** `undefined` when they cannot be told: then they count as not read, and the person's sessions go on until they must be. */
async function standingIn(idToken: string, owner: Owner): Promise<Standing | undefined> {
  try {
    const claims = await validateIdToken(portalApplication(), idToken, undefined)
    if (claims.oid !== owner.objectId) throw new PortalError('entra_refused', 'The id token is somebody else’s.')
    return standingOf(claims)
  } catch (thrown) {
    log('warn', 'roles.not_read', { personId: owner.personId, ...describeError(thrown) })
    return undefined
  }
}

/** Entra will not change its mind about these: no further call with the tokens at hand (TOK-7). */
const FINAL = new Set(['connection_expired', 'consent_needed', 'sign_in_challenged'])

/**
 * A renewal that Entra refused for good: the tokens are dropped, and an account that is switched off, as the portal's own
 * registration is told, ends all at once.
 */
export async function keepRefusal(trx: Executor, owner: Owner, version: number, thrown: unknown): Promise<void> {
  if (!(thrown instanceof PortalError)) return
  if (FINAL.has(thrown.code)) await deletePartitionAt(trx, partitionKeyOf(owner), version)
  // Who is not assigned to a connector's own registration may still be here.
  if (thrown.code !== 'access_ended' || owner.connectionId !== undefined) return
  await endAccess(trx, owner.personId, new Date())
  await insertAudit(trx, {
    actor: { ...PORTAL, personId: owner.personId },
    action: 'session.revoke',
    target: `person:${owner.personId}`,
    outcome: 'done',
    reason: thrown.facts.aadsts,
    correlationId: thrown.facts.correlationId,
  })
}
