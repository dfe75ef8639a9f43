import type { Groups } from './groups'
import type { Role } from './roles'

/** What Entra says of a person with each id token, and what they may do here hangs on. */
export interface Standing {
  readonly roles: readonly Role[]
  readonly groups: Groups
}
