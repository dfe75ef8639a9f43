import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { type Database, openDatabase } from '@/lib/store/database'

export interface PortalRole {
  readonly name: string
  /** The database as a portal with this role opens it. */
  open(): Promise<Database>
  drop(): Promise<void>
}

/** Runs what the README tells the owner of the tables to run, for a role of a name of its own. */
export async function makePortalRole(owner: Database, databaseUrl: string): Promise<PortalRole> {
  const name = `lakeport_test_${randomUUID().replaceAll('-', '')}`
  const [, block = ''] =
    /```sql\n(create role lakeport_portal [^`]*)```/.exec(readFileSync('README.md', 'utf8')) ?? []
  await sql.raw(block.replaceAll('lakeport_portal', name)).execute(owner.kysely)
  const url = Object.assign(new URL(databaseUrl), { username: name, password: 'one%20of%20its%20own' })
  return {
    name,
    open: () => openDatabase({ databaseUrl: url.href, dataDir: '' }),
    drop: async () => void (await sql.raw(`drop owned by ${name}; drop role ${name}`).execute(owner.kysely)),
  }
}
