import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { insertAudit } from '@/lib/store/audit'
import { selectTables } from '@/lib/store/catalogue'
import type { Database } from '@/lib/store/database'

const PERSON = '00000000-0000-7000-8000-000000000001'
const CONNECTOR = '00000000-0000-7000-8000-000000000002'
const CONNECTION = '00000000-0000-7000-8000-000000000003'
const FLOW = '00000000-0000-7000-8000-000000000004'
const RUN = '00000000-0000-7000-8000-000000000005'
/** Everything that a text may hold and that a file of lines could stumble over. */
const HARD_TEXT = 'a "quote"\\ \\u0000 \n\r\t\u0001\u2028\u2029 ü 漢 🙂 \ufeff [null] {"end":"backup"} '
/** Longer than what is fetched at once. */
const LONG_TEXT = `${HARD_TEXT}${'0123456789abcdef'.repeat(320_000)}`

/** One person with a connection, a flow and a finished run, whose values are as awkward as PostgreSQL allows. */
export async function addHardRows(database: Database): Promise<void> {
  const { kysely: db } = database
  await sql`insert into people (id, tenant_id, object_id, user_name, display_name, home_account_id, roles, first_seen_at, last_seen_at)
    values (${PERSON}, ${randomUUID()}, ${randomUUID()}, ${HARD_TEXT}, '', null, '["Portal.User"]',
            '2026-03-29 01:59:59.999+00', '0044-03-15 12:00:00.001+00 BC')`.execute(db)
  await sql`insert into sessions (key_hash, person_id, roles, created_at, last_seen_at, expires_at)
    values ('hash-of-a-live-session', ${PERSON}, '[]', now(), now(), now() + interval '1 hour')`.execute(db)
  await sql`insert into token_partitions (partition_key, person_id, sealed, version, updated_at)
    values ('user:x', ${PERSON}, 'v1.k1.sealed', 1, now())`.execute(db)
  await sql`insert into connectors (id, slug, name, origin, resource_id, created_at)
    values (${CONNECTOR}, 'azure-databricks', 'x', 'https://x', 'y', now())`.execute(db)
  await sql`insert into workspace_budgets (origin, calls_left, refilled_at)
    values ('a', 0.1::float8 + 0.2::float8, now()), ('b', 'NaN', now()), ('c', '-Infinity', now()), ('d', 5e-324, now())`.execute(
    db,
  )
  await sql`insert into connections (id, person_id, connector_id, created_at)
    values (${CONNECTION}, ${PERSON}, ${CONNECTOR}, now())`.execute(db)
  await sql`insert into poll_groups (id, due_at, failures)
    values (${CONNECTION}, 'infinity', 2147483647)`.execute(db)
  await sql`insert into flows (id, slug, connector_id, current_version, title, description, category, icon, colour, owner, created_at, updated_at)
    values (${FLOW}, 'a-flow', ${CONNECTOR}, 1, 'A flow', '', '', '', '', '', now(), now())`.execute(db)
  await sql`insert into flow_versions (flow_id, version, definition, created_at)
    values (${FLOW}, 1, ${JSON.stringify({ audience: { roles: [], people: [] } })}, now())`.execute(db)
  await addHardRun(database)
  // As its end would have.
  await sql`select count_all_runs()`.execute(db)
  await insertAudit(db, { actor: { userName: HARD_TEXT }, action: 'run.end', target: 'run:1', outcome: 'done' })
}

async function addHardRun({ kysely: db }: Database): Promise<void> {
  const inputs = `{"big": 12345678901234567890.10, "tiny": 1e-400, "text": ${JSON.stringify(HARD_TEXT.replaceAll('\\u0000', ''))}, "null": null}`
  await addRun(db, { id: RUN, inputs })
  await sql`insert into run_steps (id, run_id, position, databricks_job_id, databricks_run_id, job_parameters)
    values (${RUN}, ${RUN}, 0, '9223372036854775807', '9007199254740993', '{}')`.execute(db)
  for (const [attempt, text] of [LONG_TEXT, HARD_TEXT, HARD_TEXT].entries()) {
    await sql`insert into tasks (step_id, task_key, attempt, position, databricks_run_id, kind, status, depends_on, detail, output, output_text)
      values (${RUN}, ${HARD_TEXT}, ${attempt}, 0, '1', 'notebook', 'Succeeded', '[]', '{}', '"text"', ${text})`.execute(
      db,
    )
  }
}

/** A finished run of the hard person, or one in another state. */
export async function addRun(
  db: Database['kysely'],
  { id = randomUUID() as string, state = 'done', inputs = '{}' } = {},
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into runs (id, flow_id, flow_version, person_id, connection_id, client_key, trigger, identity_mode, started_by, state,
                      status, inputs, created_at, updated_at, attempts, maybe_started, deadline, search)
    values (${id}, ${FLOW}, 1, ${PERSON}, ${CONNECTION}, ${randomUUID()}, 'button', 'shared', 'x', ${state},
            'Succeeded', ${inputs}, now(), now(), 0, false, now(), to_tsvector('simple', 'words of a run, ''quoted'' \\ backslash'))
    returning number`.execute(db)
  return rows[0]?.number ?? 0
}

/** Every row of every table as one text each, but for what a backup leaves out and what keeps a record of it. */
export async function contentOf({ kysely }: Database): Promise<Map<string, string[]>> {
  const content = new Map<string, string[]>()
  for (const { name, key } of await selectTables(kysely)) {
    if (['sessions', 'audit_head'].includes(name)) continue
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(name)} t order by ${sql.join(key.map((column) => sql.ref(column)))}`.execute(
      kysely,
    )
    content.set(
      name,
      rows.map(({ row }) => row).filter((row) => !row.includes('backup:')),
    )
  }
  return content
}
