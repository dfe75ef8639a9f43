import { type Kysely, sql } from 'kysely'
import type { Tables } from '@/lib/store/tables'

/** So many at once: a statement of the embedded store holds its rows in memory. */
const BATCH = 50_000
const PEOPLE = 200
const FLOWS = 40
/** From here on it is quicker to build the indexes afterwards. */
const MANY = 20_000

/** As the portal makes them: the time, then something of the row's own. PostgreSQL 15 has no function for it. */
const UUID_V7 = sql`
  overlay(md5('run ' || n)::text placing
    lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' from 1 for 13)::uuid`

/** The same for the same row and purpose: 0 to `limit` - 1. */
const chance = (purpose: number, limit: number) =>
  sql`(hashint8(n * 97 + ${sql.lit(purpose)}) & 1048575) % ${sql.lit(limit)}`

const SURROUNDINGS = [
  sql`insert into people (id, tenant_id, object_id, user_name, display_name, roles, first_seen_at, last_seen_at)
    select md5('person ' || n)::uuid, md5('tenant')::uuid, md5('object ' || n)::uuid, 'person' || n || '@contoso.example',
           'Person ' || n, '["Portal.User"]', now(), now()
      from generate_series(1, ${PEOPLE}) as n on conflict do nothing`,
  sql`insert into connectors (id, slug, name, origin, resource_id, created_at)
    select md5('connector ' || n)::uuid, 'workspace-' || n, 'Workspace ' || n, 'https://adb-' || n || '.azuredatabricks.net', '', now()
      from generate_series(1, 2) as n on conflict do nothing`,
  sql`insert into flows (id, slug, connector_id, current_version, title, description, category, icon, colour, owner, created_at, updated_at)
    select md5('flow ' || n)::uuid, 'flow-' || n, md5('connector ' || 1 + n % 2)::uuid, 1,
           (array['Sales', 'Stock', 'Orders', 'Returns'])[1 + n % 4] || ' report ' || n, '', '', '', '', '', now(), now()
      from generate_series(1, ${FLOWS}) as n on conflict do nothing`,
  sql`insert into flow_versions (flow_id, version, definition, created_at)
    select md5('flow ' || n)::uuid, 1,
           '{"inputs":{"type":"object","properties":{}},"steps":[],"audience":{"roles":[],"people":[]},"identityMode":"shared"}', now()
      from generate_series(1, ${FLOWS}) as n on conflict do nothing`,
  sql`insert into connections (id, person_id, connector_id, created_at)
    select md5('connection ' || people.id || connectors.id)::uuid, people.id, connectors.id, now()
      from people cross join connectors on conflict do nothing`,
]

/**
 * Some things are frequent and some rare: one flow has one run in five thousand, one status one in ten thousand, one person
 * every tenth run; a word stands in every fourth run, one in fifty thousand of them.
 */
