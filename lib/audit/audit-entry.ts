import type { Role } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import type { AuditAction } from './audit-actions'
import type { RequestFacts } from './request-facts'

/** Who did it, as far as that is known. The names among these can be erased later; `personId`, role and session stay. */
export interface AuditActor {
  readonly personId?: string | undefined
  readonly tenantId?: string | undefined
  readonly objectId?: string | undefined
  readonly userName?: string | undefined
  /** Of a person the highest; `portal` for what it does by itself, `operator` for its command line. */
  readonly role?: Role | 'portal' | 'operator' | undefined
  readonly session?: string | undefined
  readonly request?: RequestFacts | undefined
}

/** One row of the audit log (AUD-2); id, time and place in the chain come with the insert. */
export interface AuditEntry {
  readonly actor: AuditActor
  readonly action: AuditAction
  /** What it was done to, as a kind and an id of ours, like `run:0199…`; never a person's name. */
  readonly target: string
  readonly outcome: 'done' | 'refused' | 'failed'
  /** A short word for a refusal or failure. */
  readonly reason?: string | undefined
  /** What Entra or Databricks knows it by: a correlation id, a run's id. */
  readonly correlationId?: string | undefined
  /** What changed, without secrets and without names of people. */
  readonly before?: Facts | undefined
  readonly after?: Facts | undefined
  readonly details?: Facts | undefined
}

type Facts = Readonly<Record<string, unknown>>

/** The portal itself, in no request of anybody. */
export const PORTAL: AuditActor = { role: 'portal' }
/** Whoever may run commands where the portal runs. */
export const OPERATOR: AuditActor = { role: 'operator' }

export function actorOf(viewer: Viewer): AuditActor {
  const { personId, tenantId, objectId, userName, roles, session, request } = viewer
  return { personId, tenantId, objectId, userName, role: roles.at(-1), session, request }
}
