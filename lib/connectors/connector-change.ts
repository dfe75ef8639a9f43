import { sizeOf } from '@/lib/flows/audience'
import type { ConnectorFacts } from './connector'
import { operationsOf } from './operation'

/** What of a connector a row of the audit log tells: no secret is in it, and people are counted, not named. */
export function auditedFacts(facts: ConnectorFacts) {
  const { name, description, colour, origin, basePath, resourceId, security, definition, policies, audience } = facts
  return {
    name,
    description,
    colour,
    origin,
    basePath,
    resourceId,
    security: security.kind === 'portal' ? security.kind : security,
    audience: sizeOf(audience),
    policies,
    operations: definition ? operationsOf(definition).map(({ id }) => id) : 'ready',
  }
}
