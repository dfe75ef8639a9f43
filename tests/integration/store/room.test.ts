import { once } from 'node:events'
import fs from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { LEAST_FREE_BYTES } from '@/lib/limits/least-free-space'
import { openDatabase } from '@/lib/store/database'
import { startStoreProcess } from '@/tests/support/store-processes/spawn'
import { emptyEmbeddedFolder } from '@/tests/support/stores'
import { until } from '@/tests/support/until'

const ENDED_BY_THE_STORE = 7
const LONG_MS = 60_000

const { statfs } = fs

/** What the file system says of itself from now on. */
function leave(bytes: number): void {
  Object.assign(fs, { statfs: async () => ({ bavail: Math.ceil(bytes / 4096), bsize: 4096 }) })
}

describe('REL-10: the embedded database on a disk that fills up', () => {
  afterEach(() => {
    fs.statfs = statfs
  })

  it('is only read while there is next to no room, and written to again by itself (REL-10)', async () => {
    leave(LEAST_FREE_BYTES)
    const { kysely, close } = await openDatabase({ dataDir: await emptyEmbeddedFolder() })
    await sql`create table things (id integer)`.execute(kysely)
    const put = () => sql`insert into things values (1)`.execute(kysely).catch((error: unknown) => error)

    leave(LEAST_FREE_BYTES - 4096)
    const refused = await until(put, (answer) => answer instanceof Error)
    expect(refused).toMatchObject({ code: 'store_unavailable' })
    await expect(sql`select count(*) from things`.execute(kysely)).resolves.toBeDefined()

    leave(LEAST_FREE_BYTES)
    await until(put, (answer) => !(answer instanceof Error))
    await close()
  })

  it('is only read from its first moment on, when there is no room then (REL-10)', async () => {
    leave(0)
    const { kysely, close } = await openDatabase({ dataDir: await emptyEmbeddedFolder() })
    await expect(sql`create table things (id integer)`.execute(kysely)).rejects.toMatchObject({
      code: 'store_unavailable',
    })
    await close()
  })

  it(
    'ends its process when its log finds no room all the same, and then has all that it acknowledged (REL-10)',
    async () => {
      const settings = { dataDir: await emptyEmbeddedFolder() }
      const writer = startStoreProcess('write-without-room', settings)
      const exited = once(writer, 'exit')
      if (!writer.stdout) throw new Error('The writer was started without pipes')
      let acknowledged = 0
      for await (const line of createInterface(writer.stdout)) acknowledged = Number(line) || acknowledged
      expect(await exited).toEqual([ENDED_BY_THE_STORE, null])
      expect(acknowledged).toBeGreaterThan(1)

      const { kysely, close } = await openDatabase(settings)
      const { rows } = await sql<{ kept: number; parts: number }>`
        select max(n)::int as kept, count(*) filter (where rows <> 1000)::int as parts
          from (select n, count(*) as rows from filled group by n) as by_number`.execute(kysely)
      expect(rows).toEqual([{ kept: acknowledged, parts: 0 }])
      await close()
    },
    LONG_MS,
  )
})
