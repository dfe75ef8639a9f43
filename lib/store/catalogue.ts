import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'

export interface Column {
  readonly name: string
  /** As a cast takes it, like `timestamp(3) with time zone`. */
  readonly type: string
  /** A sequence gives its values. */
  readonly counted: boolean
}

/** One table as the database itself describes it, so that no list of ours can forget one. */
export interface Table {
  readonly name: string
  /** Without those that the database computes from others. */
  readonly columns: readonly Column[]
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[]
}

const COLUMNS = sql<{ table_name: string; name: string; type: string; counted: boolean }>`
  select c.relname as table_name, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
         pg_get_serial_sequence(c.oid::regclass::text, a.attname) is not null as counted
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
   where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
     and c.relname not like 'kysely%'
   order by c.relname, a.attnum`

const KEYS = sql<{ table_name: string; name: string }>`
  select c.relname as table_name, a.attname as name
    from pg_index i
    join pg_class c on c.oid = i.indrelid
    cross join lateral unnest(i.indkey::int2[]) with ordinality as k (attnum, position)
    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
   where c.relnamespace = current_schema()::regnamespace and i.indisprimary
   order by c.relname, k.position`

const REFERENCES = sql<{ child: string; parent: string }>`
  select distinct child.relname as child, parent.relname as parent
    from pg_constraint f
    join pg_class child on child.oid = f.conrelid
    join pg_class parent on parent.oid = f.confrelid
   where child.relnamespace = current_schema()::regnamespace and f.contype = 'f' and child.oid <> parent.oid
   order by child.relname, parent.relname`

/** Every table of the portal but the bookkeeping of migrations, each behind those that it refers to. */
export async function selectTables(db: Executor): Promise<Table[]> {
  const [columns, keys, references] = [
    (await COLUMNS.execute(db)).rows,
    (await KEYS.execute(db)).rows,
    (await REFERENCES.execute(db)).rows,
  ]
  const tables = [...Map.groupBy(columns, ({ table_name }) => table_name)].map(([name, own]) => ({
    name,
    columns: own.map(({ name: column, type, counted }) => ({ name: column, type, counted })),
    key: keys.filter(({ table_name }) => table_name === name).map(({ name: column }) => column),
  }))
  return parentsFirst(tables, references)
}

/** @throws Error when tables refer to each other in a circle, or when one has no primary key */
export function parentsFirst(
  tables: readonly Table[],
  references: readonly { readonly child: string; readonly parent: string }[],
): Table[] {
  const keyless = tables.find(({ key }) => key.length === 0)
  if (keyless) throw new Error(`The table ${keyless.name} has no primary key.`)
  const ordered: Table[] = []
  const done = new Set<string>()
  while (ordered.length < tables.length) {
    const next = tables.find(
      ({ name }) => !done.has(name) && references.every(({ child, parent }) => child !== name || done.has(parent)),
    )
    if (!next) throw new Error('Some tables refer to each other in a circle.')
    ordered.push(next)
    done.add(next.name)
  }
  return ordered
}
