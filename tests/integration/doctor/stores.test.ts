import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { aboutPartition } from '@/lib/identity/server/sealed-tokens'
import { type Database, openDatabase } from '@/lib/store/database'
import { parseKeyRing } from '@/lib/store/key-ring'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import { seal } from '@/lib/store/sealed'
import { putPartition } from '@/lib/store/token-partitions'
import { makePortalRole } from '@/tests/integration/audit/role-of-readme'
import { contentOf } from '@/tests/integration/backup/hard-rows'
import { hasPostgres } from '@/tests/support/postgres'
import { describeOnBothStores, emptyEmbeddedFolder, emptyPostgresUrl } from '@/tests/support/stores'
import { newSecrets } from '../../../emulators/portal-settings.mjs'
import { emulated, type Settings } from './emulated'

const LONG_MS = 120_000
const doctor = emulated()

/** One person with tokens, sealed by the ring of the settings. */
async function addTokens({ kysely }: Database, settings: Settings): Promise<void> {
  const ring = parseKeyRing(settings.LAKEPORT_KEY_RING ?? '')
  if (!ring.ok) throw new Error('no key ring')
  const [personId, tenantId, objectId] = [randomUUID(), randomUUID(), randomUUID()]
  await sql`insert into people (id, tenant_id, object_id, user_name, display_name, roles, first_seen_at, last_seen_at)
    values (${personId}, ${tenantId}, ${objectId}, '', '', '[]', now(), now())`.execute(kysely)
  const about = aboutPartition({ key: 'user:x', tenantId, objectId, version: 1 } as Parameters<
    typeof aboutPartition
  >[0])
  const sealed = seal(ring.value, 'the tokens', about)
  await putPartition(kysely, { key: 'user:x', personId, sealed, version: 1, at: new Date() })
}

describeOnBothStores('the doctor at a database', (_open, makeSettings) => {
  /** A portal's database with somebody's tokens, closed again, and the settings for it. */
  const stopped = async (migrations = ALL_MIGRATIONS): Promise<Settings> => {
    const { databaseUrl, dataDir } = await makeSettings()
    const database = await openDatabase({ databaseUrl, dataDir })
    await migrate(database, migrations)
    await addTokens(database, doctor.settings())
    await database.close()
    return databaseUrl === undefined ? { LAKEPORT_DATA_DIR: dataDir } : { DATABASE_URL: databaseUrl }
  }
  /** For tests that only look, as the doctor does. */
  let looked: Promise<Settings> | undefined
  const wellStopped = () => {
    looked ??= stopped()
    return looked
  }
  const reopened = ({ DATABASE_URL, LAKEPORT_DATA_DIR = '' }: Settings) =>
    openDatabase({ databaseUrl: DATABASE_URL, dataDir: LAKEPORT_DATA_DIR })
  const contentAt = async (settings: Settings) => {
    const database = await reopened(settings)
    return contentOf(database).finally(() => database.close())
  }

  it(
    'finds it well, with its version, its schema and what the key ring opens, and leaves it as it was',
    async () => {
      const settings = await wellStopped()
      const before = await contentAt(settings)
      const findings = await doctor.find(settings)
      expect(findings.get('database')).toMatchObject({
        verdict: 'ok',
        says: expect.stringMatching(/PostgreSQL 1[5-9](\.\d+)?, writable, with the schema of this version\.$/),
      })
      expect(findings.get('key ring')).toMatchObject({
        verdict: 'ok',
        says: 'It opens what is sealed, rows: 1; "demo" writes.',
      })
      expect(findings.get('consent')).toMatchObject({ verdict: 'ok', says: 'People with tokens for Databricks: 1.' })
      expect(await contentAt(settings)).toEqual(before)
    },
    LONG_MS,
  )

  it.each([
    [
      'lacks the key',
      'fresh',
      /^LAKEPORT_KEY_RING lacks the key "demo", which sealed token_partitions\.sealed, rows: 1/,
    ],
    [
      'has another key under its id',
      'demo',
      /^LAKEPORT_KEY_RING has another key as "demo" than the one that sealed token_partitions\.sealed, rows: 1/,
    ],
  ])(
    'names a key ring that %s',
    async (_what, id, says) => {
      const settings = await wellStopped()
      const LAKEPORT_KEY_RING = newSecrets().LAKEPORT_KEY_RING.replace('demo', id)
      const findings = await doctor.find({ ...settings, LAKEPORT_KEY_RING })
      expect(findings.get('key ring')).toMatchObject({
        verdict: 'fail',
        says: expect.stringMatching(says),
        remedy: expect.stringMatching(/^Mount the ring with that key/),
      })
      expect(JSON.stringify([...findings.values()])).not.toContain(LAKEPORT_KEY_RING.split(':')[1])
    },
    LONG_MS,
  )

  it(
    'says how many steps of the schema the next start makes, and makes none',
    async () => {
      const settings = await stopped(ALL_MIGRATIONS.slice(0, -1))
      const before = await contentAt(settings)
      expect((await doctor.find(settings)).get('database')).toMatchObject({
        verdict: 'ok',
        says: expect.stringMatching(/writable; the next start brings its schema up to date, steps: 1\.$/),
      })
      expect(await contentAt(settings)).toEqual(before)
    },
    LONG_MS,
  )

  it(
    'names a schema that is newer than this version can use',
    async () => {
      const taken = { name: '9998-takes-away', oldestKnown: '9998-takes-away', up: async () => undefined }
      const settings = await stopped([...ALL_MIGRATIONS, taken])
      expect((await doctor.find(settings)).get('database')).toMatchObject({
        verdict: 'fail',
        says: expect.stringMatching(/newer than this version.*9998-takes-away.*Start the newer version/),
      })
    },
    LONG_MS,
  )

  it(
    'names people who wait for consent',
    async () => {
      const settings = await stopped()
      const database = await reopened(settings)
      await sql`insert into connectors (id, slug, name, origin, resource_id, created_at)
      values (gen_random_uuid(), 'azure-databricks', 'x', 'https://x', 'y', now())`.execute(database.kysely)
      await sql`insert into connections (id, person_id, connector_id, problem, created_at)
      select gen_random_uuid(), people.id, connectors.id, 'consent_needed', now() from people, connectors`.execute(
        database.kysely,
      )
      await database.close()
      expect((await doctor.find(settings)).get('consent')).toMatchObject({
        verdict: 'warn',
        says: 'People who wait for consent to Azure Databricks: 1. With tokens: 1.',
        remedy: expect.stringMatching(/^Grant admin consent/),
      })
    },
    LONG_MS,
  )
})

