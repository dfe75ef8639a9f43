import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import { mayUse } from '../compute-access.ts'
import { invalid } from '../errors.ts'
import type { Member } from '../people.ts'
import { routesOf, type Service } from '../service.ts'
import { SqlError } from '../sql/sql-error.ts'
import type { Statement, StatementState } from '../sql/statements.ts'
import { queryWhole } from '../wire/input.ts'

const USUAL = 100
const MOST = 999
const STATUS_OF: Readonly<Record<StatementState, string>> = {
  PENDING: 'QUEUED',
  RUNNING: 'RUNNING',
  SUCCEEDED: 'FINISHED',
  FAILED: 'FAILED',
  CANCELED: 'CANCELED',
  CLOSED: 'FINISHED',
}

export function queryHistoryRoutes(service: Service): Route[] {
  const handle = (call: Call, caller: Member) => listQueries(service, call, caller)
  return routesOf(service, { method: 'GET', path: '/sql/history/queries', versions: ['2.0'], rate: 100, handle })
}

/** Newest first: a person's own, and for admins everybody's on the warehouses that they may use. */
function listQueries({ state }: Service, call: Call, caller: Member): Answer {
  const size = queryWhole(call, 'max_results') || USUAL
  if (size > MOST) throw invalid('max_results must be less than 1000.')
  const fits = filterOf(call)
  const seen = state.statements
    .all()
    .reverse()
    .filter((statement) => statement.caller === caller.userName || isOpenTo(statement, caller))
    .filter((statement) => fits(statement, STATUS_OF[state.statements.stateOf(statement)]))
  const from = Number(call.query.get('page_token') || 0)
  if (!Number.isInteger(from) || from < 0) throw invalid('Invalid page token.')
  const hasNext = from + size < seen.length
  const res = seen
    .slice(from, from + size)
    .map((statement) => queryJson(statement, state.statements.stateOf(statement)))
  return json(200, { res, has_next_page: hasNext, ...(hasNext && { next_page_token: String(from + size) }) })

  function isOpenTo({ request }: Statement, member: Member): boolean {
    const warehouse = state.warehouses.get(request.warehouseId)
    return member.isAdmin && warehouse !== undefined && mayUse(member, warehouse)
  }
}

/** Repeated keys stand for lists, dots for what is nested. */
function filterOf({ query }: Call): (statement: Statement, status: string) => boolean {
  const listed = (name: string, value: string) => {
    const wanted = query.getAll(`filter_by.${name}`)
    return wanted.length === 0 || wanted.includes(value)
  }
  const time = (name: string, otherwise: number) =>
    Number(query.get(`filter_by.query_start_time_range.${name}`) ?? otherwise)
  const from = time('start_time_ms', 0)
  const to = time('end_time_ms', Number.MAX_SAFE_INTEGER)
  return ({ id, request, createdAt }, status) =>
    listed('warehouse_ids', request.warehouseId) &&
    listed('statement_ids', id) &&
    listed('statuses', status) &&
    createdAt >= from &&
    createdAt <= to
}

function queryJson({ id, caller, request, createdAt, endedAt, outcome }: Statement, state: StatementState) {
  const isFinal = state !== 'PENDING' && state !== 'RUNNING'
  return {
    query_id: id,
    status: STATUS_OF[state],
    query_text: request.text,
    query_start_time_ms: createdAt,
    ...(isFinal && { query_end_time_ms: endedAt, execution_end_time_ms: endedAt, duration: endedAt - createdAt }),
    user_name: caller,
    executed_as_user_name: caller,
    warehouse_id: request.warehouseId,
    endpoint_id: request.warehouseId,
    lookup_key: id,
    is_final: isFinal,
    ...(state === 'FAILED' && outcome instanceof SqlError && { error_message: outcome.message }),
    ...(state === 'SUCCEEDED' && !(outcome instanceof SqlError) && { rows_produced: outcome.rows.length }),
  }
}
