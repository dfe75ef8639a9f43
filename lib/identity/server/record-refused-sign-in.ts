import 'server-only'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import type { IdTokenClaims } from '@/lib/entra/id-token'
import type { TokenRequest } from '@/lib/entra/network'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { query } from '@/lib/store/current'
import { selectKnown } from '@/lib/store/people'
import { recordSignIn, recordTokenRequest } from './sign-in-log'

export interface RefusedSignIn {
  readonly correlationId: string
  readonly request: RequestFacts
  /** Entra's number without its letters, or our own word, like `tenant` and `no_role`. */
  readonly reason: string
  /** A sentence for the administrator; nothing of a token, a code or an answer as it came. */
  readonly sentence: string
  /** Who it was, where a validated token says so. */
  readonly claims?: IdTokenClaims | undefined
  /** The token requests that it took. */
  readonly asked?: readonly TokenRequest[]
}

/** Writes a sign-in that came to nothing into both logs. */
export async function recordRefusedSignIn(refused: RefusedSignIn): Promise<void> {
  const { correlationId, request, reason, sentence, claims, asked = [] } = refused
  const who = claims && { objectId: claims.oid, userName: claims.preferredUsername }
  const subject = { ...who, personId: claims && (await knownAs(claims)), ipAddress: request.address }
  for (const one of asked) recordTokenRequest(one, subject)
  recordSignIn({ correlationId, errorCode: reason, failureReason: sentence, ...subject })
  await recordRefusal(
    { ...who, tenantId: claims?.tid, request },
    { action: 'session.start', target: 'portal', reason, correlationId },
  )
}

/** Our id of somebody who was let in before: the row is theirs to read. The row is written in any case. */
async function knownAs({ tid: tenantId, oid: objectId }: IdTokenClaims): Promise<string | undefined> {
  try {
    return (await query((db) => selectKnown(db, { tenantId, objectId })))?.id
  } catch (thrown) {
    log('warn', 'sign_in.person_not_read', describeError(thrown))
    return undefined
  }
}

/** Why a sign-in failed, in the words of `RefusedSignIn`. */
export function reasonOf(failure: unknown): Pick<RefusedSignIn, 'reason' | 'sentence'> {
  const facts = failure instanceof PortalError ? failure.facts : {}
  return {
    reason: facts.aadsts?.replace('AADSTS', '') ?? facts.reason ?? 'failed',
    sentence: failure instanceof Error ? failure.message : 'unknown',
  }
}
