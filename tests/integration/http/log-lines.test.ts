import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOG_FIELDS } from '@/lib/log'
import { type Database, openDatabase } from '@/lib/store/database'
import { parseKeyRing } from '@/lib/store/key-ring'
import { open } from '@/lib/store/sealed'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { formWith, locationOf, type PlainBrowser } from './plain-browser'
import { portalOfTest } from './portal-of-test'

/** It stands in what the portal is sent from every side, and must stand in nothing that it says. */
const CANARY = 'Kestrel-71-plumage'
const FORGED = `x\n{"time":"2026-01-01T00:00:00.000Z","level":"info","event":"forged"}\n${CANARY}`
const RUN_NOW = 'POST /api/2.2/jobs/run-now'
const FLOW = '/flows/ping-lakehouse'
const ALLOWED: readonly string[] = ['time', 'level', 'event', ...LOG_FIELDS]

describe.skipIf(!hasPostgres())('what a portal prints while everything goes wrong', () => {
  const portal = portalOfTest(async () => ({ databaseUrl: await emptyPostgresUrl() }))
  let database: Database
  let lines: readonly string[] = []
  let reference = ''
  const secrets = new Set<string>()
  const note = (...found: readonly (string | undefined | null)[]) => {
    for (const secret of found) if (secret && secret.length >= 8) secrets.add(secret)
  }
  const press = async (browser: PlainBrowser) => {
    await browser.post(FLOW, formWith(await (await browser.get(FLOW)).text(), 'Run flow'))
  }

  /** Every fault brings the canary along; then the portal ends, and all that it has printed is read. */
  beforeAll(async () => {
    const { stack, entra, databricks, open: newBrowser } = portal()
    database = await openDatabase({ databaseUrl: stack.env.DATABASE_URL, dataDir: '' })
    const [, keys = ''] = (stack.env.LAKEPORT_KEY_RING ?? '').split(':')
    note(stack.env.NEXTAUTH_SECRET, stack.env.AZURE_CLIENT_SECRET, keys)
    const user = newBrowser()
    await entra.setMode({ accessTokenSeconds: 299 })
    const start = await user.startSignIn({ login_hint: 'user@contoso.example' })
    const back = locationOf(await fetch(locationOf(start), { redirect: 'manual' }))
    note(...user.cookies.values(), back.searchParams.get('code'), back.searchParams.get('state'))
    await user.get(`${back.pathname}${back.search}`)
    note(...user.cookies.values())

    for (const fault of [
      {
        status: 400,
        body: { error_code: 'INVALID', message: FORGED },
        headers: { 'x-databricks-reason-phrase': CANARY },
      },
      { status: 500, body: `<html>${FORGED}`, headers: { 'content-type': 'text/html' } },
      { status: 200, body: `${CANARY} {`, headers: { 'content-type': 'application/json' } },
      { status: 302, headers: { location: `https://${CANARY}.example/` } },
      { status: 403, body: { error_code: 'PERMISSION_DENIED', message: `Bearer ${CANARY}` } },
    ]) {
      await databricks.addFault({ match: RUN_NOW, times: 1, ...fault })
      await press(user)
    }
    await noteTokens()
    await entra.addFault({
      match: `POST /${stack.env.AZURE_TENANT_ID}/oauth2/v2.0/token`,
      status: 200,
      times: 1,
      body: CANARY,
    })
    await press(user)
    await entra.addFault({
      match: `POST /${stack.env.AZURE_TENANT_ID}/oauth2/v2.0/token`,
      status: 400,
      times: 1,
      body: { error: 'invalid_grant', error_description: `AADSTS70000: ${FORGED}`, error_codes: [70000] },
    })
    await press(user)

    const stranger = newBrowser()
    const hostile = {
      'user-agent': CANARY,
      cookie: `next-auth.session-token=${CANARY}; tz=${CANARY}`,
      'x-request-id': CANARY,
    }
    for (const path of [
      '/',
      `/runs/${encodeURIComponent(FORGED)}`,
      `/api/runs?q=${encodeURIComponent(FORGED)}`,
      '/runs/%E0%A4%A',
    ]) {
      await stranger.get(path, hostile)
      await user.get(path, { 'user-agent': CANARY })
    }
    await stranger.get(`/api/auth/callback/azure-ad?code=${CANARY}&state=${CANARY}`, hostile)
    await stranger.get(`/api/auth/callback/azure-ad?error=${CANARY}&error_description=${CANARY}&state=x`, hostile)
    await user.post(FLOW, new URLSearchParams({ x: CANARY }), { 'next-action': CANARY })
    await user.post('/api/auth/signin/azure-ad', `{"${CANARY}`, { 'content-type': 'application/json' })
    await breakUnforeseen(user, stack.env.NEXTAUTH_SECRET ?? '')
    await stack.portal.kill('SIGTERM')
    const said = readFileSync(stack.logFile, 'utf8').trim().split('\n')
    lines = said.filter((line) => !/^\d+ flows are in place\.$/.test(line)) // the command that brought the flows
  }, 300_000)
  afterAll(() => database?.close())

  /** What is kept for the person, opened as the portal opens it. */
  async function noteTokens(): Promise<void> {
    const { env } = portal().stack
    const ring = parseKeyRing(env.LAKEPORT_KEY_RING ?? '')
    const row = await database.kysely
      .selectFrom('token_partitions')
      .innerJoin('people', 'people.id', 'token_partitions.person_id')
      .selectAll()
      .executeTakeFirstOrThrow()
    const about = {
      purpose: 'token-partition',
      tenantId: row.tenant_id,
      objectId: row.object_id,
      partition: row.partition_key,
      version: String(row.version),
    }
    const cache = ring.ok ? open(ring.value, row.sealed, about) : ''
    note(...[...cache.matchAll(/"secret":"([^"]+)"/g)].map(([, secret]) => secret))
  }

  /** An error that no code of the portal foresaw, thrown by the database, with whatever it may hold. */
  async function breakUnforeseen(user: PlainBrowser, secret: string): Promise<void> {
    const message = `${secret} client_secret=${CANARY} in "${CANARY}"\n${FORGED}`.replaceAll("'", "''")
    await sql
      .raw(`create function broken() returns trigger language plpgsql as $$ begin raise exception '%', '${message}'; end $$;
        create trigger broken before insert on favourites for each row execute function broken()`)
      .execute(database.kysely)
    const form = formWith(await (await user.get(FLOW)).text(), 'id="favourite"')
    form.set('star', 'ping-lakehouse')
    const answer = await user.post(FLOW, form)
    expect(answer.status).toBe(500)
    await sql`alter table favourites rename to gone`.execute(database.kysely)
    reference = (await user.get('/')).headers.get('x-request-id') ?? ''
  }

  it('is one JSON record a line, with fields that are on the list (AUD-5)', () => {
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines) {
      const record = JSON.parse(line)
      expect(record).toMatchObject({ time: expect.any(String), level: expect.any(String), event: expect.any(String) })
      for (const name of Object.keys(record)) expect(ALLOWED).toContain(name)
    }
  })

  it('is told by the portal alone: no line is anybody else’s (AUD-5)', () => {
    expect(lines.filter((line) => JSON.parse(line).event === 'forged')).toEqual([])
  })

  it('holds nothing of what it was sent (AUD-5)', () => {
    expect(lines.filter((line) => line.includes(CANARY))).toEqual([])
  })

  it('holds no token, code, state, cookie, key or secret (TOK-1)', () => {
    expect(secrets.size).toBeGreaterThanOrEqual(10)
    for (const secret of secrets) expect(lines.filter((line) => line.includes(secret))).toEqual([])
    expect(lines.filter((line) => /eyJ[\w-]{10,}/.test(line))).toEqual([])
  })

  it('says under the reference of a page what nobody foresaw (AUD-5)', () => {
    const told = lines.map((line) => JSON.parse(line)).filter((record) => record.reference === reference)
    expect(told).toMatchObject([
      { level: 'error', event: 'page.failed', error: 'error: relation "…" does not exist', code: '42P01' },
    ])
  })

  it('says of what Next prints the first line and the places in the code (AUD-5)', () => {
    const told = lines.map((line) => JSON.parse(line)).filter(({ event, stack }) => event === 'output' && stack)
    expect(told).toContainEqual(
      expect.objectContaining({
        level: 'error',
        text: expect.stringMatching(/^error: \[hidden/),
        stack: expect.stringMatching(/^at /),
      }),
    )
  })
})
