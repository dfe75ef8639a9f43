import 'server-only'
import { sql } from 'kysely'
import type { StoreFacts } from '@/lib/doctor/database'
import type { GroupFacts } from '@/lib/doctor/groups'
import type { Database } from './database'
import { ALL_MIGRATIONS } from './migrations/all-migrations'
import { countGroupClaims } from './people'
import { misfit, selectSchemaToMigrate } from './schema'

/** What the portal writes with every press: a role that may not is found before the first person is. */
const WRITTEN = ['people', 'sessions', 'runs', 'audit', 'flow_days', 'person_days']

/** What the database says of itself; reads alone, and makes nothing. */
export async function inspectStore({ kind, kysely: db }: Database): Promise<StoreFacts> {
  const state = await selectSchemaToMigrate(db)
  const { rows } = await sql<Row>`
    select current_setting('server_version') as version,
           pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as read_only,
           has_schema_privilege(current_schema(), 'create')
             and coalesce((select bool_and(pg_has_role(current_user, relowner, 'usage'))
                             from pg_class
                            where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')), true) as may_migrate,
           coalesce((select bool_and(has_table_privilege(c.oid, 'insert'))
                       from pg_class c
                      where relnamespace = current_schema()::regnamespace and relname in (${sql.join(WRITTEN)})), true) as may_write`.execute(
    db,
  )
  const [row = { version: '', read_only: true, may_migrate: false, may_write: false }] = rows
  return {
    kind,
    version: row.version.split(' ')[0] ?? '',
    isReadOnly: row.read_only,
    mayMigrate: row.may_migrate,
    mayWrite: row.may_write,
    applied: state.applied.length,
    pending: ALL_MIGRATIONS.map(({ name }) => name).filter((name) => !state.applied.includes(name)),
    misfit: misfit(ALL_MIGRATIONS, state),
  }
}

interface Row {
  version: string
  read_only: boolean
  may_migrate: boolean
  may_write: boolean
}

/** Connections that have tokens, and those that wait for consent. */
export async function countConsents({ kysely: db }: Database): Promise<{ connected: number; missing: number }> {
  const { rows } = await sql<{ connected: number; missing: number }>`
    select (select count(*) from token_partitions)::int as connected,
           (select count(*) from connections where problem = 'consent_needed')::int as missing`.execute(db)
  return rows[0] ?? { connected: 0, missing: 0 }
}

/** What Entra told of people's groups, and how many flows and connectors name one. Of a schema of this version. */
export async function inspectGroups({ kysely: db }: Database): Promise<GroupFacts> {
  const { rows } = await sql<{ used: number }>`
    select (select count(*) from flows
              join flow_versions on flow_id = flows.id and flow_versions.version = current_version
             where jsonb_array_length(coalesce(definition -> 'audience' -> 'groups', '[]')) > 0)::int
         + (select count(*) from connectors
             where jsonb_array_length(coalesce(audience -> 'groups', '[]')) > 0)::int as used`.execute(db)
  return { ...(await countGroupClaims(db)), used: rows[0]?.used ?? 0 }
}
