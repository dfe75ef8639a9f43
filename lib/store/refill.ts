import 'server-only'
import { sql } from 'kysely'
import { compareAndSet } from '@/lib/runs/run-state'
import type { Table } from './catalogue'
import type { Database, Executor } from './database'

/** How many other processes of the portal are connected to a PostgreSQL server; the embedded store has none. */
export async function countOtherProcesses(database: Database, own: Executor): Promise<number> {
  if (database.kind === 'embedded') return 0
  const mine = await Promise.all([database.kysely, own].map(backendOf))
  const { rows } = await sql<{ others: number }>`
    select count(*)::int as others
      from pg_stat_activity
     where datname = current_database() and application_name = 'lakeport'
       and pid not in (${sql.join(mine)})`.execute(own)
  return rows[0]?.others ?? 0
}

async function backendOf(db: Executor): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
  return rows[0]?.pid ?? 0
}

/** Nobody else reads or writes these tables until the transaction ends. */
export async function lockTables(trx: Executor, tables: readonly Table[]): Promise<void> {
  await sql`lock table ${namesOf(tables)} in access exclusive mode`.execute(trx)
}

export async function countRows(db: Executor, table: 'people' | 'runs'): Promise<number> {
  const { rows } = await sql<{ rows: number }>`select count(*)::int as rows from ${sql.table(table)}`.execute(db)
  return rows[0]?.rows ?? 0
}

/** Whether this role may do to the tables what their owner may; true where there are none yet. */
export async function ownsTables(db: Executor): Promise<boolean> {
  const { rows } = await sql<{ owns: boolean }>`
    select coalesce(bool_and(pg_has_role(current_user, relowner, 'usage')), true) as owns
      from pg_class
     where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')`.execute(db)
  return rows[0]?.owns ?? false
}

/** All at once, because they refer to each other. */
export async function emptyTables(trx: Executor, tables: readonly Table[]): Promise<void> {
  await sql`truncate ${namesOf(tables)} restart identity`.execute(trx)
}

function namesOf(tables: readonly Table[]) {
  return sql.join(tables.map(({ name }) => sql.table(name)))
}

/** Does `work` while no trigger of ours fires: what is put back was written by them the first time. */
export async function withoutTriggers<T>(trx: Executor, work: () => Promise<T>): Promise<T> {
  const { rows } = await sql<{ table_name: string; name: string; mode: string }>`
    select c.relname as table_name, t.tgname as name, t.tgenabled as mode
      from pg_trigger t
      join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = current_schema()::regnamespace and not t.tgisinternal and t.tgenabled <> 'D'`.execute(trx)
  for (const { table_name, name } of rows) {
    await sql`alter table ${sql.table(table_name)} disable trigger ${sql.ref(name)}`.execute(trx)
  }
  const done = await work()
  for (const { table_name, name, mode } of rows) {
    const how = { O: sql`enable`, A: sql`enable always`, R: sql`enable replica` }[mode] ?? sql`enable`
    await sql`alter table ${sql.table(table_name)} ${how} trigger ${sql.ref(name)}`.execute(trx)
  }
  return done
}

/** Whoever held a lease when the backup was made is gone: what they were at is due at once. */
export async function dropLeases(trx: Executor, tables: readonly Table[]): Promise<void> {
  for (const { name, columns } of tables) {
    const has = (column: string) => columns.some((own) => own.name === column)
    if (!has('lease_owner')) continue
    const due = has('due_at') ? sql`, due_at = now()` : sql``
    await sql`
      update ${sql.table(name)}
         set lease_owner = null, lease_until = null ${due}
       where lease_owner is not null`.execute(trx)
  }
}

/**
 * Presses that the backup holds as not yet answered: after it was made they may have been sent, so from now on they are in
 * doubt, and asked about with their own token. One whose cancelling was asked for before anything was sent never was.
 */
export async function doubtPresses(trx: Executor): Promise<void> {
  const { from, to } = compareAndSet('send')
  await trx
    .updateTable('runs')
    .set({ state: to, maybe_started: true })
    .where('state', 'in', from)
    .where('cancel_requested_at', 'is', null)
    .execute()
}