const runs = (first: number, last: number) => sql`
  with drawn as (
    select n, now()::timestamptz(3) - n * interval '30 seconds' as at,
           case when ${chance(1, 5_000)} = 0 then ${sql.lit(FLOWS)} else 1 + ${chance(2, FLOWS - 1)} end as flow,
           case when ${chance(3, 10)} = 0 then 1 else 2 + ${chance(4, PEOPLE - 1)} end as person,
           case when ${chance(5, 10_000)} = 0 then 'Unknown'
                else (array['Failed', 'Cancelled', 'Timed out', 'Failed', 'Succeeded with failures'])[1 + ${chance(6, 50)}] end as other,
           case when ${chance(7, 10)} = 0 then 'schedule' when ${chance(7, 10_000)} = 1 then 'test' else 'button' end as trigger,
           case when ${chance(8, 20_000)} = 0 then 40000 else 5 + ${chance(9, 900)} end as seconds,
           (array['EMEA', 'APAC', 'AMER', 'LATAM'])[1 + ${chance(10, 4)}] as region,
           case when ${chance(11, 50_000)} = 7 then ' zanzibar' else '' end as rare
      from generate_series(${first}::bigint, ${last}::bigint) as n)
  insert into runs (
    id, flow_id, flow_version, person_id, connection_id, client_key, trigger, identity_mode, started_by, runs_as,
    state, status, inputs, created_at, submitted_at, started_at, ended_at, updated_at, attempts, maybe_started,
    deadline, search)
  select ${UUID_V7}, flows.id, 1, people.id, connections.id, md5('key ' || n)::uuid, drawn.trigger, 'shared',
         people.user_name, 'service@contoso.example', 'done', coalesce(other, 'Succeeded'),
         jsonb_build_object('region', region, 'order', n, 'note', 'month end' || rare),
         at, at, at + interval '2 seconds', at + seconds * interval '1 second', at + seconds * interval '1 second', 1, true,
         at + interval '1 hour',
         setweight(to_tsvector('simple', flows.title || ' ' || replace(flows.slug, '-', ' ') || ' ' || people.display_name || ' person' || person || ' contoso example'), 'A')
         || setweight(to_tsvector('simple', region || ' ' || n || ' month end' || rare), 'B')
         || case when other = 'Failed'
                 then setweight(to_tsvector('simple', 'AnalysisException table or view not found ' || region), 'C')
                 else ''::tsvector end
    from drawn
    join people on people.id = md5('person ' || person)::uuid
    join flows on flows.id = md5('flow ' || flow)::uuid
    join connections on connections.person_id = people.id and connections.connector_id = flows.connector_id`

const STEPS = sql`
  insert into run_steps (
    id, run_id, position, databricks_job_id, databricks_run_id, job_parameters, life_cycle_state, started_at, ended_at)
  select id, id, 0, '410000000000001', (880000000 + number)::text, '{}'::jsonb, 'TERMINATED', started_at, ended_at
    from runs where number > `

const TASKS = sql`
  insert into tasks (
    step_id, task_key, attempt, position, databricks_run_id, kind, status, depends_on, started_at, ended_at, duration_ms,
    detail)
  select runs.id, 'task_' || place, 0, place, (880000000 + number)::text || place, 'notebook', runs.status, '[]'::jsonb,
         runs.started_at, runs.ended_at, 58000, '{}'::jsonb
    from runs cross join generate_series(1, 5) as place where number > `

/**
 * Adds finished runs, each with a step and five tasks, by few statements: a million in some minutes. So many as there are in all
 * of them afterwards, if `before` were there already. For a handle without time limits.
 */
export async function seedRuns(db: Kysely<Tables>, count: number, before = 0): Promise<void> {
  for (const statement of SURROUNDINGS) await statement.execute(db)
  const rebuild = count - before >= MANY ? await dropIndexes(db) : async () => undefined
  // As a copy of rows that were checked before: each of them refers to what was made above.
  await sql`set session_replication_role = 'replica'`.execute(db)
  for (let first = before + 1; first <= count; first += BATCH)
    await seedBatch(db, first, Math.min(count, first + BATCH - 1))
  await sql`set session_replication_role = 'origin'`.execute(db)
  await rebuild()
  await sql`select count_all_runs()`.execute(db)
  await sql`vacuum (analyze) runs, run_steps, tasks, flow_days, person_days`.execute(db)
}

async function seedBatch(db: Kysely<Tables>, first: number, last: number): Promise<void> {
  const { rows } = await sql<{ number: number }>`select coalesce(max(number), 0) as number from runs`.execute(db)
  const before = sql.lit(rows[0]?.number ?? 0)
  await runs(first, last).execute(db)
  await sql`${STEPS}${before}`.execute(db)
  await sql`${TASKS}${before}`.execute(db)
}

/** Those that no constraint needs. Answers how to build them again. */
async function dropIndexes(db: Kysely<Tables>): Promise<() => Promise<void>> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
      from pg_index
     where indrelid in ('runs'::regclass, 'run_steps'::regclass, 'tasks'::regclass) and not indisunique`.execute(db)
  for (const { name } of rows) await sql`drop index ${sql.raw(name)}`.execute(db)
  return async () => {
    for (const { definition } of rows) await sql.raw(definition).execute(db)
  }
}
