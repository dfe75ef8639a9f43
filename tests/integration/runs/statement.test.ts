import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { getOutputText, getRun } from '@/lib/runs/server/get-run'
import type { FaultSpec } from '@/tests/support/emulator-control'
import { describePortal } from '@/tests/support/in-process-portal'
import { callsOf } from './run-now-calls'
import { flowOf } from './sample-flows'

const SEND = 'POST /api/2.0/sql/statements'
const HISTORY = 'GET /api/2.0/sql/history/queries'
const USER = 'user@contoso.example'
const SALES_WAREHOUSE = 'a1b2c3d4e5f60718'
const FINANCE_WAREHOUSE = 'b2c3d4e5f6071829'

const ORDERS =
  'SELECT order_id, product, amount FROM orders WHERE region = :region AND order_id < :below ORDER BY order_id'

const statementFlow = (slug: string, statement: string, more: object = {}) =>
  flowOf(slug, '1', {
    inputs: {
      type: 'object',
      additionalProperties: false,
      properties: { region: { type: 'string' }, below: { type: 'integer' } },
    },
    steps: [
      {
        action: 'sql',
        warehouseId: SALES_WAREHOUSE,
        statement,
        parameters: {
          region: { input: 'region', type: 'STRING' },
          below: { input: 'below', type: 'BIGINT' },
        },
        ...more,
      },
    ],
  })

const FLOWS = [
  statementFlow('orders', ORDERS),
  statementFlow('on-stopped', ORDERS, { warehouseId: FINANCE_WAREHOUSE }),
  statementFlow('missing-table', 'SELECT * FROM nothing WHERE region = :region AND below < :below'),
  statementFlow('long', 'SELECT :region AS region, :below AS below, 1 AS long'),
]

interface Sent {
  statement_id: string
  user_name: string
  statement: string
  parameters: Record<string, unknown>
  state: string
}

/** One person each, because faults are told apart by person; the portal waits for silence, so all are played at once. */
const LOSSES: readonly (readonly [upn: string, fault: Omit<FaultSpec, 'match'>])[] = [
  ['user@contoso.example', { drop: 'after' }],
  ['maker@contoso.example', { hangMs: 16_000 }],
  ['admin@contoso.example', { afterHandler: true, status: 503 }],
]

