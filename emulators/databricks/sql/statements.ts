import { randomUUID } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import type { Member } from '../people.ts'
import { type Parameters, parseSelect } from './parse.ts'
import { runSelect, type SqlResult } from './run-select.ts'
import { SqlError } from './sql-error.ts'

const RESULT_KEPT_MS = 60 * 60 * 1000
const STATEMENT_KEPT_MS = 12 * 60 * 60 * 1000
const DURATION_MS = 60
const CHUNK_ROWS = 5_000

/** What a statement does in place of the engine's own work. */
export interface StatementScript {
  columns?: SqlResult['columns']
  rows?: SqlResult['rows']
  durationMs?: number
  /** Rows of one chunk of the result. */
  chunkRows?: number
  error?: { message: string; sqlState: string }
}

export interface StatementRequest {
  text: string
  warehouseId: string
  catalog: string
  schema: string
  parameters: Parameters
  rowLimit: number | undefined
  byteLimit: number | undefined
}

/** Planned to its end when it is sent, as runs are: a read compares the plan with the clock. */
export interface Statement {
  id: string
  caller: string
  request: StatementRequest
  createdAt: number
  runningAt: number
  endedAt: number
  canceledAt?: number
  outcome: SqlResult | SqlError
  truncated: boolean
  chunkRows: number
}

export type StatementState = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED' | 'CLOSED'

export class Statements {
  readonly #clock: Clock
  readonly #sent = new Map<string, Statement>()
  readonly #scripts = new Map<string, StatementScript>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  clear(): void {
    this.#sent.clear()
    this.#scripts.clear()
  }

  /** From now on; blanks and comments of a line do not count. */
  script(text: string, script: StatementScript): void {
    this.#scripts.set(inOneLine(text), script)
  }

  /** `from` is when the warehouse is up. */
  send(caller: Member, request: StatementRequest, from: number): Statement {
    const script = this.#scripts.get(inOneLine(request.text)) ?? {}
    const chunkRows = script.chunkRows ?? CHUNK_ROWS
    const outcome = outcomeOf(caller, request, script)
    const limited = outcome instanceof SqlError ? { outcome, truncated: false } : cut(outcome, request, chunkRows)
    const statement: Statement = {
      id: randomUUID(),
      caller: caller.userName,
      request,
      createdAt: this.#clock.now(),
      runningAt: from,
      endedAt: from + (script.durationMs ?? DURATION_MS),
      chunkRows,
      ...limited,
    }
    this.#sent.set(statement.id, statement)
    return statement
  }

  /** Only who sent it finds it, until half a day after its end. */
  find(id: string, caller: Member): Statement | undefined {
    const statement = this.#sent.get(id)
    const isKept = statement && this.#clock.now() < endOf(statement) + STATEMENT_KEPT_MS
    return isKept && statement.caller === caller.userName ? statement : undefined
  }

  cancel(statement: Statement): void {
    const now = this.#clock.now()
    if (now < endOf(statement)) statement.canceledAt = now
  }

  stateOf(statement: Statement): StatementState {
    const now = this.#clock.now()
    if (statement.canceledAt !== undefined) return 'CANCELED'
    if (now < statement.runningAt) return 'PENDING'
    if (now < statement.endedAt) return 'RUNNING'
    if (statement.outcome instanceof SqlError) return 'FAILED'
    return now < statement.endedAt + RESULT_KEPT_MS ? 'SUCCEEDED' : 'CLOSED'
  }

  /** Oldest first. */
  all(): Statement[] {
    return [...this.#sent.values()]
  }
}

function endOf({ canceledAt, endedAt }: Statement): number {
  return canceledAt ?? endedAt
}

function inOneLine(text: string): string {
  return text
    .replaceAll(/--[^\n]*/g, '')
    .trim()
    .replaceAll(/\s+/g, ' ')
}

function outcomeOf(caller: Member, request: StatementRequest, script: StatementScript): SqlResult | SqlError {
  const { error, columns, rows = [] } = script
  if (error) return new SqlError('USER_RAISED_EXCEPTION', error.message, error.sqlState)
  if (columns) return { columns, rows }
  try {
    const { catalog, schema, text, parameters } = request
    const { userName, isAdmin } = caller
    return runSelect(parseSelect(text, parameters), { userName, isAdmin, catalog, schema })
  } catch (thrown) {
    if (thrown instanceof SqlError) return thrown
    throw thrown
  }
}

/** The rows that the limits let through: single ones by their number, whole chunks by their bytes. */
function cut({ columns, rows }: SqlResult, { rowLimit, byteLimit }: StatementRequest, chunkRows: number) {
  const kept = rows.slice(0, rowLimit)
  let fitting = kept.length
  while (byteLimit !== undefined && fitting > 0 && bytesOf(kept.slice(0, fitting)) > byteLimit) {
    fitting = (Math.ceil(fitting / chunkRows) - 1) * chunkRows
  }
  return { outcome: { columns, rows: kept.slice(0, fitting) }, truncated: fitting < rows.length }
}

function bytesOf(rows: SqlResult['rows']): number {
  return Buffer.byteLength(JSON.stringify(rows))
}
