import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentOf } from '@/lib/connectors/document'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { saveDocument } from '@/lib/connectors/server/save-document'
import { ownTests, type TestAsk, testConnector } from '@/lib/connectors/server/test-connector'
import type { Viewer } from '@/lib/identity/viewer'
import { connectors as words } from '@/lib/language/en/connectors'
import { runNowCalls } from '@/tests/integration/runs/run-now-calls'
import { PING_JOB, SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { FIRST, forgetConnectors } from './connectors-of-test'

const ADMIN = 'admin@contoso.example'
const BAND_MS = 700

describePortal('the test of an action', SAMPLE_FLOWS, (portal) => {
  let admin: Viewer
  beforeEach(async () => {
    admin = await portal.signIn(ADMIN)
    await sql`delete from request_counts`.execute(portal.store().kysely)
  })
  afterEach(async () => {
    await forgetConnectors(portal.store())
    await sql`update connectors set definition = null, origin = ${portal.databricks().url} where slug = ${FIRST}`.execute(
      portal.store().kysely,
    )
  })

  const askFor = (operation: string, values: TestAsk['values'], more: Partial<TestAsk> = {}): TestAsk => ({
    ...{ slug: FIRST, operation, clientKey: randomUUID(), isMeant: false, values },
    ...more,
  })
  const results = async () => ownTests(admin, await getConnector(admin, FIRST))
  const tried = async (ask: TestAsk) => {
    const tested = await testConnector(admin, ask, words)
    if (!tested.ok) throw new Error(JSON.stringify(tested.issues))
    const result = (await results()).find(({ id }) => id === tested.value)
    if (!result) throw new Error('The result is not kept')
    return result
  }
  const leadTo = (origin: string) =>
    sql`update connectors set origin = ${origin} where slug = ${FIRST}`.execute(portal.store().kysely)

  it('is a real call as the Admin, told with status, duration, headers and body, and never with the token (TOK-1)', async () => {
    const { asked, answered } = await tried(askFor('GetJob', { 'query.job_id': PING_JOB }))
    expect(asked).toMatchObject({
      method: 'GET',
      url: `${portal.databricks().url}/api/2.2/jobs/get?job_id=${PING_JOB}`,
      headers: { authorization: 'Bearer ***' },
    })
    expect(answered).toMatchObject({ kind: 'answered', status: 200, isCut: false, misfits: [] })
    expect(JSON.stringify(answered)).toContain(PING_JOB)
    const [call] = (await portal.databricks().requests()).filter(({ path }) => path === '/api/2.2/jobs/get')
    expect(call).toMatchObject({ upn: ADMIN, status: 200 })
    expect(JSON.stringify(await results())).not.toMatch(/eyJ[\w-]{10,}/)
  })

  it('of run-now starts one run, though its form is sent three times at once (RUN-3, RUN-8)', async () => {
    const ask = askFor('RunJobNow', { 'body.job_id': PING_JOB }, { isMeant: true })
    const sent = await Promise.all([1, 2, 3].map(() => testConnector(admin, ask, words)))
    sent.push(await testConnector(admin, ask, words))
    expect(new Set(sent.map((tested) => JSON.stringify(tested))).size).toBe(1)
    expect(await portal.databricks().runs()).toHaveLength(1)
    expect(await runNowCalls(portal)).toMatchObject([{ idempotencyToken: ask.clientKey }])
    expect(await results()).toMatchObject([{ answered: { kind: 'answered', status: 200 } }])
  })

  it.each([{ drop: 'after' }, { drop: 'before' }, { status: 503 }, { status: 500 }] as const)(
    'of what changes something is sent once, whatever becomes of it: %j (RUN-8)',
    async (fault) => {
      await portal.databricks().addFault({ match: 'POST /api/2.2/jobs/runs/cancel-all', times: 9, ...fault })
      const ask = askFor('CancelAllRuns', { 'body.job_id': PING_JOB }, { isMeant: true, bandMs: BAND_MS })
      const { answered } = await tried(ask)
      await testConnector(admin, ask, words)
      const kind = 'status' in fault ? 'answered' : 'not_reached'
      expect(answered).toMatchObject({ kind })
      const calls = (await portal.databricks().requests()).filter(({ path }) => path.endsWith('/cancel-all'))
      expect(calls).toHaveLength(1)
    },
  )

  it('of what changes something is sent to nobody who has not said that they mean it', async () => {
    const asked = await testConnector(admin, askFor('RunJobNow', { 'body.job_id': PING_JOB }), words)
    expect(asked).toMatchObject({ ok: false, issues: [{ field: 'isMeant' }] })
    expect(await portal.databricks().requests()).toEqual([])
  })

  it('keeps an id of 19 digits as it was typed (IO-6)', async () => {
    const ask = askFor('RunJobNow', { 'body.job_id': '9007199254740993' }, { isMeant: true })
    const { asked, answered } = await tried(ask)
    expect(asked.body).toContain('"job_id":9007199254740993')
    expect(JSON.stringify(answered)).toContain('9007199254740993')
  })

  it.each<[string, string, TestAsk['values'], string]>([
    ['nothing', 'GetJob', {}, 'query.job_id'],
    ['a word for a number', 'GetJob', { 'query.job_id': 'ping' }, 'query.job_id'],
    ['more than 64 bits', 'GetJob', { 'query.job_id': '9223372036854775808' }, 'query.job_id'],
    ['a way up the path', 'GetStatement', { 'path.statement_id': '..' }, 'path.statement_id'],
    ['a broken list', 'RunJobNow', { 'body.job_id': '1', 'body.only': '[' }, 'body.only'],
    ['a name that pollutes', 'RunJobNow', { 'body.job_id': '1', 'body.queue': '{"__proto__": {}}' }, 'body.queue'],
    [
      'more than 10,000 bytes',
      'RunJobNow',
      { 'body.job_id': '1', 'body.job_parameters': JSON.stringify({ x: 'ü'.repeat(5_000) }) },
      'body.job_parameters',
    ],
    [
      'none of the choices',
      'ExportRun',
      { 'query.run_id': '1', 'query.views_to_export': 'X' },
      'query.views_to_export',
    ],
  ])(
    '%s is said beside the field, and nothing is sent (IO-1, IO-3, IO-4)',
    async (_what, operation, values, field) => {
      const tested = await testConnector(admin, askFor(operation, values, { isMeant: true }), words)
      expect(tested).toMatchObject({ ok: false, issues: [{ field }] })
      expect(await portal.databricks().requests()).toEqual([])
      expect(await results()).toEqual([])
    },
  )

  it('takes 10,000 bytes of parameters, and not one more (IO-3)', async () => {
    const parameters = (bytes: number) => JSON.stringify({ x: 'a'.repeat(bytes - '{"x":""}'.length) })
    const of = (bytes: number) =>
      askFor('RunJobNow', { 'body.job_id': '1', 'body.job_parameters': parameters(bytes) })
    expect(await testConnector(admin, of(10_001), words)).toMatchObject({
      issues: [{ field: 'body.job_parameters' }],
    })
    expect(await testConnector(admin, of(10_000), words)).toMatchObject({ issues: [{ field: 'isMeant' }] })
  })

  it('goes to the host and path of the definition, whatever the values say (AUTHZ-6)', async () => {
    const values = {
      ...{ 'path.statement_id': 'x/../../jobs/list?a=1#b', host: 'evil.example', path: '/evil', method: 'DELETE' },
      ...{ 'header.authorization': 'Bearer x', 'query.unknown': '1' },
    }
    const { asked } = await tried(askFor('GetStatement', values))
    expect(asked).toMatchObject({ method: 'GET', headers: { authorization: 'Bearer ***' } })
    const encoded = 'x%2F..%2F..%2Fjobs%2Flist%3Fa%3D1%23b'
    expect(asked.url).toBe(`${portal.databricks().url}/api/2.0/sql/statements/${encoded}`)
  })

  it('of a header that is the portal’s own is refused, in any spelling', async () => {
    const connector = await getConnector(admin, FIRST)
    const responses = { '200': { description: 'OK' } }
    const parameters = ['Authorization', 'X-Forwarded-For', 'X-Mine'].map((name) => ({
      name,
      in: 'header',
      type: 'string',
    }))
    const paths = { '/api/2.2/jobs/list': { get: { operationId: 'List', summary: 'List', parameters, responses } } }
    const text = JSON.stringify({ ...documentOf(connector), paths })
    const save = { slug: FIRST, version: connector.version, acceptBreaks: true }
    expect((await saveDocument(admin, save, text, words)).ok).toBe(true)
    const values = { 'header.Authorization': 'Bearer x', 'header.X-Forwarded-For': '1.2.3.4', 'header.X-Mine': 'a' }
    expect(await testConnector(admin, askFor('List', values), words)).toMatchObject({
      issues: [{ field: 'header.Authorization' }, { field: 'header.X-Forwarded-For' }],
    })
    const broken = await testConnector(admin, askFor('List', { 'header.X-Mine': 'a\r\nX-Evil: 1' }), words)
    expect(broken).toMatchObject({ issues: [{ field: 'header.X-Mine' }] })
    expect((await tried(askFor('List', { 'header.X-Mine': 'a' }))).answered).toMatchObject({ status: 200 })
  })

  it('tells what does not fit the described schema', async () => {
    await portal.databricks().addFault({ match: 'GET /api/2.2/jobs/get', status: 200, body: '{"job_id": "many"}' })
    const { answered } = await tried(askFor('GetJob', { 'query.job_id': PING_JOB }))
    expect(answered).toMatchObject({ status: 200, misfits: [expect.stringContaining('#/job_id')] })
  })

  it('shows the beginning of a long answer, and the token nowhere in it (TOK-1)', async () => {
    const body = JSON.stringify({ echo: 'x'.repeat(50_000) })
    await portal.databricks().addFault({ match: 'GET /api/2.2/jobs/get', status: 200, body })
    const { answered } = await tried(askFor('GetJob', { 'query.job_id': PING_JOB }))
    if (answered?.kind !== 'answered') throw new Error('No answer')
    expect([answered.isCut, answered.body.length]).toEqual([true, 20_000])
  })

  it('keeps the last five results of each Admin, and shows nobody those of another (AUTHZ-2)', async () => {
    for (const limit of ['1', '2', '3', '4', '5', '6']) await tried(askFor('ListJobs', { 'query.limit': limit }))
    expect((await results()).map(({ asked }) => new URL(asked.url).searchParams.get('limit'))).toEqual([
      ...['6', '5', '4', '3', '2'],
    ])
    await portal.entra().patchUser('maker@contoso.example', { roles: ['Portal.Admin'] })
    const other = await portal.signIn('maker@contoso.example')
    expect(await ownTests(other, await getConnector(other, FIRST))).toEqual([])
  })

  it('is for Admins, ten in a minute, and a person too many is told how long to wait (AUTHZ-7)', async () => {
    const maker = await portal.signIn('maker@contoso.example')
    await expect(testConnector(maker, askFor('ListJobs', {}), words)).rejects.toMatchObject({ code: 'not_permitted' })
    for (let times = 0; times < 10; times += 1) await tried(askFor('ListJobs', {}))
    const calls = (await portal.databricks().requests()).length
    await expect(testConnector(admin, askFor('ListJobs', {}), words)).rejects.toMatchObject({
      code: 'too_many_requests',
      facts: { limit: '10' },
    })
    expect((await portal.databricks().requests()).length).toBe(calls)
  })

  describe('of a host that does not answer', () => {
    const servers: Server[] = []
    afterEach(() => {
      for (const server of servers.splice(0)) server.close()
    })
    /** A port of this machine on which `onOpen` happens to whoever comes; the operator has listed it. */
    const listening = async (onOpen: (say: (text: string) => void, end: () => void) => void): Promise<string> => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined)
        onOpen(
          (text) => socket.write(text),
          () => socket.destroy(),
        )
      })
      await new Promise<void>((listen) => server.listen(0, '127.0.0.1', listen))
      servers.push(server)
      const address = server.address()
      if (!address || typeof address === 'string') throw new Error('No port')
      return `http://127.0.0.1:${address.port}`
    }

    it.each<[string, () => Promise<string>]>([
      ['a silent port', () => listening(() => undefined)],
      ['a port that hangs up', () => listening((_say, end) => end())],
      ['a port that speaks something else', () => listening((say) => say('SSH-2.0-x\r\n'))],
      [
        'a closed port',
        async () => {
          const origin = await listening(() => undefined)
          servers.pop()?.close()
          return origin
        },
      ],
    ])('%s looks like the others: the same words after the same time (OUT-8)', async (_what, lead) => {
      const origin = await lead()
      const { allowedHosts } = (await import('@/lib/config')).config()
      ;(allowedHosts as string[]).push(new URL(origin).host)
      await leadTo(origin)
      const began = performance.now()
      const { answered } = await tried(askFor('ListJobs', {}, { bandMs: BAND_MS }))
      const took = performance.now() - began
      expect(answered).toEqual({ kind: 'not_reached' })
      expect(took).toBeGreaterThanOrEqual(BAND_MS - 50)
      expect(took).toBeLessThan(BAND_MS + 1_000)
    })

    it('one that the operator has not listed is not called at all (OUT-1)', async () => {
      let opened = 0
      const origin = await listening(() => {
        opened += 1
      })
      await leadTo(origin)
      expect((await tried(askFor('ListJobs', {}))).answered).toEqual({
        kind: 'not_sent',
        code: 'databricks_configuration',
      })
      expect(opened).toBe(0)
    })
  })
})
