import fs from 'node:fs'
import { sql } from 'kysely'
import { openDatabase } from '@/lib/store/database'

const ENDED_BY_THE_STORE = 7
const ROWS_AT_ONCE = 1_000

/**
 * Fills a table, a thousand rows a transaction, and says each one that is committed. What would make PostgreSQL's log larger
 * fails as on a disk that somebody else has filled, between two looks at its room.
 */
async function main(): Promise<void> {
  const settings = JSON.parse(process.argv[2] ?? '')
  const { kysely } = await openDatabase({ ...settings, onDead: () => process.exit(ENDED_BY_THE_STORE) })
  await sql`create table filled (n integer, text text)`.execute(kysely)
  leaveNoRoomForTheLog()
  for (let n = 1; ; n += 1) {
    await sql`insert into filled select ${n}::int, repeat(md5(it::text), 20) from generate_series(1, ${ROWS_AT_ONCE}::int) it`
      .execute(kysely)
      .then(
        () => fs.writeSync(1, `${n}\n`),
        () => new Promise((done) => setTimeout(done, 100)),
      )
  }
}

function leaveNoRoomForTheLog(): void {
  const { openSync, writeSync } = fs
  const log = new Set<number>()
  fs.openSync = ((...args: Parameters<typeof openSync>) => {
    const file = openSync(...args)
    if (String(args[0]).includes('pg_wal')) log.add(file)
    else log.delete(file)
    return file
  }) as typeof openSync
  fs.writeSync = ((file: number, ...rest: unknown[]) => {
    const [, , length, at] = rest
    if (log.has(file) && typeof at === 'number' && at + Number(length) > fs.fstatSync(file).size)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 })
    return Reflect.apply(writeSync, fs, [file, ...rest])
  }) as typeof writeSync
}

await main()
