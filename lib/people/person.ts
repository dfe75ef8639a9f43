import type { Role } from '@/lib/identity/roles'

/** Somebody who was ever let in, in the list of Admins. Times are epoch ms. */
export interface PersonRow {
  readonly id: string
  readonly userName: string
  readonly displayName: string
  /** As Entra last said. None: they are let in no more. */
  readonly roles: readonly Role[]
  readonly lastSignInAt: number
  /** Without those that were taken away. */
  readonly connections: number
  readonly activeRuns: number
}

/** A session that lives. */
export interface PersonSession {
  /** Tells it from others in the audit log; it opens nothing. */
  readonly mark: string
  readonly startedAt: number
  readonly lastSeenAt: number
  readonly endsAt: number
}

/** Where somebody's roles are from: Entra's app roles, or the settings, which make an Admin of them whatever Entra says. */
export type RoleSource = 'entra' | 'settings'
