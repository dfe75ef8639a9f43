import { writeSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import { openDatabase } from '@/lib/store/database'
import { transact } from '@/lib/store/transaction'

/** Every number is written once to each table, in one transaction. */
export interface WriterTables {
  written: { n: number }
  written_again: { n: number }
}

/** Commits one number after the other and says each on standard output once it is committed, until it is killed. */
async function main(): Promise<never> {
  writeSync(1, 'started\n')
  const { kysely } = await openDatabase<WriterTables>(JSON.parse(process.argv[2] ?? ''))
  for (let n = (await last(kysely)) + 1; ; n += 1) {
    await transact(kysely, async (trx) => {
      await trx.insertInto('written').values({ n }).execute()
      await trx.insertInto('written_again').values({ n }).execute()
    })
    writeSync(1, `${n}\n`)
    if (n % 50 === 0) await sql`checkpoint`.execute(kysely)
  }
}

async function last(kysely: Kysely<WriterTables>): Promise<number> {
  const { rows } = await sql<{ last: number }>`select coalesce(max(n), 0)::int as last from written`.execute(kysely)
  return rows[0]?.last ?? 0
}

await main()