describe.skipIf(!hasPostgres())('the doctor at a PostgreSQL', () => {
  const find = async (DATABASE_URL: string) => (await doctor.find({ DATABASE_URL })).get('database')

  it('that is empty says that the first start makes the tables, and makes none', async () => {
    const url = await emptyPostgresUrl()
    expect(await find(url)).toMatchObject({ verdict: 'ok', says: expect.stringMatching(/empty: the first start/) })
    expect(await find(url)).toMatchObject({ verdict: 'ok', says: expect.stringMatching(/empty: the first start/) })
  })

  it.each([
    [
      'where there is no server',
      () => Promise.resolve('postgres://lakeport@127.0.0.1:9/lakeport'),
      /^The database of DATABASE_URL cannot be used: .*ECONNREFUSED/,
      /^Start the server/,
    ],
    [
      'without such a database',
      async () => (await emptyPostgresUrl()).replace(/\/[^/]*$/, '/of_nobody'),
      /database "of_nobody" does not exist/,
      /^Create that database/,
    ],
    [
      'that does not know the user',
      async () => Object.assign(new URL(await emptyPostgresUrl()), { username: 'nobody_here' }).href,
      /role "nobody_here" does not exist/,
      /^Mend user and password/,
    ],
  ])('%s names it, and says what to do', async (_what, url, says, remedy) => {
    expect(await find(await url())).toMatchObject({
      verdict: 'fail',
      says: expect.stringMatching(says),
      remedy: expect.stringMatching(remedy),
    })
  })

  it('that takes no writes names it', async () => {
    const url = await emptyPostgresUrl()
    const database = await openDatabase({ databaseUrl: url, dataDir: '' })
    await migrate(database, ALL_MIGRATIONS)
    const name = new URL(url).pathname.slice(1)
    await sql`alter database ${sql.ref(name)} set default_transaction_read_only = on`.execute(database.kysely)
    await database.close()
    expect(await find(url)).toMatchObject({
      verdict: 'fail',
      says: expect.stringMatching(/takes no writes/),
      remedy: expect.stringMatching(/a replica will not do/),
    })
  })

  it(
    'finds the role of the README well, and one that lacks its rights or the steps that only the owner makes',
    async () => {
      const url = await emptyPostgresUrl()
      const owner = await openDatabase({ databaseUrl: url, dataDir: '' })
      await migrate(owner, ALL_MIGRATIONS)
      const role = await makePortalRole(owner, url)
      const own = Object.assign(new URL(url), { username: role.name, password: 'one%20of%20its%20own' }).href
      try {
        expect(await find(own)).toMatchObject({ verdict: 'ok' })
        await sql`revoke insert on audit from ${sql.ref(role.name)}`.execute(owner.kysely)
        expect(await find(own)).toMatchObject({
          verdict: 'fail',
          says: expect.stringMatching(/may not write to the tables/),
        })
        const last = ALL_MIGRATIONS.at(-1)?.name ?? ''
        await sql`delete from kysely_migration where name = ${last}`.execute(owner.kysely)
        expect(await find(own)).toMatchObject({
          verdict: 'fail',
          says: expect.stringMatching(
            /lacks steps of the schema \(1\), and the role of DATABASE_URL may not make them/,
          ),
          remedy: 'Run npm run migrate with the role that owns the tables.',
        })
      } finally {
        await role.drop()
        await owner.close()
      }
    },
    LONG_MS,
  )
})

describe('the doctor at an embedded database that somebody has open', () => {
  it('says so kindly where no portal answers, and looks at the rest', async () => {
    const dataDir = await emptyEmbeddedFolder()
    const database = await openDatabase({ dataDir })
    const findings = await doctor.find({ LAKEPORT_DATA_DIR: dataDir }).finally(() => database.close())
    expect(findings.get('database')).toMatchObject({
      verdict: 'warn',
      says: 'Another process has the embedded database open, and no portal answers at http://127.0.0.1:9.',
    })
    expect(findings.get('key ring')).toMatchObject({ verdict: 'warn', says: expect.stringMatching(/^Not looked at/) })
    expect(findings.get('free space')?.verdict).toBe('ok')
  })
})
