import { WorkspaceClient } from '@databricks/sdk-experimental'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { send, startWorkspace, type TestWorkspace } from './databricks-support'

const SALES_WAREHOUSE = 'a1b2c3d4e5f60718'
const FINANCE_WAREHOUSE = 'b2c3d4e5f6071829'
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000'

interface Answer {
  statement_id: string
  status: { state: string; sql_state?: string; error?: { error_code: string; message: string } }
  manifest?: { total_chunk_count: number; total_row_count: number; truncated: boolean; schema: unknown }
  result?: { data_array?: (string | null)[][]; next_chunk_index?: number; next_chunk_internal_link?: string }
  message?: string
}

describe('SQL statements at the workspace', () => {
  let workspace: TestWorkspace
  beforeAll(async () => {
    workspace = await startWorkspace()
  })
  beforeEach(() => workspace.control.reset())
  afterAll(() => workspace.close())

  const clientOf = (name: string) => new WorkspaceClient({ host: workspace.url, token: `dapi-demo-${name}` })
  const control = (method: string, path: string, body?: unknown) =>
    send(`${workspace.url}/__emulator${path}`, method, body)
  const script = (body: object) => control('POST', '/statements/script', body)
  const post = async (body: object, name = 'user') => {
    const whole = { warehouse_id: SALES_WAREHOUSE, ...body }
    const reply = await workspace.call('POST', '/api/2.0/sql/statements', whole, `dapi-demo-${name}`)
    return { status: reply.status, body: reply.body as unknown as Answer }
  }
  const get = async (path: string, name = 'user') => {
    const reply = await workspace.call('GET', `/api/2.0/sql/statements/${path}`, undefined, `dapi-demo-${name}`)
    return { status: reply.status, body: reply.body as unknown as Answer }
  }
  const rowsOf = async (statement: string, rest: object = {}) =>
    (await post({ statement, ...rest })).body.result?.data_array

  it('answer a short one at once, with every cell as text or null', async () => {
    const answer = await clientOf('user').statementExecution.executeStatement({
      warehouse_id: SALES_WAREHOUSE,
      statement: 'SELECT * FROM contoso.sales.orders ORDER BY order_id LIMIT 2',
    })
    expect(answer.status?.state).toBe('SUCCEEDED')
    expect(
      answer.manifest?.schema?.columns?.map(({ name, type_name, type_text }) => [name, type_name, type_text]),
    ).toEqual([
      ['order_id', 'LONG', 'BIGINT'],
      ['region', 'STRING', 'STRING'],
      ['product', 'STRING', 'STRING'],
      ['ordered_on', 'DATE', 'DATE'],
      ['quantity', 'INT', 'INT'],
      ['amount', 'DECIMAL', 'DECIMAL(10,2)'],
      ['returned', 'BOOLEAN', 'BOOLEAN'],
      ['reference', 'STRING', 'STRING'],
    ])
    expect(answer.result?.data_array?.[0]).toEqual([
      '1001',
      'EMEA',
      'Desk lamp',
      '2026-04-01',
      '1',
      '24.90',
      'true',
      null,
    ])
  })

  it.each([
    ['SELECT DISTINCT region FROM orders ORDER BY region', [['AMER'], ['APAC'], ['EMEA']]],
    ["SELECT count(*) FROM orders WHERE region = 'EMEA' AND returned = true", [['8']]],
    ['SELECT region, sum(quantity) AS pieces FROM sales.orders GROUP BY region ORDER BY pieces DESC LIMIT 1', 1],
    ["SELECT name FROM regions WHERE code IN ('APAC', 'none') -- a comment", [['Asia and Pacific']]],
    ["SELECT name FROM regions WHERE name LIKE 'Amer%';", [['Americas']]],
    ['SELECT order_id FROM orders WHERE reference IS NULL AND order_id < 1015', [['1001'], ['1014']]],
    ['SELECT min(amount), max(quantity), avg(quantity) FROM orders WHERE order_id <= 1003', 1],
    ["SELECT 1 AS one, 'it''s' AS text, -2.50 AS number, NULL AS nothing", [['1', "it's", '-2.50', null]]],
  ])('know a little SQL: %s', async (statement, expected) => {
    const rows = await rowsOf(statement)
    if (typeof expected === 'number') expect(rows).toHaveLength(expected)
    else expect(rows).toEqual(expected)
  })

  it('bind parameters by name and type', async () => {
    const statement =
      'SELECT order_id FROM orders WHERE region = :region AND quantity >= :least AND ordered_on < :day LIMIT 3'
    const parameters = [
      { name: 'region', value: 'APAC' },
      { name: 'least', value: '8', type: 'INT' },
      { name: 'day', value: '2026-05-01', type: 'DATE' },
    ]
    const answer = await clientOf('user').statementExecution.executeStatement({
      warehouse_id: SALES_WAREHOUSE,
      statement,
      parameters,
    })
    expect(answer.result?.data_array).toEqual([['1002'], ['1011'], ['1020']])
    const injected = [{ name: 'region', value: "' OR '1' = '1" }, ...parameters.slice(1)]
    expect((await post({ statement, parameters: injected })).body).toMatchObject({
      result: {},
      manifest: { total_chunk_count: 0 },
    })
    expect(await rowsOf('SELECT :none AS cell', { parameters: [{ name: 'none', type: 'DATE' }] })).toEqual([[null]])
  })

  it.each([
    ['SELECT * FROM nowhere', '42P01', '[TABLE_OR_VIEW_NOT_FOUND]'],
    ['SELECT nothing FROM orders', '42703', '[UNRESOLVED_COLUMN.WITH_SUGGESTION]'],
    ['SELEC 1', '42601', '[PARSE_SYNTAX_ERROR]'],
    ['SELECT 1; SELECT 2', '42601', '[PARSE_SYNTAX_ERROR]'],
    ['SELECT :missing AS value', '42P02', '[UNBOUND_SQL_PARAMETER]'],
    ['SELECT * FROM contoso.finance.invoices', '42501', '[INSUFFICIENT_PERMISSIONS]'],
  ])('fail with 200 and a reason: %s', async (statement, sqlState, condition) => {
    const { status, body } = await post({ statement })
    expect(status).toBe(200)
    expect(body.status).toMatchObject({ state: 'FAILED', sql_state: sqlState, error: { error_code: 'BAD_REQUEST' } })
    expect(body.status.error?.message).toContain(condition)
    expect(body).not.toHaveProperty('result')
  })

  it('read as the caller: who may see a table gets its rows', async () => {
    const { body } = await post({ statement: 'SELECT invoice_id, net FROM contoso.finance.invoices' }, 'maker')
    expect(body.result?.data_array).toContainEqual(['INV-2026-00317', null])
  })

  it.each([
    [{ statement: 'SELECT 1', wait_timeout: '4s' }, 400, 'between 5 seconds and 50 seconds'],
    [{ statement: 'SELECT 1', wait_timeout: '51s' }, 400, 'between 5 seconds and 50 seconds'],
    [{ statement: 'SELECT 1', format: 'CSV' }, 400, 'must be JSON_ARRAY when the disposition field is INLINE'],
    [{ statement: 'SELECT 1', disposition: 'EXTERNAL_LINKS' }, 400, 'EXTERNAL_LINKS'],
    [{ statement: '' }, 400, 'Missing required field: statement'],
    [{ statement: 'SELECT 1', warehouse_id: 'nosuch' }, 400, 'nosuch is not a valid endpoint id.'],
    [
      { statement: 'SELECT 1', warehouse_id: FINANCE_WAREHOUSE },
      403,
      'do not have permission to use the SQL Warehouse',
    ],
    [{ statement: 'SELECT :a', parameters: [{ name: 'a', type: 'ARRAY<INT>' }] }, 400, 'is not supported'],
    [{ statement: 'SELECT :a', parameters: [{ name: 'a', type: 'INT', value: 'x' }] }, 400, 'Could not parse'],
    [{ statement: 'SELECT 1', row_limit: -1 }, 400, 'The row_limit field'],
  ])('are refused before they begin: %j', async (body, status, message) => {
    const reply = await post(body)
    expect([reply.status, reply.body.message]).toEqual([status, expect.stringContaining(message)])
  })

  it('wait in the background when the caller does not wait', async () => {
    const statement = 'SELECT sleepy'
    await script({ statement, columns: [{ name: 'a', type: 'INT' }], rows: [[1]], durationMs: 60_000 })
    const { body } = await post({ statement, wait_timeout: '0s' })
    expect(body).toEqual({ statement_id: expect.any(String), status: { state: 'RUNNING' } })
    await workspace.control.advanceClock(61_000)
    const read = await clientOf('user').statementExecution.getStatement({ statement_id: body.statement_id })
    expect([read.status?.state, read.result?.data_array]).toEqual(['SUCCEEDED', [['1']]])
  })

  it('end while the caller waits', async () => {
    const statement = 'SELECT sleepy'
    await script({ statement, columns: [{ name: 'a', type: 'INT' }], rows: [[1]], durationMs: 30_000 })
    const waiting = post({ statement, wait_timeout: '50s' })
    await expect.poll(async () => (await control('GET', '/statements')).body).toMatchObject([{ state: 'RUNNING' }])
    await workspace.control.advanceClock(31_000)
    expect((await waiting).body.status.state).toBe('SUCCEEDED')
  })

  it('start a stopped warehouse, and wait for it', async () => {
    const { body } = await post(
      { statement: 'SELECT 1', warehouse_id: FINANCE_WAREHOUSE, wait_timeout: '0s' },
      'maker',
    )
    expect(body.status.state).toBe('PENDING')
    await workspace.control.advanceClock(10_000)
    expect((await get(body.statement_id, 'maker')).body.status.state).toBe('SUCCEEDED')
  })

  it('are cancelled, and a cancel of anything is fine', async () => {
    const statement = 'SELECT sleepy'
    await script({ statement, durationMs: 60_000, columns: [], rows: [] })
    const { body } = await post({ statement, wait_timeout: '0s' })
    const { statementExecution } = clientOf('user')
    await statementExecution.cancelExecution({ statement_id: body.statement_id })
    expect((await get(body.statement_id)).body).toEqual({
      statement_id: body.statement_id,
      status: { state: 'CANCELED' },
    })
    const path = `/api/2.0/sql/statements/${UNKNOWN_ID}/cancel`
    expect((await workspace.call('POST', path)).status).toBe(200)
  })

  it('come in chunks, each with the way to the next', async () => {
    const statement = 'SELECT many'
    const rows = Array.from({ length: 5 }, (_, index) => [index])
    await script({ statement, columns: [{ name: 'n', type: 'BIGINT' }], rows, chunkRows: 2 })
    const { body } = await post({ statement })
    expect(body.manifest).toMatchObject({ total_chunk_count: 3, total_row_count: 5, truncated: false })
    expect(body.result).toMatchObject({ data_array: [['0'], ['1']], next_chunk_index: 1 })
    const second = await workspace.call('GET', body.result?.next_chunk_internal_link ?? '')
    expect(second.body).toMatchObject({ data_array: [['2'], ['3']], row_offset: 2, next_chunk_index: 2 })
    const { statementExecution } = clientOf('user')
    const last = await statementExecution.getStatementResultChunkN({
      statement_id: body.statement_id,
      chunk_index: 2,
    })
    expect(last).toEqual({ chunk_index: 2, row_offset: 4, row_count: 1, data_array: [['4']] })
    expect((await get(`${body.statement_id}/result/chunks/3`)).body.message).toBe(
      'The chunk_index 3 is out of bounds.',
    )
  })

  it('are cut at the limits of rows and of bytes, and say so', async () => {
    const rows = await post({ statement: 'SELECT order_id FROM orders', row_limit: 2 })
    expect(rows.body.manifest).toMatchObject({ total_row_count: 2, truncated: true })
    const bytes = await post({ statement: 'SELECT order_id FROM orders', byte_limit: 10 })
    expect(bytes.body).toMatchObject({ manifest: { total_row_count: 0, truncated: true }, result: {} })
  })

  it('are for their sender alone, are CLOSED after an hour and gone after half a day', async () => {
    const { body } = await post({ statement: 'SELECT 1' })
    expect((await get(body.statement_id, 'admin')).status).toBe(404)
    expect((await get('no-uuid')).status).toBe(400)
    await workspace.control.advanceClock(61 * 60_000)
    expect((await get(body.statement_id)).body.status.state).toBe('CLOSED')
    await workspace.control.advanceClock(12 * 60 * 60_000)
    expect((await get(body.statement_id)).status).toBe(404)
  })

  it('are told to tests, and scripted by them, with errors too', async () => {
    const statement = 'INSERT INTO ledger VALUES (:n)'
    await script({ statement, error: { message: 'The ledger is closed.', sqlState: 'P0001' } })
    const sent = await post({ statement: `${statement}\n`, parameters: [{ name: 'n', value: '7', type: 'INT' }] })
    expect(sent.body.status.error?.message).toBe('[USER_RAISED_EXCEPTION] The ledger is closed. SQLSTATE: P0001')
    expect((await control('GET', '/statements')).body).toMatchObject([
      { user_name: 'user@contoso.example', state: 'FAILED', parameters: { n: 7 } },
    ])
    expect((await script({ statement, colour: 'red' })).status).toBe(400)
  })

  it('are in the query history of who sent them, newest first, with their whole text', async () => {
    const first = await post({ statement: '-- mark one\nSELECT 1' })
    const second = await post({ statement: '-- mark two\nSELECT nonsense FROM nowhere' })
    await post({ statement: 'SELECT 2' }, 'maker')
    const { queryHistory } = clientOf('user')
    const { res, has_next_page } = await queryHistory.list({
      filter_by: { warehouse_ids: [SALES_WAREHOUSE], query_start_time_range: { start_time_ms: 0 } },
    })
    expect(has_next_page).toBe(false)
    expect(res?.map(({ query_id, query_text, status }) => [query_id, query_text, status])).toEqual([
      [second.body.statement_id, '-- mark two\nSELECT nonsense FROM nowhere', 'FAILED'],
      [first.body.statement_id, '-- mark one\nSELECT 1', 'FINISHED'],
    ])
    expect((await queryHistory.list({ filter_by: { statuses: ['FAILED'] } })).res).toHaveLength(1)
    expect((await queryHistory.list({ filter_by: { warehouse_ids: [FINANCE_WAREHOUSE] } })).res).toEqual([])
    const page = await queryHistory.list({ max_results: 1 })
    expect([page.res?.length, page.has_next_page]).toEqual([1, true])
    const next = await queryHistory.list({ max_results: 1, page_token: page.next_page_token ?? '' })
    expect(next.res?.[0]?.query_id).toBe(first.body.statement_id)
    expect((await clientOf('admin').queryHistory.list({})).res).toHaveLength(3)
  })
})
