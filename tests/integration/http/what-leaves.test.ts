import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCache } from '@/lib/identity/server/token-vault'
import { type Database, openDatabase } from '@/lib/store/database'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { until } from '@/tests/support/until'
import { ROOT } from '../../../.ci/bootstrap.mjs'
import { everyRow } from './every-row'
import { locationOf, type PlainBrowser } from './plain-browser'
import { type PortalOfTest, portalOfTest } from './portal-of-test'
import { openFlow, pressFlow, statusOf } from './press'

const USER = 'user@contoso.example'
const ADMIN = 'admin@contoso.example'
const PATHS = [
  '/',
  '/flows/ping-lakehouse',
  '/flows/refresh-sales',
  '/runs',
  '/connections',
  '/connections/azure-databricks/delete',
  '/connections?all=1',
  '/workspace',
  '/workspace?tab=warehouses&q=sales',
  '/admin/runs',
  '/help',
  '/sign-in?again=1',
]
const RUN_NOW = 'POST /api/2.2/jobs/run-now'

const folder = mkdtempSync(join(tmpdir(), 'lakeport-leaves-'))
const noted = join(folder, 'connections')
writeFileSync(noted, '')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasPostgres())('what leaves a portal while people sign in and press', () => {
  const portal = portalOfTest(async () => ({
    databaseUrl: await emptyPostgresUrl(),
    env: {
      NODE_OPTIONS: `--import ${join(ROOT, 'tests/support/note-connections.mjs')}`,
      CONNECTIONS_NOTED_IN: noted,
    },
  }))
  /** Everything that any browser was sent: heads with the addresses they lead to, and bodies. */
  const sent: string[] = []
  let secrets: Map<string, string>
  let store: Database

  beforeAll(async () => {
    const { stack } = portal()
    secrets = await withEverybodyAtWork(portal(), sent)
    Object.assign(process.env, stack.env)
    store = await openDatabase({ databaseUrl: stack.env.DATABASE_URL, dataDir: '' })
    for (const [name, secret] of await keptTokens(store)) secrets.set(name, secret)
  }, 240_000)
  afterAll(() => store?.close())

  it('goes to Entra ID, the workspace and the database, and nowhere else (AUTH-3)', () => {
    const { stack } = portal()
    const allowed = [stack.entraUrl, stack.databricksUrl, stack.env.DATABASE_URL ?? ''].map(
      (url) => new URL(url).host,
    )
    const called = new Set(readFileSync(noted, 'utf8').trim().split('\n').map(plainHost))
    expect([...called].toSorted()).toEqual(allowed.map(plainHost).toSorted())
  })

  it('holds no token, code, key or secret in any answer, log line or address (TOK-1, AUTH-10)', async () => {
    const { stack, entra, databricks } = portal()
    expect([...secrets.keys()]).toEqual(expect.arrayContaining([...KINDS]))
    const asked = [...(await entra.requests()), ...(await databricks.requests())]
    const places = {
      'what browsers were sent': sent.join('\n'),
      'the log': readFileSync(stack.logFile, 'utf8').replace(/^AZURE_CLIENT_SECRET=.*$/m, ''), // the emulator's greeting
      'addresses that were called': asked.map(({ path, query }) => `${path}?${query}`).join('\n'),
      'job parameters': JSON.stringify(await databricks.runs()),
    }
    for (const [place, text] of Object.entries(places)) {
      expect(text.length, place).toBeGreaterThan(100)
      expect(found(text, secrets), place).toEqual([])
    }
  })

  it('and what is kept in the database opens with the key ring alone (TOK-1)', async () => {
    for (const [table, rows] of await everyRow(store)) expect(found(rows, secrets), table).toEqual([])
  })
})

/** What must be among the canaries, or the search proves nothing. */
const KINDS = ['access token of', 'refresh token of', 'id token of'].flatMap((kind) =>
  [USER, ADMIN].map((upn) => `${kind} ${upn}`),
)

