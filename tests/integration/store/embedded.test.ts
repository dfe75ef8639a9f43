import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type EmbeddedPostgres, openEmbedded } from '@/lib/store/embedded'
import { emptyEmbeddedFolder } from '@/tests/support/stores'

describe('the embedded database', () => {
  const opened: EmbeddedPostgres[] = []
  const open = async (dataDir: string) => {
    const database = await openEmbedded(dataDir)
    opened.push(database)
    return database
  }
  const close = () => Promise.all(opened.splice(0).map((database) => database.close()))
  afterEach(close)

  it('is made where there is none, over what an interrupted creation left', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'lakeport-embedded-'))
    const dataDir = join(parent, 'deep', 'data')
    mkdirSync(join(dataDir, 'database.making-cut-short', 'base'), { recursive: true })
    const { pglite } = await open(dataDir)
    expect((await pglite.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect(readdirSync(dataDir).sort()).toEqual(['database', 'database.lock'])
    await close()
    rmSync(parent, { recursive: true })
  })

  it('is opened by one at a time, and by the next after it is closed', async () => {
    const dataDir = await emptyEmbeddedFolder()
    await open(dataDir)
    const second = openEmbedded(dataDir)
    await expect(second).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(second).rejects.toThrow(/^The embedded database in .*database is open .* set DATABASE_URL/)
    await close()
    await open(dataDir)
  })

  it('opens although a start was cut short while it wrote postmaster.pid', async () => {
    const dataDir = await emptyEmbeddedFolder()
    writeFileSync(join(dataDir, 'database', 'postmaster.pid'), '')
    await open(dataDir)
  })

  it('flushes every commit to the disk', async () => {
    const dataDir = await emptyEmbeddedFolder()
    const { pglite } = await open(dataDir)
    await pglite.exec('create table things (id integer)')
    const flushes = countFlushes(pglite)
    for (let id = 0; id < 10; id += 1) await pglite.query('insert into things values ($1)', [id])
    expect(flushes()).toBeGreaterThanOrEqual(10)
  })

  it('says that a damaged folder cannot be opened, and lets go of it', async () => {
    const dataDir = await emptyEmbeddedFolder()
    rmSync(join(dataDir, 'database', 'global'), { recursive: true })
    await expect(openEmbedded(dataDir)).rejects.toMatchObject({ code: 'store_unavailable' })
    await expect(openEmbedded(dataDir)).rejects.toThrow(/cannot be opened/)
  })

  it('replaces nothing that it finds in its place', async () => {
    const dataDir = await emptyEmbeddedFolder()
    rmSync(join(dataDir, 'database', 'PG_VERSION'))
    await expect(openEmbedded(dataDir)).rejects.toThrow(/cannot be opened/)
    expect(existsSync(join(dataDir, 'database', 'global'))).toBe(true)
  })

  it('says so when its lock cannot be written', async () => {
    const dataDir = await emptyEmbeddedFolder()
    rmSync(join(dataDir, 'database.lock'), { force: true })
    mkdirSync(join(dataDir, 'database.lock'))
    await expect(openEmbedded(dataDir)).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringMatching(/may not write beside .*database\. Check LAKEPORT_DATA_DIR/),
    })
  })

  it('says so when the folder cannot be made', async () => {
    const dataDir = await emptyEmbeddedFolder()
    const file = join(dataDir, 'database', 'PG_VERSION')
    await expect(openEmbedded(file)).rejects.toMatchObject({ code: 'store_unavailable' })
  })
})

/** How often PostgreSQL has asked for a flush and got it, from now on. */
function countFlushes(pglite: EmbeddedPostgres['pglite']): () => number {
  const { stream_ops: files } = (
    pglite.Module as unknown as { NODEFS: { stream_ops: { fsync(file: object): number } } }
  ).NODEFS
  const flush = files.fsync
  let done = 0
  files.fsync = (file) => {
    const errno = flush(file)
    if (errno === 0) done += 1
    return errno
  }
  return () => done
}
