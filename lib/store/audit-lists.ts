import 'server-only'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { AuditAction } from '@/lib/audit/audit-actions'
import type { Outcome } from '@/lib/audit/audit-query'
import type { AuditRow } from '@/lib/audit/audit-row'
import { boundedSeek, type SeekPage, type SeekPlace } from './bounded-seek'
import type { Executor } from './database'
import type { Tables } from './tables'

/** Who did it: people, an account that none of them has, or what is no person. */
export type AuditActorFilter =
  | { readonly personIds: readonly string[] }
  | { readonly account: string }
  | { readonly role: string }

export interface AuditFilter {
  readonly actor?: AuditActorFilter | undefined
  readonly action?: AuditAction | undefined
  readonly target?: string | undefined
  readonly outcome?: Outcome | undefined
  readonly address?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly after?: SeekPlace | undefined
  readonly before?: SeekPlace | undefined
  readonly limit: number
}

type Row = Selectable<Tables['audit']> & {
  readonly known_as: string | null
  readonly run_number: number | null
  readonly person_name: string | null
}

/** An id in a target, where it has one of that kind. */
const idIn = (kind: string): RawBuilder<unknown> =>
  sql`case when seen.target ~ ${`^${kind}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`}
           then substr(seen.target, ${kind.length + 2}::int)::uuid end`

const COLUMNS = sql`
  seen.*,
  (select user_name from people where id = seen.actor_id) as known_as,
  (select number from runs where id = ${idIn('run')}) as run_number,
  (select user_name from people where id = ${idIn('person')}) as person_name`

/** Rows of the audit log, newest first; oldest first with `before`. */
export async function selectAudit(db: Executor, filter: AuditFilter): Promise<SeekPage<AuditRow>> {
  const { from, to, after, before, limit } = filter
  const conditions = inOrder(filter)
  const found = await boundedSeek<Row>(db, {
    table: 'audit',
    time: 'at',
    select: COLUMNS,
    along: [
      ...conditions.slice(0, 1),
      ...(from ? [sql<boolean>`at >= ${from}`] : []),
      ...(to ? [sql<boolean>`at < ${to}`] : []),
    ],
    fitting: conditions.slice(1),
    ...{ after, before, limit },
  })
  return { rows: found.rows.map(toAuditRow), stoppedAt: found.stoppedAt }
}

export async function selectAuditRow(db: Executor, position: number): Promise<AuditRow | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from audit as seen where position = ${position}::bigint`.execute(db)
  return rows[0] && toAuditRow(rows[0])
}

/** The rarest first: it is looked for along its index, and the others are what its rows must be besides. */
function inOrder({ actor, action, target, outcome, address }: AuditFilter): readonly RawBuilder<boolean>[] {
  const several = actor && 'personIds' in actor && actor.personIds.length > 1
  const conditions: (RawBuilder<boolean> | undefined)[] = [
    target ? sql`target = ${target}` : undefined,
    actor && !several ? byActor(actor) : undefined,
    outcome && outcome !== 'done' ? sql`outcome <> 'done' and outcome = ${outcome}` : undefined,
    action ? sql`action = ${action}` : undefined,
    several ? byActor(actor) : undefined,
    address ? sql`address = ${address}` : undefined,
    outcome === 'done' ? sql`outcome = 'done'` : undefined,
  ]
  return conditions.filter((condition) => condition !== undefined)
}

/** Whoever was never let in did nothing that was not refused. */
function byActor(actor: AuditActorFilter): RawBuilder<boolean> {
  if ('role' in actor) return sql`actor_role = ${actor.role}`
  if ('account' in actor) return sql`outcome <> 'done' and lower(actor_name) = ${actor.account}`
  const [only, ...others] = actor.personIds
  if (others.length === 0) return sql`actor_id = ${only}::uuid`
  return sql`actor_id in (${sql.join(actor.personIds.map((id) => sql`${id}::uuid`))})`
}

function toAuditRow(row: Row): AuditRow {
  return {
    id: row.id,
    position: Number(row.position),
    createdAt: row.at.getTime(),
    actor: {
      personId: row.actor_id ?? undefined,
      name: row.actor_name ?? row.known_as ?? undefined,
      role: row.actor_role ?? undefined,
      objectId: row.actor_oid ?? undefined,
      session: row.session_hash ?? undefined,
      address: row.address ?? undefined,
      agent: row.agent ?? undefined,
    },
    action: row.action,
    target: row.target,
    targetName: row.run_number === null ? (row.person_name ?? undefined) : String(row.run_number),
    outcome: row.outcome,
    reason: row.reason ?? undefined,
    requestId: row.request_id ?? undefined,
    correlationId: row.correlation_id ?? undefined,
    before: row.before ?? undefined,
    after: row.after ?? undefined,
    details: row.details,
    hash: row.hash ?? '',
  }
}
