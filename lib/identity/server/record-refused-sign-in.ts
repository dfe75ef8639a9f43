import 'server-only'
import type { RequestFacts } from '@/lib/audit/request-facts'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import type { IdTokenClaims } from '@/lib/entra/id-token'
import { PortalError } from '@/lib/errors'
import { recordSignIn } from './sign-in-log'

export interface RefusedSignIn {
  readonly correlationId: string
  readonly request: RequestFacts
  /** Entra's number without its letters, or our own word, like `tenant` and `no_role`. */
  readonly reason: string
  /** A sentence for the administrator; nothing of a token, a code or an answer as it came. */
  readonly sentence: string
  /** Who it was, where a validated token says so. */
  readonly claims?: IdTokenClaims | undefined
}

/** Writes a sign-in that came to nothing into both logs. */
export async function recordRefusedSignIn(refused: RefusedSignIn): Promise<void> {
  const { correlationId, request, reason, sentence, claims } = refused
  const who = claims && { objectId: claims.oid, userName: claims.preferredUsername }
  recordSignIn({ correlationId, ipAddress: request.address, errorCode: reason, failureReason: sentence, ...who })
  await recordRefusal(
    { ...who, tenantId: claims?.tid, request },
    { action: 'session.start', target: 'portal', reason, correlationId },
  )
}

/** Why a sign-in failed, in the words of `RefusedSignIn`. */
export function reasonOf(failure: unknown): Pick<RefusedSignIn, 'reason' | 'sentence'> {
  const facts = failure instanceof PortalError ? failure.facts : {}
  return {
    reason: facts.aadsts?.replace('AADSTS', '') ?? facts.reason ?? 'failed',
    sentence: failure instanceof Error ? failure.message : 'unknown',
  }
}
