import { invalid, refusal } from '../errors.ts'
import { asFields, asList } from '../job-settings.ts'
import type { StatementRequest } from '../sql/statements.ts'
import { isType, parseValue, type Typed } from '../sql/values.ts'

const DEFAULT_WAIT_S = 10
const MOST_STATEMENT_BYTES = 16 * 1024 * 1024
const MOST_INLINE_BYTES = 26_214_400
const MOST_ROWS = 2_147_483_647
const REFUSED_TYPES = /^(ARRAY|MAP|STRUCT|BINARY)/

/** How long the caller waits for the end, and what then becomes of the statement. */
export interface Waiting {
  waitMs: number
  cancels: boolean
}

type Fields = Record<string, unknown>

/** @throws Refusal 400 in the words of the API */
export function readStatement(body: Fields): StatementRequest & Waiting {
  const { statement, warehouse_id, catalog = 'contoso', schema = 'sales' } = body
  if (typeof warehouse_id !== 'string') throw invalid('Missing required field: warehouse_id')
  if (typeof statement !== 'string' || statement.trim() === '') throw invalid('Missing required field: statement')
  if (Buffer.byteLength(statement) > MOST_STATEMENT_BYTES) throw invalid('The statement is larger than 16 MiB.')
  if (typeof catalog !== 'string' || typeof schema !== 'string') throw invalid('catalog and schema are texts.')
  checkDisposition(body)
  return {
    text: statement,
    warehouseId: warehouse_id,
    catalog,
    schema,
    parameters: readParameters(body.parameters),
    rowLimit: readLimit(body.row_limit, 'row_limit', 0, MOST_ROWS),
    byteLimit: readLimit(body.byte_limit, 'byte_limit', 1, MOST_INLINE_BYTES),
    waitMs: readWait(body.wait_timeout),
    cancels: body.on_wait_timeout === 'CANCEL', // an unknown word is ignored
  }
}

function checkDisposition({ disposition = 'INLINE', format = 'JSON_ARRAY' }: Fields): void {
  if (disposition === 'EXTERNAL_LINKS') {
    throw refusal(400, 'FEATURE_DISABLED', 'The EXTERNAL_LINKS disposition is disabled in this workspace.')
  }
  if (disposition !== 'INLINE') throw invalid(`'${String(disposition)}' is no value of disposition.`)
  if (format === 'JSON_ARRAY') return
  const rule = 'The format field must be JSON_ARRAY when the disposition field is INLINE.'
  throw invalid(`Incompatible parameters: ${rule}`)
}

/** `0s` waits for nothing. @throws Refusal 400 */
function readWait(value: unknown): number {
  if (value === undefined || value === null) return DEFAULT_WAIT_S * 1000
  const seconds = /^(\d{1,3})s$/.exec(String(value))?.[1]
  const number = Number(seconds)
  if (seconds !== undefined && (number === 0 || (number >= 5 && number <= 50))) return number * 1000
  throw invalid('The wait_timeout field must be 0 seconds (disables wait), or between 5 seconds and 50 seconds.')
}

function readLimit(value: unknown, name: string, least: number, most: number): number | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw invalid(`The ${name} field must be between ${least} and ${most}.`)
}

function readParameters(value: unknown): ReadonlyMap<string, Typed> {
  return new Map(asList(value ?? [], 'parameters').map(readParameter))
}

function readParameter(item: unknown): [string, Typed] {
  const { name, value, type: written } = asFields(item, 'parameters')
  if (typeof name !== 'string' || name === '') throw invalid('Missing required field: parameters.name')
  const type = typeof written === 'string' && written !== '' ? written.toUpperCase().replaceAll(' ', '') : 'STRING'
  if (REFUSED_TYPES.test(type) || !isType(type)) throw invalid(`Type ${type} of parameter ${name} is not supported.`)
  if (value === undefined || value === null) return [name, { value: null, type }]
  if (typeof value !== 'string') throw invalid(`The value of parameter ${name} must be a text.`)
  const known = parseValue(value, type)
  if (known === undefined) throw invalid(`Could not parse parameter ${name}: '${value}' is no ${type}.`)
  return [name, { value: known, type }]
}
