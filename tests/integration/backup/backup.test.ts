import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { restoreBackup } from '@/lib/backup/server/restore-backup'
import { writeBackup } from '@/lib/backup/server/write-backup'
import { type Database, openDatabase } from '@/lib/store/database'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import type { NamedMigration } from '@/lib/store/schema'
import { problemIn } from '@/tests/integration/audit/tampering'
import { hasPostgres } from '@/tests/support/postgres'
import { describeOnBothStores, emptyEmbeddedFolder, emptyPostgresUrl } from '@/tests/support/stores'
import { addHardRows, addRun, contentOf } from './hard-rows'

const LONG_MS = 240_000

describeOnBothStores('a backup', (open) => {
  const folder = mkdtempSync(join(tmpdir(), 'lakeport-backup-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  let source: Database
  let path = ''
  let before: Map<string, string[]>

  beforeAll(async () => {
    source = await open()
    await addHardRows(source)
    before = await contentOf(source)
    const lease = sql`lease_owner = gen_random_uuid(), lease_until = now() + interval '1 year'`
    await sql`update token_partitions set ${lease}`.execute(source.kysely)
    path = (await writeBackup(source, folder)).path
  }, LONG_MS)

  const target = (migrations: readonly NamedMigration[] = []) => open(migrations)
  const restored = async (file = path, replace = false) => {
    const database = await target()
    await restoreBackup(database, file, { replace })
    return database
  }
  /** For tests that only look. */
  let restoredOnce: Promise<Database> | undefined
  const lookAtRestored = () => {
    restoredOnce ??= restored()
    return restoredOnce
  }
  /** The same backup with other lines, and with or without a checksum that fits. */
  const changed = (name: string, change: (lines: string[]) => string[], isSummedUp = true) => {
    const lines = change(gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n'))
    if (isSummedUp) lines.splice(-1, 1, summedUp(lines))
    const file = join(folder, name)
    writeFileSync(file, gzipSync(`${lines.join('\n')}\n`, { level: 1 }))
    return file
  }

  it(
    'holds every row of every table as it was, however awkward, but for sessions (OPS-4)',
    async () => {
      const database = await lookAtRestored()
      expect(await contentOf(database)).toEqual(before)
      expect(before.get('tasks')).toHaveLength(3)
      expect(before.get('flow_days')).toHaveLength(1)
      expect(before.get('person_days')).toHaveLength(1)
      expect(await database.kysely.selectFrom('sessions').selectAll().execute()).toEqual([])
      expect(await source.kysely.selectFrom('sessions').selectAll().execute()).toHaveLength(1)
    },
    LONG_MS,
  )

  it(
    'goes back into the other kind of store as well (OPS-4)',
    async () => {
      if (!hasPostgres()) throw new Error('This machine has no PostgreSQL')
      const other = await openDatabase(
        source.kind === 'embedded'
          ? { databaseUrl: await emptyPostgresUrl(), dataDir: '' }
          : { dataDir: await emptyEmbeddedFolder() },
      )
      try {
        await restoreBackup(other, path, { replace: false })
        expect(other.kind).not.toBe(source.kind)
        expect(await contentOf(other)).toEqual(before)
        expect(await problemIn(other)).toBeUndefined()
      } finally {
        await other.close()
      }
    },
    LONG_MS,
  )

  it(
    'keeps the audit log whole: its chain goes on behind the restore, which is on record (OPS-4, AUD-3)',
    async () => {
      const database = await lookAtRestored()
      expect(await problemIn(database)).toBeUndefined()
      const records = await database.kysely.selectFrom('audit').selectAll().orderBy('position').execute()
      expect(records.at(-1)).toMatchObject({ action: 'backup.restore', actor_role: 'operator', outcome: 'done' })
      const written = await source.kysely
        .selectFrom('audit')
        .selectAll()
        .where('action', '=', 'backup.write')
        .execute()
      expect(written).toMatchObject([{ actor_role: 'operator', details: { rows: expect.any(Number) } }])
      await expect(sql`delete from audit`.execute(database.kysely)).rejects.toThrow('only grows')
    },
    LONG_MS,
  )

  it(
    'goes on counting where it stopped (OPS-4)',
    async () => {
      const last = (await source.kysely.selectFrom('runs').select('number').execute()).at(-1)?.number ?? 0
      const { kysely: db } = await lookAtRestored()
      const trial = await db.startTransaction().execute()
      expect(await addRun(trial)).toBe(last + 1)
      await trial.rollback().execute()
    },
    LONG_MS,
  )

  it(
    'brings back nobody’s lease: what they were at is due at once (OPS-4)',
    async () => {
      const held = await target(ALL_MIGRATIONS)
      await addHardRows(held)
      const lease = sql`lease_owner = gen_random_uuid(), lease_until = now() + interval '1 year', due_at = 'infinity'`
      await sql`update poll_groups set ${lease}`.execute(held.kysely)
      const { kysely: db } = await restored((await writeBackup(held, join(folder, 'held'))).path)
      const { rows } = await sql<{ held: boolean; due: boolean }>`
        select lease_owner is not null or lease_until is not null as held, due_at <= now() as due from poll_groups`.execute(
        db,
      )
      expect(rows).toEqual([{ held: false, due: true }])
    },
    LONG_MS,
  )

  it('is for its owner’s eyes only, has its name when it is whole, and is never written over (OPS-4)', async () => {
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(path).toMatch(/lakeport-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.jsonl\.gz$/)
    const content = readFileSync(path)
    await expect(writeBackup(source, path)).rejects.toMatchObject({ code: 'conflict' })
    expect(readFileSync(path).equals(content)).toBe(true)
    await expect(writeBackup(source, join(folder, 'no-such-folder', 'x'))).rejects.toMatchObject({
      code: 'invalid_request',
    })
    expect(readdirSync(folder).filter((name) => name.endsWith('.making'))).toEqual([])
  })

  it('leaves no half file behind when it fails, nor a backup without its record (OPS-4, AUD-4)', async () => {
    const database = await target(ALL_MIGRATIONS)
    await sql`alter table audit add check (action <> 'backup.write')`.execute(database.kysely)
    const file = join(folder, 'failing')
    await expect(writeBackup(database, file)).rejects.toThrow()
    expect(existsSync(file) || existsSync(`${file}.making`)).toBe(false)
  })

  it('of an empty database is refused (OPS-4)', async () => {
    await expect(writeBackup(await target(), join(folder, 'empty'))).rejects.toThrow('there is nothing to keep')
  })

  describe('that is damaged changes nothing (OPS-4)', () => {
    const whole = () => readFileSync(path)
    let untouched: Database
    beforeAll(async () => {
      untouched = await target()
    })
    it.each<[string, () => string | Buffer, RegExp]>([
      ['cut in half', () => whole().subarray(0, whole().length / 2), /damaged/],
      ['cut by one byte', () => whole().subarray(0, -1), /damaged/],
      ['cut to nothing', () => Buffer.alloc(0), /is no backup|damaged/],
      ['with bytes behind it', () => Buffer.concat([whole(), gzipSync('more\n')]), /damaged/],
      ['with a bit flipped', () => flipped(whole()), /damaged/],
      ['of another program', () => gzipSync('{"backup":"other"}\n'), /is no backup/],
      ['that is a text', () => 'not gzipped', /is no backup/],
      ['with a value changed', () => changed('v', (all) => all.map(withOtherText), false), /damaged/],
      ['with a row missing', () => changed('r', (all) => without(all, '["'), false), /damaged/],
      ['with a row missing and a new sum', () => changed('s', (all) => without(all, '["')), /damaged/],
      ['with a table missing', () => changed('t', withoutTable, false), /damaged/],
      ['without its end', () => changed('e', (all) => all.slice(0, -1), false), /damaged/],
      ['of a later format', () => changed('f', (all) => all.map(ofLaterFormat)), /has the format 2/],
      ['of a newer version', () => changed('n', (all) => all.map(ofNewerVersion)), /newer version.*9999-later/],
      ['that is not there', () => join(folder, 'nowhere'), /There is no file/],
    ])('%s', async (name, make, message) => {
      const made = make()
      const file = typeof made === 'string' && existsSync(made) ? made : join(folder, name.replaceAll(' ', '-'))
      if (typeof made !== 'string') writeFileSync(file, made)
      else if (made === 'not gzipped') writeFileSync(file, made)
      await expect(restoreBackup(untouched, file, { replace: true })).rejects.toThrow(message)
      expect(await tablesIn(untouched)).toEqual([])
    })
  })

  describe('goes into a database that is in use (OPS-4)', () => {
    it('only when it is told to replace it, and then nothing of the old one is left', async () => {
      const database = await target(ALL_MIGRATIONS)
      await addHardRows(database)
      await addRun(database.kysely)
      await expect(restoreBackup(database, path, { replace: false })).rejects.toThrow(
        'it holds 1 people and 2 runs. With --replace all of it is lost for good.',
      )
      expect((await contentOf(database)).get('runs')).toHaveLength(2)
      await restoreBackup(database, path, { replace: true })
      expect(await contentOf(database)).toEqual(before)
    })

    it('all of it or nothing: what it would replace is there until it is in', async () => {
      const database = await target(ALL_MIGRATIONS)
      await addHardRows(database)
      const old = await contentOf(database)
      const file = changed('bad-value', (all) => all.map((line) => line.replace('"2147483647"', '"many"')))
      await expect(restoreBackup(database, file, { replace: true })).rejects.toThrow(/invalid input syntax/)
      expect(await contentOf(database)).toEqual(old)
      expect(await problemIn(database)).toBeUndefined()
    })

    it('never when somebody else’s tables are in it', async () => {
      const empty = await target()
      await sql`create table of_somebody_else (id integer primary key)`.execute(empty.kysely)
      await expect(restoreBackup(empty, path, { replace: true })).rejects.toThrow(
        "not the portal's: of_somebody_else",
      )
      const shared = await target(ALL_MIGRATIONS)
      await sql`create table of_somebody_else (id integer primary key)`.execute(shared.kysely)
      await expect(restoreBackup(shared, path, { replace: true })).rejects.toThrow("not the portal's")
    })

    it('never when its tables are newer than the backup', async () => {
      const database = await target([...ALL_MIGRATIONS, ADDS_A_COLUMN])
      await expect(restoreBackup(database, path, { replace: true })).rejects.toThrow(
        'newer tables than the backup: 9998-adds-a-column',
      )
    })
  })

  it(
    'made before an upgrade comes back as the newer version has it (OPS-3, OPS-4)',
    async () => {
      const database = await target()
      await restoreBackup(database, path, { replace: false, migrations: [...ALL_MIGRATIONS, ADDS_A_COLUMN] })
      const { rows } = await sql<{ shouted: string }>`select shouted from connectors`.execute(database.kysely)
      expect(rows).toEqual([{ shouted: 'AZURE-DATABRICKS' }])
    },
    LONG_MS,
  )

  it(
    'leaves out tables that were never the portal’s, and says so (OPS-4)',
    async () => {
      const database = await target(ALL_MIGRATIONS)
      await sql`create table of_somebody_else (id integer primary key)`.execute(database.kysely)
      await sql`insert into of_somebody_else values (1)`.execute(database.kysely)
      const { path: file } = await writeBackup(database, join(folder, 'with-a-stranger'))
      const other = await target()
      const { strange } = await restoreBackup(other, file, { replace: false })
      expect(strange).toEqual(['of_somebody_else'])
      expect(await tablesIn(other)).not.toContain('of_somebody_else')
    },
    LONG_MS,
  )
})

/** A step that a later version brings, with what it does to rows that are there. */
const ADDS_A_COLUMN: NamedMigration = {
  name: '9998-adds-a-column',
  up: async (db) => {
    await sql`alter table connectors add column shouted text`.execute(db)
    await sql`update connectors set shouted = upper(slug)`.execute(db)
  },
}

async function tablesIn({ kysely }: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(kysely)
  return rows.map(({ name }) => name)
}

function summedUp(lines: readonly string[]): string {
  const body = lines.slice(0, -1).map((line) => `${line}\n`)
  const rows = lines.filter((line) => line.startsWith('[')).length
  const sha256 = createHash('sha256').update(body.join('')).digest('hex')
  return JSON.stringify({ end: 'backup', rows, sha256 })
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const middle = Math.floor(copy.length / 2)
  copy[middle] = (copy[middle] ?? 0) ^ 1
  return copy
}

function without(lines: readonly string[], beginning: string): string[] {
  const at = lines.findIndex((line) => line.startsWith(beginning))
  return lines.filter((_line, index) => index !== at)
}

function withoutTable(lines: readonly string[]): string[] {
  const from = lines.findIndex((line) => line.startsWith('{"table":"favourites"'))
  const to = lines.findIndex((line) => line.startsWith('{"end":"favourites"'))
  return [...lines.slice(0, from), ...lines.slice(to + 1)]
}

function withOtherText(line: string): string {
  return line.replace('azure-databricks', 'azure-databrickz')
}

function ofLaterFormat(line: string): string {
  return line.replace('"format":1', '"format":2')
}

function ofNewerVersion(line: string): string {
  return line.replace(/("schema":\[[^\]]*)/, '$1,"9999-later"')
}
