import 'server-only'
import { config } from '@/lib/config'
import type { IdTokenClaims } from '@/lib/entra/id-token'
import { ROLES, rolesFrom } from '@/lib/identity/roles'
import type { Standing } from '@/lib/identity/standing'

/** What a validated id token says of a person: app roles, or all of them for whom the settings name, and groups. */
export function standingOf({ oid, roles, groups }: IdTokenClaims): Standing {
  return { roles: config().adminObjectIds.includes(oid) ? [...ROLES] : rolesFrom(roles), groups }
}
