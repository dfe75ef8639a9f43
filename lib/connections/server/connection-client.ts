import 'server-only'
import type { OwnSecurity } from '@/lib/connectors/security'
import { connectorApplication, registrationOf } from '@/lib/connectors/server/connector-application'
import { entraClient, portalClient, type TokenClient } from '@/lib/identity/server/token-client'
import type { Connection } from '@/lib/store/connections'
import { databricksClient } from './databricks-client'

type Facts = Pick<Connection, 'connectorId' | 'origin' | 'resourceId'> & {
  readonly security: OwnSecurity | { readonly kind: 'portal' }
}

/** Who asks for a connection's tokens: the portal, or the connector's own registration. */
export function clientOf({ security, resourceId, ...connection }: Facts, homeAccountId: string): TokenClient {
  if (security.kind === 'portal') return portalClient(homeAccountId, resourceId)
  if (security.kind === 'databricks') return databricksClient({ ...connection, resourceId, security })
  return entraClient({
    homeAccountId,
    registration: registrationOf(security),
    application: () => connectorApplication({ ...connection, security }),
    resourceId,
    scope: `${resourceId}/${security.scope}`,
  })
}
