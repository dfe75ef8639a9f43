import { createHmac, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { chooseWishes } from '@/lib/notices/server/choose-wishes'
import { sendHook } from '@/lib/notices/server/send-hook'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'

const SECRET = randomBytes(32).toString('base64')
const PATH = '/hook?sig=canary-in-the-url'
const MESSAGE = { id: '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77', body: '{"a":1}' }

interface Seen {
  readonly path: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}
const seen: Seen[] = []
let answer: { status: number; headers?: Record<string, string>; body?: string } = { status: 200 }
const listener = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  seen.push({ path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
  response.writeHead(answer.status, answer.headers).end(answer.body)
})
let port = 0
afterEach(() => {
  seen.length = 0
  answer = { status: 200 }
})
afterAll(() => new Promise((resolve) => listener.close(resolve)))

describePortal('a webhook and Teams', SAMPLE_FLOWS, (portal) => {
  it('get what a person chose to send there, signed, with nothing that was typed or came of it', async () => {
    const db = portal.store().kysely
    const user = await portal.signIn('user@contoso.example')
    await chooseWishes(user, undefined, { end: ['webhook', 'teams'], failure: [], wait: [] })
    const runId = await portal.press(user, 'refresh-sales', { region: 'EMEA', top_n: '10' })
    await portal.databricks().advanceClock(1_200_000)
    await portal.untilRun(user, runId, ({ run }) => run.state === 'done')
    const open = () => db.selectFrom('deliveries').selectAll().where('sent_at', 'is', null).execute()
    await until(open, (rows) => rows.length === 0)
    const hook = seen.find(({ path }) => path === PATH)
    const { 'lakeport-timestamp': at, 'lakeport-signature': signature } = hook?.headers ?? {}
    const expected = createHmac('sha256', SECRET).update(`${at}.${hook?.body}`).digest('hex')
    expect(signature).toBe(`v1=${expected}`)
    expect(Math.abs(Number(at) * 1_000 - Date.now())).toBeLessThan(60_000)
    expect(JSON.parse(hook?.body ?? '')).toEqual({
      id: hook?.headers['lakeport-delivery'],
      event: 'end',
      person: 'user@contoso.example',
      run: {
        ...{ id: runId, number: expect.any(Number), flow: expect.any(String), status: 'Succeeded' },
        ...{ createdAt: expect.any(String), endedAt: expect.any(String) },
        url: expect.stringMatching(new RegExp(`/runs/${runId}$`)),
      },
    })
    const teams = seen.find(({ path }) => path === '/teams')
    expect(teams?.headers['lakeport-signature']).toBeUndefined()
    expect(JSON.parse(teams?.body ?? '').attachments[0].content).toMatchObject({
      type: 'AdaptiveCard',
      actions: [{ type: 'Action.OpenUrl', url: expect.stringContaining(runId) }],
    })
    for (const { body } of seen) expect(body).not.toMatch(/EMEA|top_n|flowTitle/)
    const { rows } = await sql<{
      text: string
    }>`select audit::text as text from audit where action = 'notice.send'`.execute(db)
    expect(rows).toHaveLength(2)
    for (const { text } of rows) expect(text).not.toContain('canary')
  })
})

// Behind the emulators' own, whose list of hosts the listener joins.
beforeAll(async () => {
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  port = (listener.address() as AddressInfo).port
  Object.assign(process.env, {
    LAKEPORT_ALLOWED_HOSTS: `${process.env.LAKEPORT_ALLOWED_HOSTS},127.0.0.1:${port}`,
    LAKEPORT_WEBHOOK_URL: `http://127.0.0.1:${port}${PATH}`,
    LAKEPORT_WEBHOOK_SECRET: SECRET,
    LAKEPORT_TEAMS_URL: `http://127.0.0.1:${port}/teams`,
  })
})

const settings = (url: string) => ({ url, secret: SECRET, secretFile: undefined })
const here = () => `http://127.0.0.1:${port}${PATH}`
const listed = () => ({ allowedHosts: [`127.0.0.1:${port}`], networks: [] })

it.each<[status: number, problem: string | undefined]>([
  [204, undefined],
  [400, 'refused'],
  [401, 'sign_in'],
  [404, 'refused'],
  [410, 'refused'],
  [429, 'busy'],
  [503, 'busy'],
])('an answer of %i is %s', async (status, problem) => {
  answer = { status }
  expect(await sendHook(settings(here()), listed(), MESSAGE)).toBe(problem)
  expect(seen).toHaveLength(1)
})

it('a redirect is followed nowhere, neither within the host nor out of it (OUT-4)', async () => {
  for (const location of [`http://127.0.0.1:${port}/other`, 'http://169.254.169.254/latest/meta-data']) {
    answer = { status: 307, headers: { location } }
    expect(await sendHook(settings(here()), listed(), MESSAGE)).toBe('refused')
  }
  expect(seen.map(({ path }) => path)).toEqual([PATH, PATH])
})

it('an answer without end is not read (OUT-6)', async () => {
  answer = { status: 200, body: 'x'.repeat(5_000_000) }
  expect(await sendHook(settings(here()), listed(), MESSAGE)).toBeUndefined()
})

it.each([
  'http://hooks.contoso.example/a',
  'https://hooks.contoso.example:8443/a',
  'https://user:pass@hooks.contoso.example/a',
  'https://hooks.contoso.example/a#b',
  'http://169.254.169.254/latest/meta-data',
  'http://127.0.0.1:1/a',
  'file:///etc/passwd',
  'x',
])('%s is called by nobody (OUT-1)', async (url) => {
  const resolve = vi.fn()
  expect(await sendHook(settings(url), { ...listed(), resolve }, MESSAGE)).toBe('refused')
  expect(resolve).not.toHaveBeenCalled()
})

it.each(['169.254.169.254', '168.63.129.16', '127.0.0.1', '10.1.2.3', '::1', '::ffff:127.0.0.1', 'fd00::1'])(
  'a name that leads to %s is not dialled, nor is one that leads there too (OUT-2)',
  async (address) => {
    const family = address.includes(':') ? 6 : 4
    for (const others of [[], [{ address: '8.8.8.8', family: 4 }]]) {
      const resolve = () => Promise.resolve([...others, { address, family }])
      expect(await sendHook(settings('https://hooks.contoso.example/a'), { ...listed(), resolve }, MESSAGE)).toBe(
        'refused',
      )
    }
  },
)

it.each(['https://169.254.169.254/', 'https://[::1]/', 'https://[::ffff:a9fe:a9fe]/', 'https://2130706433/'])(
  'the address %s is not dialled (OUT-2)',
  async (url) => {
    expect(await sendHook(settings(url), { allowedHosts: [], networks: [] }, MESSAGE)).toBe('refused')
  },
)
