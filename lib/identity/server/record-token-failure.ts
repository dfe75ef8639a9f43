import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import { recordFailureOnceAnHour } from '@/lib/audit/server/record-once-an-hour'
import { needsThePerson } from '@/lib/connections/needs-person'
import { PortalError } from '@/lib/errors'
import type { TokenOwner } from './token-vault'

/**
 * Writes why no token was to be had for a person. The loops ask again and again, so a row stands for an hour of the same;
 * the sign-in log has each request.
 */
export async function recordTokenFailure(
  { personId, tenantId, objectId, userName }: TokenOwner & { readonly userName: string },
  failure: unknown,
): Promise<void> {
  const { code, facts } =
    failure instanceof PortalError ? failure : { code: 'failed', facts: {} as Record<string, string> }
  const reason = facts.seal ?? facts.aadsts ?? facts.error ?? code
  await recordFailureOnceAnHour(`${personId} ${reason}`, {
    actor: { ...PORTAL, personId, tenantId, objectId, userName },
    action: facts.seal ? 'tokens.open' : 'tokens.renew',
    target: `person:${personId}`,
    outcome: failure instanceof PortalError && needsThePerson(failure.code) ? 'refused' : 'failed',
    reason,
    correlationId: facts.correlationId,
  })
}
