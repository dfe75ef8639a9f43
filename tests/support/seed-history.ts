import { type Kysely, sql } from 'kysely'
import { closeDatabase, database } from '@/lib/store/current'
import type { Tables } from '@/lib/store/tables'

// A process of its own, with the portal's settings: the embedded database opens in one process at a time.
// Its argument is the number of finished runs that it adds, spread over everybody who has signed in and over all flows.

/** Small enough for the statement timeout on a slow machine. */
const BATCH = 1_000

const CONNECTIONS = sql`
  insert into connections (id, person_id, connector_id, created_at)
  select gen_random_uuid(), people.id, connectors.id, now()
    from people cross join connectors
      on conflict do nothing`

/** As the portal makes them: the time, then chance. PostgreSQL 15 has no function for it. */
const UUID_V7 = sql`
  overlay(gen_random_uuid()::text placing
    overlay(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') placing '-' from 9 for 0) || '-7'
    from 1 for 15)::uuid`

const runs = (first: number, last: number) => sql`
  with person as (
    select people.id, people.user_name, connections.id as connection_id,
           row_number() over (order by people.user_name) - 1 as place, count(*) over () as size
      from people join connections on connections.person_id = people.id),
  flow as (
    select id, current_version, title, row_number() over (order by slug) - 1 as place, count(*) over () as size
      from flows),
  ended as (
    select n, now() - n * interval '97 seconds' as at,
           (array['Succeeded', 'Succeeded', 'Succeeded', 'Failed', 'Cancelled', 'Timed out'])[1 + n % 6] as status
      from generate_series(${first}::int, ${last}::int) as n)
  insert into runs (
    id, flow_id, flow_version, person_id, connection_id, client_key, trigger, identity_mode, started_by, runs_as,
    state, status, inputs, created_at, submitted_at, started_at, ended_at, updated_at, attempts, maybe_started,
    deadline, search)
  select ${UUID_V7}, flow.id, flow.current_version, person.id, person.connection_id, gen_random_uuid(),
         'button', 'shared', person.user_name, person.user_name, 'done', ended.status, '{}'::jsonb,
         at, at, at + interval '2 seconds', at + interval '60 seconds', at + interval '60 seconds', 1, true,
         at + interval '1 hour', to_tsvector('simple', flow.title || ' ' || person.user_name)
    from ended
    join person on person.place = ended.n % person.size
    join flow on flow.place = (ended.n / person.size) % flow.size`

const STEPS = sql`
  insert into run_steps (
    id, run_id, position, databricks_job_id, databricks_run_id, job_parameters, life_cycle_state, started_at, ended_at)
  select id, id, 0, '410000000000001', number::text, '{}'::jsonb, 'TERMINATED', started_at, ended_at
    from runs
   where not exists (select from run_steps where run_id = runs.id)`

const TASKS = sql`
  insert into tasks (
    step_id, task_key, attempt, position, databricks_run_id, kind, status, depends_on, started_at, ended_at, duration_ms,
    detail)
  select run_steps.id, 'task_' || place, 0, place, run_steps.databricks_run_id || place, 'notebook', runs.status,
         '[]'::jsonb, run_steps.started_at, run_steps.ended_at, 58000, '{}'::jsonb
    from run_steps join runs on runs.id = run_steps.run_id cross join generate_series(1, 2) as place
   where not exists (select from tasks where step_id = run_steps.id)`

async function seed(db: Kysely<Tables>, count: number): Promise<void> {
  await CONNECTIONS.execute(db)
  for (let first = 1; first <= count; first += BATCH) {
    await runs(first, Math.min(count, first + BATCH - 1)).execute(db)
    await STEPS.execute(db)
    await TASKS.execute(db)
  }
  await sql`select count_all_runs()`.execute(db)
  await sql`analyze runs, run_steps, tasks`.execute(db)
}

const { kysely } = await database()
await seed(kysely, Number(process.argv[2]))
await closeDatabase()
