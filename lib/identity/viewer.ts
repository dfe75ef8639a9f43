import type { RequestFacts } from '@/lib/audit/request-facts'
import type { Role } from './roles'

/** Who is asking. It carries no token, so it may be logged and rendered. */
export interface Viewer {
  /** Our own id of the person; Entra's key is `tenantId` + `objectId` (AUTH-4). */
  readonly personId: string
  readonly tenantId: string
  readonly objectId: string
  /** For display only: both may change at any time. */
  readonly userName: string
  readonly displayName: string
  readonly roles: readonly Role[]
  /** Entra object ids of the groups that Entra says the person is in. */
  readonly groups: readonly string[]
  /** Tells this session from others in the audit log; it opens nothing. */
  readonly session: string
  /** The request that asks, where one does: for the audit log. */
  readonly request?: RequestFacts
}
