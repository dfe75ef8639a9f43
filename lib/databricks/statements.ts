import 'server-only'
import { z } from 'zod'
import { count, flag, list, object, optional, text } from './answer'
import { type CallOptions, request } from './request'
import { type CallTrace, traceOf } from './trace'
import type { Workspace } from './workspace'

const PATH = '/api/2.0/sql/statements'
const statementId = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

const rows = object({
  /** Every cell is text or null. */
  data_array: list(z.array(z.string().nullable())),
  next_chunk_index: count,
})

const column = object({ name: text, type_name: text })
const statement = object({
  statement_id: statementId,
  status: object({
    state: z.string(),
    sql_state: text,
    error: optional(object({ error_code: text, message: text })),
  }),
  manifest: optional(
    object({
      schema: optional(object({ columns: list(column) })),
      total_row_count: count,
      truncated: flag,
    }),
  ),
  result: optional(rows),
})

/**
 * A statement in Databricks' words. `state` is PENDING, RUNNING, SUCCEEDED, FAILED, CANCELED or CLOSED, or what comes later;
 * the first rows come with SUCCEEDED.
 */
export type DatabricksStatement = z.output<typeof statement>

export interface StatementRequest {
  readonly warehouseId: string
  readonly statement: string
  /** For the `:name` markers; null is NULL. */
  readonly parameters: readonly { readonly name: string; readonly value: string | null; readonly type: string }[]
  readonly rowLimit: number
  readonly byteLimit: number
}

const EXECUTE = { method: 'POST', path: PATH, right: 'Can Use', answer: statement, callMs: 60_000 } as const

/**
 * Sends a statement to a warehouse, which starts if it is stopped, and does not wait for its end: POST
 * /api/2.0/sql/statements. There is no idempotency token: sent twice, it runs twice, so it is never repeated here.
 * @throws PortalError with one of the databricks_ codes; `mayHaveActed` says whether it may run all the same
 */
export async function executeStatement(
  workspace: Workspace,
  { warehouseId, rowLimit, byteLimit, ...sent }: StatementRequest,
  options?: CallOptions,
): Promise<{ statementId: string } & CallTrace> {
  const body = {
    ...sent,
    warehouse_id: warehouseId,
    wait_timeout: '0s',
    disposition: 'INLINE',
    format: 'JSON_ARRAY',
    row_limit: rowLimit,
    byte_limit: byteLimit,
  }
  const { value, headers } = await request(workspace, EXECUTE, { body }, options)
  return { ...value, ...traceOf(headers) }
}

/** How a statement stands, with its first rows: GET /api/2.0/sql/statements/{id}, for who sent it. */
export async function getStatement(
  workspace: Workspace,
  id: string,
  options?: CallOptions,
): Promise<DatabricksStatement> {
  const endpoint = { method: 'GET', path: pathOf(id), right: 'Can Use', answer: statement } as const
  return (await request(workspace, endpoint, {}, options)).value
}

const standing = object({ statement_id: statementId, status: object({ state: z.string() }) })

/** The same without its rows and what it says of an error: they are dropped where the answer is read. */
export async function getStatementState(
  workspace: Workspace,
  id: string,
  options?: CallOptions,
): Promise<z.output<typeof standing>> {
  const endpoint = { method: 'GET', path: pathOf(id), right: 'Can Use', answer: standing } as const
  return (await request(workspace, endpoint, {}, options)).value
}

/** Further rows: GET /api/2.0/sql/statements/{id}/result/chunks/{n}. */
export async function getResultChunk(
  workspace: Workspace,
  id: string,
  index: number,
  options?: CallOptions,
): Promise<z.output<typeof rows>> {
  const path = `${pathOf(id)}/result/chunks/${index}`
  return (await request(workspace, { method: 'GET', path, right: 'Can Use', answer: rows } as const, {}, options))
    .value
}

/** Asks for the end of a statement; one that is over keeps its outcome. */
export async function cancelStatement(workspace: Workspace, id: string, options?: CallOptions): Promise<void> {
  const path = `${pathOf(id)}/cancel`
  const endpoint = { method: 'POST', path, right: 'Can Use', answer: z.unknown(), repeatable: true } as const
  await request(workspace, endpoint, { body: {} }, options)
}

function pathOf(id: string): string {
  return `${PATH}/${statementId.parse(id)}`
}