describePortal('a flow that is a statement', FLOWS, (portal) => {
  const control = async (path: string, body?: object): Promise<Sent[]> => {
    const init = body ? { method: 'POST', body: JSON.stringify(body) } : {}
    return (await (await fetch(`${portal.databricks().url}/__emulator${path}`, init)).json()) as Sent[]
  }
  const sent = () => control('/statements')
  const calls = (line: string) => callsOf(portal, line)
  const ended = (viewer: Viewer, runId: string) =>
    portal.untilRun(viewer, runId, ({ run }) => run.state === 'done' || run.state === 'lost')

  it('runs once as the person, with what was typed as values of their types, and shows the rows (IO-8)', async () => {
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, 'orders', { region: 'EMEA', below: '1010' })
    const { run, tasks } = await ended(user, runId)
    const [only, ...more] = await sent()
    expect(more).toEqual([])
    expect(only).toMatchObject({ user_name: USER, parameters: { region: 'EMEA', below: 1010 } })
    expect(only?.statement).toBe(`-- Lakeport run ${runId}\n${ORDERS}`)
    expect(run).toMatchObject({
      ...{ status: 'Succeeded', identityMode: 'as_me', runsAs: USER, startedBy: USER },
      ...{ databricksRunId: only?.statement_id, databricksJobId: undefined },
    })
    expect(tasks).toMatchObject([{ taskKey: 'statement', kind: 'sql_statement', output: { kind: 'table' } }])
    const output = tasks[0]?.output
    if (output?.kind !== 'table') throw new Error('There is no table')
    expect(output.columns).toEqual(['order_id', 'product', 'amount'])
    expect(output.rows[0]).toEqual([1001, 'Desk lamp', '24.90'])
    expect(output.isCut).toBeUndefined()
    const { text, isCsv } = await getOutputText(user, { runId, taskKey: 'statement' })
    expect(isCsv).toBe(true)
    expect(text.split('\r\n').slice(0, 2)).toEqual(['"order_id","product","amount"', '"1001","Desk lamp","24.90"'])
  })

  it('takes for a value what would be a part of the statement if it stood in its text (IO-8)', async () => {
    const user = await portal.signIn(USER)
    const trick = "EMEA' OR 1 = 1 --"
    const { run, tasks } = await ended(user, await portal.press(user, 'orders', { region: trick, below: '1010' }))
    expect(run.status).toBe('Succeeded')
    expect(tasks[0]?.output).toMatchObject({ rows: [], totalRows: 0 })
    expect(await sent()).toMatchObject([
      { statement: expect.not.stringContaining('OR 1'), parameters: { region: trick } },
    ])
  })

  it('sends nothing at all for a field that is left empty: it reads NULL', async () => {
    const user = await portal.signIn(USER)
    await ended(user, await portal.press(user, 'orders', { region: 'EMEA' }))
    expect(await sent()).toMatchObject([{ parameters: { region: 'EMEA', below: null } }])
  })

  it('says what Databricks says of a statement that fails', async () => {
    const user = await portal.signIn(USER)
    const { run, tasks } = await ended(user, await portal.press(user, 'missing-table'))
    expect(run).toMatchObject({ status: 'Failed', terminationCode: 'STATEMENT_FAILED' })
    expect(tasks[0]?.error).toContain('TABLE_OR_VIEW_NOT_FOUND')
  })

  it('is refused to who may not use its warehouse, and nothing is sent again', async () => {
    const user = await portal.signIn(USER)
    const { run } = await getRun(user, await portal.press(user, 'on-stopped'))
    expect(run).toMatchObject({ state: 'refused', error: { code: 'databricks_no_right' } })
    expect(run.error?.facts.missing).toBe('Can Use')
    expect(await sent()).toEqual([])
    expect(await calls(SEND)).toHaveLength(1)
  })

  it('waits for a warehouse that was stopped, and then runs', async () => {
    const maker = await portal.signIn('maker@contoso.example')
    const runId = await portal.press(maker, 'on-stopped', { region: 'EMEA', below: '1002' })
    await portal.untilRun(maker, runId, ({ run }) => run.state === 'running' && run.status === 'Waiting')
    await portal.databricks().advanceClock(10_000)
    expect((await ended(maker, runId)).run.status).toBe('Succeeded')
  })

  it('is ended by its person (RUN-9)', async () => {
    await control('/statements/script', {
      statement: 'SELECT :region AS region, :below AS below, 1 AS long',
      ...{ durationMs: 600_000, columns: [{ name: 'a', type: 'INT' }], rows: [[1]] },
    })
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, 'long')
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Running')
    await cancelRun(user, runId)
    expect((await ended(user, runId)).run.status).toBe('Cancelled')
    expect(await sent()).toMatchObject([{ state: 'CANCELED' }])
  })

  it('keeps no more rows than its limit, reads all parts of them, and says that there were more', async () => {
    const rows = Array.from({ length: 10_500 }, (_, index) => [index])
    await control('/statements/script', {
      statement: 'SELECT :region AS region, :below AS below, 1 AS long',
      ...{ columns: [{ name: 'a', type: 'INT' }], rows, chunkRows: 4_000 },
    })
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, 'long')
    const { tasks } = await ended(user, runId)
    expect(tasks[0]?.output).toMatchObject({ totalRows: 10_000, isCut: true })
    expect((await getOutputText(user, { runId, taskKey: 'statement' })).text.split('\r\n')).toHaveLength(10_002)
  })

  it('is found again in the query history after its answer was lost, and is not sent a second time (RUN-8, RUN-6)', {
    timeout: 60_000,
  }, async () => {
    // One store is enough to be silent on: it takes the portal a quarter of a minute to give up waiting.
    const losses = LOSSES.filter(([, { hangMs }]) => hangMs === undefined || portal.store().kind === 'postgres')
    const people = await Promise.all(losses.map(([upn]) => portal.signIn(upn)))
    const pressed = await Promise.all(
      losses.map(async ([upn, fault], index) => {
        await portal.databricks().addFault({ match: SEND, user: upn, ...fault })
        await portal.databricks().addFault({ match: HISTORY, user: upn, status: 200, body: { has_next_page: false } })
        const viewer = people[index] as Viewer
        return { viewer, runId: await portal.press(viewer, 'orders', { region: 'EMEA', below: '1003' }) }
      }),
    )
    for (const { viewer, runId } of pressed) {
      const { run } = await ended(viewer, runId)
      const theirs = (await sent()).filter(({ user_name }) => user_name === viewer.userName)
      expect(theirs.map(({ statement_id }) => statement_id)).toEqual([run.databricksRunId])
      expect(run.status).toBe('Succeeded')
    }
    expect(await calls(SEND)).toHaveLength(losses.length)
    expect((await calls(HISTORY)).length).toBeGreaterThanOrEqual(2 * losses.length)
  })

  it('that is not in the query history is lost in the end, is said to be, and is never sent again (RUN-8)', async () => {
    const user = await portal.signIn(USER)
    await portal.stopLoops()
    await portal.databricks().addFault({ match: SEND, drop: 'before' })
    const runId = await portal.press(user, 'orders')
    expect((await getRun(user, runId)).run).toMatchObject({ state: 'unknown', maybeStarted: true })
    await sql`update runs set deadline = now() + interval '1 second', due_at = now()`.execute(portal.store().kysely)
    await portal.startLoops()
    const { run } = await ended(user, runId)
    expect(run).toMatchObject({ state: 'lost', status: 'Unknown', error: { code: 'start_not_seen' } })
    expect(await calls(SEND)).toHaveLength(1)
    expect(await sent()).toEqual([])
  })

  it('whose process died with the call under way is looked for by the next one, and is not sent again (RUN-5, RUN-8)', async () => {
    const user = await portal.signIn(USER)
    await portal.stopLoops()
    await portal.databricks().addFault({ match: SEND, afterHandler: true, status: 503 })
    const runId = await portal.press(user, 'orders')
    await sql`update runs set state = 'submitting', attempts = 0, error = null, lease_owner = gen_random_uuid(),
      due_at = now() + interval '1 second', lease_until = now() + interval '1 second'`.execute(portal.store().kysely)
    await portal.startLoops()
    const { run } = await ended(user, runId)
    expect((await sent()).map(({ statement_id }) => statement_id)).toEqual([run.databricksRunId])
    expect(await calls(SEND)).toHaveLength(1)
  })

  it('that certainly did not arrive is sent when it can be', async () => {
    const user = await portal.signIn(USER)
    await portal.databricks().addFault({ match: SEND, status: 429, headers: { 'retry-after': '1' } })
    const { run } = await ended(user, await portal.press(user, 'orders'))
    expect(run.status).toBe('Succeeded')
    expect(await calls(SEND)).toHaveLength(2)
    expect(await sent()).toHaveLength(1)
  })
})