/** Good and bad days of two people, with everything they are sent kept. Answers the secrets that only browsers have. */
async function withEverybodyAtWork(portal: PortalOfTest, sent: string[]): Promise<Map<string, string>> {
  const secrets = new Map<string, string>([
    ['client secret', portal.stack.env.AZURE_CLIENT_SECRET ?? ''],
    ['session secret', portal.stack.env.NEXTAUTH_SECRET ?? ''],
    ['key ring', (portal.stack.env.LAKEPORT_KEY_RING ?? '').split(':')[1] ?? ''],
  ])
  for (const upn of [USER, ADMIN]) {
    const browser = listening(portal.open(), sent)
    const start = await browser.startSignIn({ login_hint: upn })
    const back = locationOf(await fetch(locationOf(start), { redirect: 'manual' }))
    secrets.set(`code of ${upn}`, back.searchParams.get('code') ?? '')
    await browser.get(`${back.pathname}${back.search}`)
    const runId = await pressFlow(browser, 'ping-lakehouse')
    await portal.databricks.advanceClock(60_000)
    await tour(browser, runId)
    await failingPresses(portal, browser)
  }
  return secrets
}

async function tour(browser: PlainBrowser, runId: string): Promise<void> {
  await until(
    () => statusOf(browser, runId),
    (status) => status === 'Succeeded',
  )
  for (const path of [
    ...PATHS,
    `/runs/${runId}`,
    `/api/runs/${runId}`,
    '/api/runs',
    `/api/runs/${runId}/output?task=ping`,
  ]) {
    await browser.get(path)
    await browser.get(path, { rsc: '1' })
  }
}

/** A workspace that repeats what it was sent, and an Entra that refuses. */
async function failingPresses({ databricks, entra }: PortalOfTest, browser: PlainBrowser): Promise<void> {
  for (const fault of [
    { status: 403, body: { error_code: 403, message: 'Invalid access token.' }, times: 2 },
    { status: 400, body: { error_code: 'INVALID_PARAMETER_VALUE', message: 'no such thing' } },
    { status: 302, headers: { location: 'https://login.contoso.example/' } },
  ]) {
    await databricks.addFault({ match: RUN_NOW, ...fault })
    const { form } = await openFlow(browser, 'ping-lakehouse')
    await browser.follow(await browser.post('/flows/ping-lakehouse', form))
    await databricks.clearFaults()
  }
  await browser.get('/api/auth/callback/azure-ad?code=stolen&state=other')
  await entra.clearFaults()
}

/** Keeps heads and bodies of all that the browser is sent; its own session cookie is for it, and is left out. */
function listening(browser: PlainBrowser, sent: string[]): PlainBrowser {
  const { get, post } = browser
  const keep = async (answer: Promise<Response>) => {
    const response = await answer
    const head = [...response.headers].filter(([name]) => name !== 'set-cookie')
    sent.push(JSON.stringify(head), await response.clone().text())
    return response
  }
  browser.get = (...args) => keep(get.apply(browser, args))
  browser.post = (...args) => keep(post.apply(browser, args))
  return browser
}

/** Opened as the portal opens them. */
async function keptTokens({ kysely }: Database): Promise<[string, string][]> {
  const people = await kysely.selectFrom('people').selectAll().execute()
  const kept = await Promise.all(
    people.map(async (person) => {
      const owner = { personId: person.id, tenantId: person.tenant_id, objectId: person.object_id }
      const { text } = await openCache(kysely, { ...owner, homeAccountId: person.home_account_id ?? '' })
      return tokensIn(text).map(([kind, secret]): [string, string] => [`${kind} of ${person.user_name}`, secret])
    }),
  )
  return kept.flat()
}

const KIND = { AccessToken: 'access token', RefreshToken: 'refresh token', IdToken: 'id token' } as const

function tokensIn(cache: string): [string, string][] {
  const parts = JSON.parse(cache) as Record<string, Record<string, { secret: string }>>
  return Object.entries(KIND).flatMap(([part, kind]) =>
    Object.values(parts[part] ?? {}).map(({ secret }): [string, string] => [kind, secret]),
  )
}

/** The names of the secrets that the text holds: as they are, in the forms in which they travel, or the better part of them. */
function found(text: string, secrets: ReadonlyMap<string, string>): string[] {
  const holds = (secret: string) =>
    [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')]
      .concat(secret.length > 80 ? [secret.slice(-60)] : [])
      .some((form) => text.includes(form))
  return [...secrets].filter(([, secret]) => secret !== '' && holds(secret)).map(([name]) => name)
}

function plainHost(host: string): string {
  return host.replace(/^(localhost|::1|\[::1\]):/, '127.0.0.1:')
}
