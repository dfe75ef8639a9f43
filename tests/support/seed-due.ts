import { sql } from 'kysely'
import type { Executor } from '@/lib/store/database'

// Rows that the loops could claim, for tests of the claims themselves. Ids tell who is whose: all of one person end alike.

const id = (kind: number, number: string) =>
  sql.raw<string>(`('0000000${kind}-0000-7000-8000-' || lpad((${number})::text, 12, '0'))::uuid`)

/** The id of person `number`, whose connection and poll group have the one of kind 3. */
export function seededId(kind: 'person' | 'connection', number: number): string {
  return `0000000${kind === 'person' ? 2 : 3}-0000-7000-8000-${String(number).padStart(12, '0')}`
}

/** An empty portal with one connector for `origin`, one flow, and people 1 to `count` who have a connection each. */
export async function seedPeople(db: Executor, count: number, origin = 'https://one.contoso.example'): Promise<void> {
  await sql`truncate runs, repairs, run_notes, run_steps, flows, flow_versions, poll_groups, connections, connectors, people,
    workspace_budgets cascade`.execute(db)
  await addConnector(db, 1, origin)
  await sql`insert into people (id, tenant_id, object_id, user_name, display_name, roles, first_seen_at, last_seen_at)
    select ${id(2, 'n')}, ${id(9, '1')}, ${id(2, 'n')}, 'person-' || n, 'Person ' || n, '[]', now(), now()
      from generate_series(1, ${count}::int) as n`.execute(db)
  await connect(db, 1, { from: 1, to: count })
}

async function addConnector(db: Executor, number: number, origin: string): Promise<void> {
  await sql`insert into connectors (id, slug, name, origin, resource_id, created_at)
    values (${id(1, String(number))}, ${`c${number}`}, 'C', ${origin}, '', now())`.execute(db)
  await sql`insert into flows (id, slug, connector_id, current_version, title, description, category, icon, colour,
      owner, created_at, updated_at)
    values (${id(4, String(number))}, ${`f${number}`}, ${id(1, String(number))}, 1, 'F', '', '', '', '', '', now(), now())`.execute(
    db,
  )
  await sql`insert into flow_versions values (${id(4, String(number))}, 1, '{}', now())`.execute(db)
}

async function connect(db: Executor, connector: number, { from, to }: { from: number; to: number }): Promise<void> {
  await sql`insert into connections (id, person_id, connector_id, created_at)
    select ${id(3, 'n')}, ${id(2, 'n')}, ${id(1, String(connector))}, now()
      from generate_series(${from}::int, ${to}::int) as n`.execute(db)
  await sql`insert into poll_groups (id, failures) select id, 0 from connections on conflict do nothing`.execute(db)
}

/** Every group is due, that of person 1 the shortest, each further one a second longer. */
export async function makeGroupsDue(db: Executor): Promise<void> {
  await sql`update poll_groups set lease_owner = null, lease_until = null,
    due_at = now() - (row_number - 1) * interval '10 milliseconds'
    from (select id as group_id, row_number() over (order by id) from poll_groups) as places
    where id = group_id`.execute(db)
}

/** `count` presses of one person that are due, the first one the longest. */
export async function addDuePresses(db: Executor, person: number, count: number): Promise<void> {
  await sql`insert into runs (id, flow_id, flow_version, person_id, connection_id, client_key, trigger, identity_mode,
      started_by, state, status, inputs, created_at, updated_at, attempts, maybe_started, due_at, deadline, search)
    select gen_random_uuid(), ${id(4, '1')}, 1, ${id(2, String(person))}, ${id(3, String(person))}, gen_random_uuid(),
           'button', 'shared', '', 'requested', 'Waiting', '{}', now(), now(), 0, false,
           now() - (${count}::int - n + 1) * interval '1 second', now() + interval '10 minutes', ''
      from generate_series(1, ${count}::int) as n`.execute(db)
}
