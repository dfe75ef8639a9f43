import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '@/lib/store/database'
import { KilledPortal, type PersonsBrowser } from '@/tests/integration/durability/killed-portal'
import { runCommand } from '@/tests/support/commands'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyEmbeddedFolder, emptyPostgresUrl } from '@/tests/support/stores'
import { until } from '@/tests/support/until'

const LONG_MS = 600_000
const SLUG = 'ping-lakehouse'

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`
const OLD = key('old')
const NEW = key('new')

/** On PostgreSQL, where keys are rotated beside the portal; rotate-keys.test.ts does it on both stores. */
describe.skipIf(!hasPostgres())('a portal whose keys change', () => {
  let portal: KilledPortal
  let user: PersonsBrowser
  let maker: PersonsBrowser
  let user2: PersonsBrowser

  beforeAll(async () => {
    portal = await KilledPortal.start({ databaseUrl: await emptyPostgresUrl(), env: { LAKEPORT_KEY_RING: OLD } })
    user = await portal.signIn('user@contoso.example')
    maker = await portal.signIn('maker@contoso.example')
  }, LONG_MS)
  afterAll(() => portal?.stack.close(), LONG_MS)

  /** One press, and what its page says when the workspace and the portal agree. */
  const press = async (browser: PersonsBrowser) => {
    const runId = await portal.send(await portal.open(browser, SLUG))
    return until(
      () => portal.statusOf(browser, runId),
      (status) => ['Succeeded', 'Failed'].includes(status),
    )
  }
  const pressAll = (...browsers: PersonsBrowser[]) => Promise.all(browsers.map(press))
  const restart = (...ring: string[]) => portal.stack.portal.restart({ LAKEPORT_KEY_RING: ring.join() })
  const rotate = (change: Readonly<Record<string, string>> = {}) =>
    runCommand('rotate-keys', [], { ...portal.stack.env, LAKEPORT_KEY_RING: [NEW, OLD].join(), ...change })
  const signInsAtEntra = async () =>
    (await portal.entra.requests()).filter(({ path }) => path.endsWith('/authorize')).length
  const alarms = () =>
    readFileSync(portal.stack.logFile, 'utf8')
      .split('\n')
      .filter((line) => /"event":"(keys\.do_not_open|token_vault\.does_not_open)"/.test(line))
      .map((line) => JSON.parse(line))

  it(
    'reads old and new side by side, and needs the old key no more once rotate-keys has run (TOK-3)',
    async () => {
      await restart(NEW, OLD)
      user2 = await portal.signIn('user2@contoso.example')
      expect(await pressAll(user, user2)).toEqual(['Succeeded', 'Succeeded'])

      const rotation = rotate()
      expect(await pressAll(user, user2, maker)).toEqual(['Succeeded', 'Succeeded', 'Succeeded'])
      const { code, out, err } = await rotation
      expect(err).toBe('')
      expect(out.trim().split('\n')).toEqual([
        'Sealed anew by the key "new": tokens of people, 2.',
        'Sealed anew by the key "new": secret inputs of runs, 0.',
        'Sealed anew by the key "new": secrets of connectors, 0.',
        'Sealed anew by the key "new": people on their way to connect, 0.',
        'Sealed anew by the key "new": tokens of service principals, 0.',
        expect.stringMatching(/^Nothing is sealed by "old" any more: take it out of LAKEPORT_KEY_RING\. Backups/),
      ])
      expect(code).toBe(0)
      for (const secret of [OLD, NEW]) expect(out).not.toContain(secret.split(':')[1])

      await restart(NEW)
      const before = await signInsAtEntra()
      expect(await pressAll(user, user2, maker)).toEqual(['Succeeded', 'Succeeded', 'Succeeded'])
      expect(await signInsAtEntra()).toBe(before)
      expect(alarms()).toEqual([])
    },
    LONG_MS,
  )

  it(
    'rotates no embedded store that somebody has open: the portal is to be stopped first, in one line (TOK-3)',
    async () => {
      const dataDir = await emptyEmbeddedFolder()
      const database = await openDatabase({ dataDir })
      const refused = await rotate({ DATABASE_URL: '', LAKEPORT_DATA_DIR: dataDir }).finally(() => database.close())
      expect(refused).toMatchObject({ code: 1, out: '' })
      expect(refused.err).toMatch(/^The embedded database in .* is open in another process.* Stop the other process/)
      expect(refused.err.trim().split('\n')).toHaveLength(1)
    },
    LONG_MS,
  )

  it.each([
    ['without the key', key('other'), { rows: 3, why: 'LAKEPORT_KEY_RING does not hold this key' }],
    ['with another key under its id', key('new'), { rows: 2, why: 'another key has this id' }],
  ])(
    'started %s serves on, alarms, starts nothing, and asks each person to sign in again (TOK-4)',
    async (_how, ring, found) => {
      const before = (await portal.databricks.runs()).length
      const alarmed = alarms().length
      await restart(ring)
      const { pid } = portal.stack.portal
      const alarm = { level: 'error', event: 'keys.do_not_open', keyId: 'new', ...found }
      expect(alarms().slice(alarmed)).toContainEqual(expect.objectContaining(alarm))

      const runId = await portal.send(await portal.open(user, SLUG))
      const page = await (await user.get(`/runs/${runId}`)).text()
      expect(page).toContain('Your sign-in to Azure Databricks has ended.')
      expect(page).toContain('did not start')
      expect(await portal.statusOf(user, runId)).toBe('Failed')
      expect(await portal.databricks.runs()).toHaveLength(before)

      user = await portal.signIn('user@contoso.example')
      expect(await press(user)).toBe('Succeeded')
      expect(await portal.statusOf(maker, await portal.send(await portal.open(maker, SLUG)))).toBe('Failed')
      expect(portal.stack.portal.pid).toBe(pid)
      expect((await maker.get('/api/health/ready')).status).toBe(200)
    },
    LONG_MS,
  )
})
