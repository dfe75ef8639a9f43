import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { errors } from '@/lib/language/en/errors'
import { type Database, openDatabase } from '@/lib/store/database'
import { migrate } from '@/lib/store/migrate'
import { ALL_MIGRATIONS } from '@/lib/store/migrations/all-migrations'
import type { NamedMigration } from '@/lib/store/schema'
import { until } from '@/tests/support/until'
import type { PlainBrowser } from '../http/plain-browser'
import { openFlow, pressFlow, statusOf } from '../http/press'
import type { ThreeProcesses } from './cluster-of-test'

const LONG_MS = 240_000

const step = (name: string, statements: readonly string[], oldestKnown?: string): NamedMigration => ({
  name,
  up: async (db) => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
  ...(oldestKnown && { oldestKnown }),
})

/** What an older version says of a code that it does not know. */
const TOLD = errors.unknown_to_this_version({})

/** As the next version would bring it. */
const ADDS = step('9001-notes', [
  'alter table runs add column note text',
  'create index runs_by_note on runs (note) where note is not null',
  'create table notes (run_id uuid primary key references runs)',
])
/** As a version would bring rows that this one reads in another sense. */
const MEANS = step('9002-other-sense', [], '9002-other-sense')
/** As the version after that would take away what it no longer uses. */
const TAKES = step('9003-no-search', ['alter table runs rename column search to words'], '9002-other-sense')

/** Old code and new schema, under load. The last two leave a schema that the cluster cannot use. */
export function rollingStart(cluster: () => ThreeProcesses): void {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({ databaseUrl: cluster().databaseUrl, dataDir: '' })
  })
  afterAll(() => database?.close())

  const names = ['first', 'second', 'worker'] as const
  const ready = () =>
    Promise.all(names.map(async (name) => (await fetch(`${cluster().members[name].url}/api/health/ready`)).status))
  const succeeds = (browser: PlainBrowser, runId: string) =>
    until(
      () => statusOf(browser, runId),
      (status) => status === 'Succeeded',
    )

  it(
    'go on, press and follow, while a newer version adds to the schema, and start on it (OPS-3)',
    async () => {
      const people = await Promise.all(
        ['user', 'maker', 'admin'].map(async (name) => {
          const browser = cluster().open()
          await browser.signIn(`${name}@contoso.example`)
          return browser
        }),
      )
      let migrated = false
      const pressAllTheTime = async (browser: PlainBrowser): Promise<string[]> => {
        const runIds: string[] = []
        while (!migrated || runIds.length < 3) runIds.push(await pressFlow(browser, 'ping-lakehouse'))
        return runIds
      }
      const pressing = people.map(pressAllTheTime)
      expect(await migrate(database, [...ALL_MIGRATIONS, ADDS])).toEqual(['9001-notes'])
      migrated = true
      const pressed = await Promise.all(pressing)
      expect(await ready()).toEqual([200, 200, 200])
      await cluster().members.first.process.restart()
      await cluster().databricks.advanceClock(60_000)
      for (const [index, runIds] of pressed.entries()) {
        for (const runId of runIds) await succeeds(people[index] ?? cluster().open(), runId)
      }
    },
    LONG_MS,
  )

  it(
    'show what a newer version has written about a connection and a run, and neither use that connection nor mend it (OPS-3)',
    async () => {
      const upn = 'user2@contoso.example'
      const browser = cluster().open()
      await browser.signIn(upn)
      const runId = await pressFlow(browser, 'ping-lakehouse')
      await cluster().databricks.advanceClock(60_000)
      await succeeds(browser, runId)
      const opened = await openFlow(browser, 'ping-lakehouse')
      const { rows } = await sql<{ person_id: string }>`update connections set problem = 'connection_of_tomorrow',
        problem_facts = '{"until":"Monday"}', not_watched_since = now()
        where person_id = (select id from people where user_name = ${upn}) returning person_id`.execute(
        database.kysely,
      )
      await sql`update runs set error = '{"code":"of_tomorrow","facts":{}}', state = 'refused', status = 'Failed'
        where id = ${runId}::uuid`.execute(database.kysely)
      await sql`update run_steps set databricks_run_id = null where id = ${runId}::uuid`.execute(database.kysely)

      for (const path of ['/', '/connections', '/workspace', '/runs', '/flows/ping-lakehouse', `/runs/${runId}`]) {
        const page = await browser.get(path)
        expect([path, page.status]).toEqual([path, 200])
      }
      expect(await (await browser.get(`/runs/${runId}`)).text()).toContain(TOLD.title)
      const refused = await browser.post(`/flows/${opened.slug}`, opened.form)
      expect(refused.headers.get('location')).toBeNull()
      expect(await refused.text()).toContain(TOLD.title)
      await browser.signIn(upn)
      const problems = await sql<{ problem: string }>`select problem from connections
        where person_id = ${rows[0]?.person_id}::uuid`.execute(database.kysely)
      expect(problems.rows).toEqual([{ problem: 'connection_of_tomorrow' }])
    },
    LONG_MS,
  )

  it(
    'keep no press once a newer version has written what they would read in another sense, and say so (OPS-3)',
    async () => {
      const browser = cluster().open()
      await browser.signIn('user@contoso.example')
      const opened = await openFlow(browser, 'ping-lakehouse')
      const runs = async () =>
        (await sql<{ many: number }>`select count(*)::int as many from runs`.execute(database.kysely)).rows
      const before = await runs()
      expect(await migrate(database, [...ALL_MIGRATIONS, ADDS, MEANS])).toContain('9002-other-sense')
      const refused = await browser.post(`/flows/${opened.slug}`, opened.form)
      expect(refused.headers.get('location')).toBeNull()
      expect(await refused.text()).toContain(errors.too_old({}).title)
      expect(await runs()).toEqual(before)
    },
    LONG_MS,
  )

  it(
    'are not ready and leave all work once a newer version takes something away, and do not start on it (OPS-3, REL-9)',
    async () => {
      const { first, worker } = cluster().members
      expect(await migrate(database, [...ALL_MIGRATIONS, ADDS, MEANS, TAKES])).toEqual(['9003-no-search'])
      await until(ready, (statuses) => statuses.every((status) => status === 503))
      // Whoever looked at that moment comes to the end of it, and takes nothing more.
      await until(
        async () =>
          (
            await sql<{ held: number }>`select count(*)::int as held from poll_groups
              where lease_until > now()`.execute(database.kysely)
          ).rows[0]?.held,
        (held) => held === 0,
      )
      for (const { process } of [first, worker]) {
        await process.kill('SIGTERM')
        await expect(process.restart()).rejects.toThrow(
          /has ended.*\n.*The database's schema is newer than this version of the portal can use: it needs a version with 9002-other-sense/s,
        )
      }
    },
    LONG_MS,
  )
}
