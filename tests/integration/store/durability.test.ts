import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { type DatabaseSettings, openDatabase } from '@/lib/store/database'
import { startStoreProcess } from '@/tests/support/store-processes/spawn'
import type { WriterTables } from '@/tests/support/store-processes/write'
import { describeOnBothStores } from '@/tests/support/stores'

/** After how many lines of the writer it is killed: in its start, at its first commit, and later. */
const KILLED_AFTER = [1, 2, 3, 9, 1, 40, 5, 130, 2, 75]

describeOnBothStores('a process killed while it writes', (_open, makeSettings) => {
  it('loses nothing that it has acknowledged, and leaves no half transaction', async () => {
    const settings = await makeSettings()
    await createTables(settings)
    let acknowledged = 0
    for (const lines of KILLED_AFTER) acknowledged = Math.max(acknowledged, await writeAndKill(settings, lines))

    const { kysely, close } = await openDatabase<WriterTables>(settings)
    const { rows } = await sql<{ numbers: number; largest: number; halves: number }>`
      select count(*)::int as numbers, max(n)::int as largest,
             (select count(*)::int from written full join written_again using (n)
               where written.n is null or written_again.n is null) as halves
        from written`.execute(kysely)
    await close()
    expect(rows[0]?.halves).toBe(0)
    expect(rows[0]?.numbers).toBe(rows[0]?.largest)
    expect(rows[0]?.largest).toBeGreaterThanOrEqual(acknowledged)
    expect(acknowledged).toBeGreaterThan(200)
  }, 180_000)
})

async function createTables(settings: DatabaseSettings): Promise<void> {
  const { kysely, close } = await openDatabase(settings)
  await sql`create table written (n integer primary key)`.execute(kysely)
  await sql`create table written_again (n integer primary key)`.execute(kysely)
  await close()
}

/** The last number that the writer acknowledged, 0 for none. */
async function writeAndKill(settings: DatabaseSettings, lines: number): Promise<number> {
  const writer = startStoreProcess('write', settings)
  const exited = once(writer, 'exit')
  const said: string[] = []
  const errors: string[] = []
  writer.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  if (!writer.stdout) throw new Error('The writer was started without pipes')
  for await (const line of createInterface(writer.stdout)) {
    said.push(line)
    if (said.length === lines) writer.kill('SIGKILL')
  }
  const [code, signal] = await exited
  if (signal !== 'SIGKILL') throw new Error(`The writer ended by itself with ${code}: ${errors.join('')}`)
  return Number(said.at(-1)) || 0
}
