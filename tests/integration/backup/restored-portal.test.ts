import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newSecrets } from '@/emulators/portal-settings.mjs'
import { KilledPortal, type PersonsBrowser } from '@/tests/integration/durability/killed-portal'
import { pressFlow } from '@/tests/integration/http/press'
import { runCommand } from '@/tests/support/commands'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { until } from '@/tests/support/until'

const LONG_MS = 600_000

/** One portal, which moves from the embedded store to PostgreSQL and back again. */
describe.skipIf(!hasPostgres())('a portal that is restored', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lakeport-backup-'))
  const [first, second] = [join(folder, 'first.jsonl.gz'), join(folder, 'second.jsonl.gz')]
  let portal: KilledPortal
  let onPostgres: Settings
  let user: PersonsBrowser
  let done = ''
  let active = ''

  beforeAll(async () => {
    portal = await KilledPortal.start({})
    onPostgres = { DATABASE_URL: await emptyPostgresUrl() }
    user = await portal.signIn('user@contoso.example')
    const maker = await portal.signIn('maker@contoso.example')
    done = await pressFlow(user, 'ping-lakehouse')
    active = await pressFlow(maker, 'rebuild-forecast', { horizon_weeks: '12' })
    await portal.databricks.advanceClock(10_000)
    await untilStatus(user, done, 'Succeeded')
    await untilStatus(maker, active, 'Running')
  }, LONG_MS)
  afterAll(async () => {
    await portal?.stack.close()
    rmSync(folder, { recursive: true, force: true })
  }, LONG_MS)

  const untilStatus = (browser: PersonsBrowser, runId: string, wanted: string) =>
    until(
      () => portal.statusOf(browser, runId),
      (status) => status === wanted,
    )
  const run = (command: string, args: string[], settings: Settings = {}) =>
    runCommand(command, args, { ...portal.stack.env, ...settings })
  /** A look at a run with the token of this person. */
  const lookedAtFor = async (upn: string, since: number) =>
    (await portal.databricks.requests(since)).some((seen) => seen.upn === upn && seen.path.endsWith('/runs/get'))
  const said = () => readFileSync(portal.stack.logFile, 'utf8')
  const expectWritten = async (file: string, settings: Settings = {}) => {
    const { code, out, err } = await run('backup', [file], settings)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/\.jsonl\.gz: \d+ rows of \d+ tables, [\d.]+ MB\. Its secrets are sealed: keep the keys/)
  }

  it(
    'is backed up by a command that says where to and what stays out of it (OPS-4)',
    async () => {
      const refused = await run('backup', [first])
      expect(refused).toMatchObject({ code: 1, out: '' })
      expect(refused.err).toMatch(/^The embedded database in .* is open in another process/)
      await portal.stack.portal.kill('SIGTERM')
      await expectWritten(first)
      expect(await run('backup', [first])).toMatchObject({ code: 1, err: expect.stringMatching(/is there already/) })
      expect(await run('backup', [])).toMatchObject({ code: 1, err: expect.stringMatching(/^Where to\?/) })
    },
    LONG_MS,
  )

  it(
    'on PostgreSQL, with its keys, goes on by itself: runs are followed, and only sessions are gone (OPS-4)',
    async () => {
      const { code, out, err } = await run('restore', [first], onPostgres)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toMatch(/^\d+ rows are back as they were at 20.*Everybody signs in again\.$/m)
      const again = await run('restore', [first], onPostgres)
      expect(again).toMatchObject({ code: 1, out: '' })
      expect(again.err).toMatch(/^The database is in use: it holds 2 people and 2 runs\. With --replace/)

      const [{ sequence } = { sequence: 0 }] = (await portal.databricks.requests()).slice(-1)
      await portal.stack.portal.restart(onPostgres)
      await until(
        () => lookedAtFor('maker@contoso.example', sequence),
        (looked) => looked,
      )
      expect((await user.get('/api/runs')).status).toBe(401)
      user = await portal.signIn('user@contoso.example')
      expect(await portal.statusOf(user, done)).toBe('Succeeded')
      expect(said()).not.toContain('keys.do_not_open')
    },
    LONG_MS,
  )

  it(
    'into its old folder, without its keys, keeps its history and goes on with who signs in again (OPS-4, TOK-4)',
    async () => {
      await expectWritten(second, onPostgres) // beside the portal
      await portal.stack.portal.kill('SIGKILL')
      const replaced = await run('restore', [second, '--replace'])
      expect({ code: replaced.code, err: replaced.err }).toEqual({ code: 0, err: '' })
      const { LAKEPORT_KEY_RING } = newSecrets()
      await portal.stack.portal.restart({ LAKEPORT_KEY_RING: LAKEPORT_KEY_RING.replace('demo', 'fresh') })
      const alarms = said()
        .split('\n')
        .filter((line) => line.includes('"keys.do_not_open"'))
      expect(alarms.map((line) => JSON.parse(line))).toMatchObject([{ keyId: 'demo', rows: 2 }])

      const maker = await portal.signIn('maker@contoso.example')
      await portal.databricks.advanceClock(600_000)
      await untilStatus(maker, active, 'Succeeded')
      user = await portal.signIn('user@contoso.example')
      expect(await portal.statusOf(user, done)).toBe('Succeeded')
      expect(await portal.databricks.runs()).toHaveLength(2)
    },
    LONG_MS,
  )
})

type Settings = Readonly<Record<string, string>>
