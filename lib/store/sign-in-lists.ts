import 'server-only'
import { type RawBuilder, type Selectable, sql } from 'kysely'
import { config } from '@/lib/config'
import type { SignInEntry } from '@/lib/identity/sign-in-entry'
import type { SignInKind, Sought } from '@/lib/identity/sign-in-query'
import type { TokenUse } from '@/lib/runs/proof'
import { boundedSeek, type SeekPage, type SeekPlace } from './bounded-seek'
import type { Executor } from './database'
import type { SignInsTable } from './tables'

export interface SignInFilter {
  /** Only this person's; `undefined` for everybody's, which the caller must have allowed. */
  readonly personId: string | undefined
  /** Accounts in small letters, any of which it is. */
  readonly names?: readonly string[] | undefined
  readonly kind?: SignInKind | undefined
  readonly isSuccess?: boolean | undefined
  readonly resourceId?: string | undefined
  readonly correlationId?: string | undefined
  readonly runId?: string | undefined
  readonly sought?: Exclude<Sought, { kind: 'name' }> | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly after?: SeekPlace | undefined
  readonly before?: SeekPlace | undefined
  readonly limit: number
}

type Row = Selectable<SignInsTable> & {
  readonly connector_slug: string | null
  readonly connector_name: string | null
  readonly run_number: number | null
}

const COLUMNS = sql`
  seen.*,
  (select slug from connectors where id = seen.connector_id) as connector_slug,
  (select name from connectors where id = seen.connector_id) as connector_name,
  (select number from runs where id = seen.run_id) as run_number`

/** Rows of the sign-in log, newest first; oldest first with `before`. */
export async function selectSignIns(db: Executor, filter: SignInFilter): Promise<SeekPage<SignInEntry>> {
  const { from, to, after, before, limit } = filter
  const [[first], fitting] = inOrder(filter)
  const found = await boundedSeek<Row>(db, {
    table: 'sign_ins',
    time: 'created_at',
    select: COLUMNS,
    along: [
      ...(first ? [first] : []),
      ...(from ? [sql<boolean>`created_at >= ${from}`] : []),
      ...(to ? [sql<boolean>`created_at < ${to}`] : []),
    ],
    fitting,
    ...{ after, before, limit },
  })
  return { rows: found.rows.map(toEntry), stoppedAt: found.stoppedAt }
}

export async function selectSignIn(db: Executor, id: string): Promise<SignInEntry | undefined> {
  const { rows } = await sql<Row>`select ${COLUMNS} from sign_ins as seen where id = ${id}::uuid`.execute(db)
  return rows[0] && toEntry(rows[0])
}

/** Of a run that was tried again and again, so many requests are told. */
const MOST_OF_A_RUN = 200
/** Between what Entra says and our own note of it, when a token ends. */
const SAME_TOKEN_S = 5

/**
 * The tokens that a run took, oldest first; of one that was kept, also the request that it was got by: that of the same person
 * and application whose token ends when this one does.
 */
export async function selectTokensOfRun(db: Executor, runId: string): Promise<TokenUse[]> {
  const { rows } = await sql<Row & { readonly got_for: string | null }>`
    with used as (
      select * from sign_ins where run_id = ${runId}::uuid and kind <> 'sign-in'
       order by created_at, id limit ${MOST_OF_A_RUN})
    select ${COLUMNS}
      from (select used.*, null::uuid as got_for from used
            union all
            select got.*, used.id
              from used
              cross join lateral (
                select * from sign_ins
                 where used.kind = 'cache' and person_id = used.person_id and app_id = used.app_id
                   and resource_id is not distinct from used.resource_id
                   and kind not in ('cache', 'sign-in') and error_code = '0' and created_at <= used.created_at
                   and abs(extract(epoch from expires_at - used.expires_at)) < ${SAME_TOKEN_S}
                 order by created_at desc, id desc limit 1) as got) as seen
     order by created_at, id`.execute(db)
  const got = new Map(rows.flatMap((row) => (row.got_for === null ? [] : [[row.got_for, toEntry(row)]])))
  return rows.filter((row) => row.got_for === null).map((row) => ({ entry: toEntry(row), got: got.get(row.id) }))
}

type Condition = RawBuilder<boolean>

/** The rarest first: it is looked for along its index, and the others are what its rows must be besides. */
function inOrder(filter: SignInFilter): readonly [along: readonly Condition[], fitting: readonly Condition[]] {
  const { personId, names = [], kind, isSuccess, resourceId, correlationId, runId, sought } = filter
  const conditions: (Condition | undefined)[] = [
    sought?.kind === 'id' ? anyId(sought.id) : undefined,
    correlationId ? sql`correlation_id = ${correlationId}` : undefined,
    runId ? sql`run_id = ${runId}::uuid` : undefined,
    personId ? sql`person_id = ${personId}::uuid` : undefined,
    names.length === 1 ? sql`lower(user_principal_name) = ${names[0]}` : undefined,
    sought?.kind === 'error' ? sql`error_code <> '0' and error_code = ${sought.code}` : undefined,
    isSuccess === false ? sql`error_code <> '0'` : undefined,
    kind ? sql`kind = ${kind}` : undefined,
    resourceId ? sql`resource_id = ${resourceId}` : undefined,
    names.length > 1 ? sql`lower(user_principal_name) in (${sql.join([...names])})` : undefined,
    isSuccess ? sql`error_code = '0'` : undefined,
  ]
  const wanted = conditions.filter((condition) => condition !== undefined)
  return [wanted.slice(0, 1), wanted.slice(1)]
}

/** As Entra's own log shows it, or as ours does. */
function anyId(id: string): Condition {
  return sql`(correlation_id = ${id} or request_id = ${id} or trace_id = ${id} or run_id = ${id}::uuid)`
}

function toEntry(row: Row): SignInEntry {
  return {
    id: row.id,
    createdAt: row.created_at.getTime(),
    kind: row.kind,
    personId: row.person_id ?? undefined,
    userId: row.user_id ?? undefined,
    userName: row.user_principal_name ?? undefined,
    appId: row.app_id,
    portalAsked: row.app_id === config().clientId,
    resourceId: row.resource_id ?? undefined,
    scopes: row.scopes ?? undefined,
    grantType: row.grant_type ?? undefined,
    isInteractive: row.is_interactive,
    credentialType: row.client_credential_type ?? undefined,
    errorCode: row.error_code,
    failureReason: row.failure_reason ?? undefined,
    correlationId: row.correlation_id,
    traceId: row.trace_id ?? undefined,
    requestId: row.request_id ?? undefined,
    durationMs: row.duration_ms ?? undefined,
    ipAddress: row.ip_address ?? undefined,
    tokenExpiresAt: row.expires_at?.getTime(),
    connector: row.connector_slug === null ? undefined : { slug: row.connector_slug, name: row.connector_name ?? '' },
    run: row.run_id === null || row.run_number === null ? undefined : { id: row.run_id, number: row.run_number },
  }
}
