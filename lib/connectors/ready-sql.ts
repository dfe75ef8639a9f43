import { ANYTHING, answer, type Described, FLAG, field, listOf, needed, TEXT, WHOLE } from './describe-operation'

const STATEMENT = { statement_id: needed(TEXT, 'Statement', 'The statement’s id, as ExecuteStatement answers it.') }
const RESULT = answer({ statement_id: TEXT, status: ANYTHING, manifest: ANYTHING, result: ANYTHING })

/** SQL statement execution API 2.0, in our own words. */
export const READY_SQL: readonly Described[] = [
  {
    verb: 'post',
    path: '/api/2.0/sql/statements',
    id: 'ExecuteStatement',
    summary: 'Run a SQL statement',
    description: 'Runs a statement on a warehouse as the caller, and waits for its result as long as it is told to.',
    visibility: 'important',
    body: {
      warehouse_id: needed(TEXT, 'Warehouse', 'The id of the warehouse that runs it.'),
      statement: needed(
        TEXT,
        'Statement',
        'With :name where a parameter’s value belongs; values never go into the text.',
      ),
      parameters: field(
        listOf({ type: 'object', required: ['name'], properties: { name: TEXT, value: TEXT, type: TEXT } }),
        'Parameters',
        'Name, value and type of each: [{"name": "region", "value": "North", "type": "STRING"}].',
      ),
      catalog: field(TEXT, 'Catalog', 'Where names without a catalog are looked for.', { visibility: 'advanced' }),
      schema: field(TEXT, 'Schema', 'Where names without a schema are looked for.', { visibility: 'advanced' }),
      row_limit: field(WHOLE, 'Row limit', 'The most rows of the result.', { visibility: 'advanced' }),
      wait_timeout: field(TEXT, 'Wait', 'How long to wait for the result: 0s, or 5s to 50s.', {
        visibility: 'advanced',
      }),
      on_wait_timeout: field({ type: 'string', enum: ['CONTINUE', 'CANCEL'] }, 'After the wait', 'What then.', {
        visibility: 'advanced',
      }),
    },
    answer: RESULT,
  },
  {
    verb: 'get',
    path: '/api/2.0/sql/statements/{statement_id}',
    id: 'GetStatement',
    summary: 'Get a statement',
    description: 'Where a statement is, and the first part of its result.',
    inPath: STATEMENT,
    answer: RESULT,
  },
  {
    verb: 'get',
    path: '/api/2.0/sql/statements/{statement_id}/result/chunks/{chunk_index}',
    id: 'GetStatementResultChunk',
    summary: 'Get a part of a result',
    description: 'One further part of a long result.',
    visibility: 'advanced',
    inPath: { ...STATEMENT, chunk_index: needed(WHOLE, 'Part', 'Its number; the first is 0.') },
    answer: answer({ chunk_index: WHOLE, row_count: WHOLE, data_array: listOf(listOf(TEXT)) }),
  },
  {
    verb: 'post',
    path: '/api/2.0/sql/statements/{statement_id}/cancel',
    id: 'CancelStatement',
    summary: 'Cancel a statement',
    description: 'Asks for the end of a statement. It answers the same whether it was still going on or not.',
    visibility: 'advanced',
    inPath: STATEMENT,
  },
]

const WAREHOUSE = { id: needed(TEXT, 'Warehouse', 'The warehouse’s id.') }
const WAREHOUSE_ANSWER = answer({
  id: TEXT,
  name: TEXT,
  state: TEXT,
  cluster_size: TEXT,
  enable_serverless_compute: FLAG,
})

/** SQL warehouses API 2.0, in our own words. */
export const READY_WAREHOUSES: readonly Described[] = [
  {
    verb: 'get',
    path: '/api/2.0/sql/warehouses',
    id: 'ListWarehouses',
    summary: 'List warehouses',
    description: 'The warehouses that the caller may use.',
    answer: answer({ warehouses: listOf(WAREHOUSE_ANSWER), next_page_token: TEXT }),
  },
  {
    verb: 'get',
    path: '/api/2.0/sql/warehouses/{id}',
    id: 'GetWarehouse',
    summary: 'Get a warehouse',
    description: 'One warehouse and its state.',
    inPath: WAREHOUSE,
    answer: WAREHOUSE_ANSWER,
  },
  {
    verb: 'post',
    path: '/api/2.0/sql/warehouses/{id}/start',
    id: 'StartWarehouse',
    summary: 'Start a warehouse',
    description: 'Starts a warehouse that is stopped.',
    visibility: 'advanced',
    inPath: WAREHOUSE,
  },
  {
    verb: 'post',
    path: '/api/2.0/sql/warehouses/{id}/stop',
    id: 'StopWarehouse',
    summary: 'Stop a warehouse',
    description: 'Stops a warehouse; what runs on it ends.',
    visibility: 'advanced',
    inPath: WAREHOUSE,
  },
]
