import 'server-only'
import { config } from '@/lib/config'
import type { IdTokenClaims } from '@/lib/entra/id-token'
import { ROLES, type Role, rolesFrom } from '@/lib/identity/roles'

/** What a person may do here: the app roles of a validated id token, or all of them for whom the settings name. */
export function rolesOf({ oid, roles }: IdTokenClaims): Role[] {
  return config().adminObjectIds.includes(oid) ? [...ROLES] : rolesFrom(roles)
}
