import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { emptyEmbeddedFolder } from '@/tests/support/stores'

const SETTINGS = {
  NEXTAUTH_URL: 'http://localhost:3000',
  NEXTAUTH_SECRET: 'made-for-this-test-only',
  AZURE_TENANT_ID: '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60',
  AZURE_CLIENT_ID: 'b3e0a9d2-64c7-4f1b-8d25-97ce1f0a6b34',
  AZURE_CLIENT_SECRET: 'made-for-this-test-only',
  DATABRICKS_HOST: 'https://adb-1234567890123456.7.azuredatabricks.net',
  LAKEPORT_KEY_RING: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
}

/** A fresh evaluation of the module, as each of Next's bundles has one. */
async function bundle() {
  vi.resetModules()
  return await import('@/lib/store/current')
}

describe("the process's database", () => {
  beforeEach(async () => {
    for (const [name, value] of Object.entries(SETTINGS)) vi.stubEnv(name, value)
    vi.stubEnv('DATABASE_URL', '')
    vi.stubEnv('LAKEPORT_DATA_DIR', await emptyEmbeddedFolder())
  })
  afterEach(async () => {
    await (await bundle()).closeDatabase()
    vi.unstubAllEnvs()
  })

  it('is one, with its tables, however many bundles ask for it at once', async () => {
    const [one, two] = [await bundle(), await bundle()]
    const [first, second] = await Promise.all([one.database(), two.database()])
    expect(first).toBe(second)
    expect(await two.query((db) => db.selectFrom('people').selectAll().execute())).toEqual([])
  })

  it('guards its transactions across bundles', async () => {
    const [one, two] = [await bundle(), await bundle()]
    const misused = one.inTransaction(() => two.query((db) => sql`select 1`.execute(db)))
    await expect(misused).rejects.toThrow('inside a transaction')
  })

  it('is opened again after it was closed', async () => {
    const { closeDatabase, database } = await bundle()
    const first = await database()
    await closeDatabase()
    expect(await database()).not.toBe(first)
  })

  it('is asked for again after a start that failed', async () => {
    vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/none')
    await expect((await bundle()).database()).rejects.toMatchObject({ code: 'store_unavailable' })
    vi.stubEnv('DATABASE_URL', '')
    expect((await (await bundle()).database()).kind).toBe('embedded')
  })

  it('is not opened while Next builds', async () => {
    vi.stubEnv('NEXT_PHASE', 'phase-production-build')
    await expect((await bundle()).database()).rejects.toThrow('during `next build`')
  })
})
