import type { SqlResult } from '../sql/run-select.ts'
import { SqlError } from '../sql/sql-error.ts'
import type { Statement, StatementState } from '../sql/statements.ts'
import { textOf, typeName } from '../sql/values.ts'

/** Before its end only id and state; the result comes with success alone. */
export function statementJson(statement: Statement, state: StatementState) {
  const { id, outcome } = statement
  if (state === 'FAILED' && outcome instanceof SqlError) {
    const error = { error_code: 'BAD_REQUEST', message: outcome.message }
    return { statement_id: id, status: { state, error, sql_state: outcome.sqlState } }
  }
  if (state !== 'SUCCEEDED' || outcome instanceof SqlError) return { statement_id: id, status: { state } }
  const manifest = manifestJson(statement, outcome)
  return { statement_id: id, status: { state }, manifest, result: chunkJson(statement, 0) ?? {} }
}

function manifestJson({ chunkRows, truncated }: Statement, { columns, rows }: SqlResult) {
  const chunks = Array.from({ length: Math.ceil(rows.length / chunkRows) }, (_, index) => ({
    chunk_index: index,
    row_offset: index * chunkRows,
    row_count: Math.min(chunkRows, rows.length - index * chunkRows),
  }))
  return {
    format: 'JSON_ARRAY',
    schema: {
      column_count: columns.length,
      columns: columns.map(({ name, type }, position) => ({
        name,
        position,
        type_name: typeName(type),
        type_text: type,
      })),
    },
    total_chunk_count: chunks.length,
    ...(chunks.length > 0 && { chunks }),
    total_row_count: rows.length,
    truncated,
  }
}

/** One chunk of a result; undefined beyond the last. The link is opaque to clients. */
export function chunkJson({ id, outcome, chunkRows }: Statement, index: number) {
  if (outcome instanceof SqlError) return undefined
  const { rows, columns } = outcome
  const offset = index * chunkRows
  const part = rows.slice(offset, offset + chunkRows)
  if (part.length === 0) return undefined
  const next = index + 1
  const isLast = offset + part.length >= rows.length
  const link = `/api/2.0/sql/statements/${id}/result/chunks/${next}?row_offset=${next * chunkRows}`
  return {
    chunk_index: index,
    row_offset: offset,
    row_count: part.length,
    ...(!isLast && { next_chunk_index: next, next_chunk_internal_link: link }),
    data_array: part.map((row) => columns.map(({ type }, at) => textOf(row[at] ?? null, type))),
  }
}
