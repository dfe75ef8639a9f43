import type { Outcome } from './audit-query'

type Facts = Readonly<Record<string, unknown>>

/** A row of the audit log, as it is shown and exported. Times are epoch ms. */
export interface AuditRow {
  readonly id: string
  /** Its number in the chain. */
  readonly position: number
  readonly createdAt: number
  readonly actor: {
    readonly personId: string | undefined
    /** What they signed in with at the time; what stands for them since they were erased. */
    readonly name: string | undefined
    /** `portal` for what it does by itself, `operator` for its command line. */
    readonly role: string | undefined
    readonly objectId: string | undefined
    readonly session: string | undefined
    readonly address: string | undefined
    readonly agent: string | undefined
  }
  /** One of `audit-actions.ts`, or of a newer version. */
  readonly action: string
  /** A kind and an id, `run:0199…`, or a kind alone. */
  readonly target: string
  /** What the target is called, where that is known: a run's number, a person's account. */
  readonly targetName: string | undefined
  readonly outcome: Outcome
  readonly reason: string | undefined
  readonly requestId: string | undefined
  readonly correlationId: string | undefined
  readonly before: Facts | undefined
  readonly after: Facts | undefined
  readonly details: Facts
  readonly hash: string
}

/** The page of what was acted on, where it has one. */
export function targetHref(target: string): string | undefined {
  const [kind = '', id = ''] = target.split(/:(.*)/s)
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return hrefById(kind, id)
  if (!/^[a-z0-9-]{1,100}$/.test(id)) return undefined
  if (kind === 'flow') return `/make/flows/${id}`
  return kind === 'connector' ? `/make/connectors/${id}` : undefined
}

function hrefById(kind: string, id: string): string | undefined {
  if (kind === 'run') return `/runs/${id}`
  if (kind === 'person') return `/admin/people/${id}`
  return kind === 'sign_in' ? `/sign-ins/${id}` : undefined
}
