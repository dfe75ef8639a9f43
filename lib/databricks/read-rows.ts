import 'server-only'
import { z } from 'zod'
import { count, flag, list, object, optional, text } from './answer'
import { type CallOptions, request } from './request'
import type { Workspace } from './workspace'

/** Enough for everything that a page shows of it. */
const MOST_BYTES = 1024 * 1024

const EXECUTE = {
  method: 'POST',
  path: '/api/2.0/sql/statements',
  right: 'Can Use',
  answer: object({
    status: object({ state: z.string(), error: optional(object({ error_code: text, message: text })) }),
    manifest: optional(object({ truncated: flag })),
    result: optional(object({ data_array: list(list(z.string().nullable())), next_chunk_index: count })),
  }),
} as const

/** `value` as text, whatever its type; absent is NULL. */
export interface StatementParameter {
  readonly name: string
  readonly value: string | undefined
  readonly type: string
}

interface RowsRequest {
  readonly warehouseId: string
  /** One statement; `:name` stands for a parameter. */
  readonly statement: string
  readonly parameters: readonly StatementParameter[]
  readonly rowLimit: number
}

type ReadRows =
  | { readonly is: 'rows'; readonly rows: readonly (readonly (string | null)[])[]; readonly cut: boolean }
  | { readonly is: 'failed'; readonly message: string }
  /** It took longer than it may, and was cancelled: a warehouse that was stopped needs a while. */
  | { readonly is: 'slow' }

/**
 * Runs a short statement to its end, or for five seconds: POST /api/2.0/sql/statements, rows inline. Cells are texts,
 * whatever their type. Never sent twice: it carries no idempotency token.
 */
export async function readRows(
  workspace: Workspace,
  { warehouseId, statement, parameters, rowLimit }: RowsRequest,
  options?: CallOptions,
): Promise<ReadRows> {
  const body = {
    warehouse_id: warehouseId,
    statement,
    parameters,
    row_limit: rowLimit,
    byte_limit: MOST_BYTES,
    wait_timeout: '5s',
    on_wait_timeout: 'CANCEL',
  }
  const { status, manifest, result } = (await request(workspace, EXECUTE, { body }, options)).value
  if (status.state === 'FAILED') return { is: 'failed', message: status.error?.message ?? '' }
  if (status.state !== 'SUCCEEDED') return { is: 'slow' }
  const cut = manifest?.truncated === true || result?.nextChunkIndex !== undefined
  return { is: 'rows', rows: result?.dataArray ?? [], cut }
}
