import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, type Call, json, type Route } from '../../kit/http.ts'
import { startWarehouse, stateOfWarehouse } from '../compute.ts'
import { requireWarehouse } from '../compute-access.ts'
import { invalid, refusal } from '../errors.ts'
import type { Member } from '../people.ts'
import { done, routesOf, type Service } from '../service.ts'
import type { Statement } from '../sql/statements.ts'
import { readBody } from '../wire/input.ts'
import { chunkJson, statementJson } from '../wire/statement-json.ts'
import { readStatement, type Waiting } from '../wire/statement-request.ts'

/** How soon a moved clock, or a cancel, is noticed by who waits for the end. */
const LOOK_MS = 20
const RATE = 100
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function statementRoutes(service: Service): Route[] {
  const shared = { versions: ['2.0' as const], rate: RATE }
  const path = '/sql/statements'
  return [
    { ...shared, method: 'POST', path, handle: execute(service) },
    { ...shared, method: 'POST', path: `${path}/`, handle: execute(service) },
    { ...shared, method: 'GET', path: `${path}/:id`, handle: getStatement(service) },
    { ...shared, method: 'GET', path: `${path}/:id/result/chunks/:index`, handle: getChunk(service) },
    { ...shared, method: 'POST', path: `${path}/:id/cancel`, handle: cancel(service) },
  ].flatMap((endpoint) => routesOf(service, endpoint))
}

const execute =
  (service: Service) =>
  async (call: Call, caller: Member): Promise<Answer> => {
    const { state } = service
    const request = readStatement(readBody(call))
    const warehouse = requireWarehouse(state, request.warehouseId, caller)
    const now = state.clock.now()
    const isUp = stateOfWarehouse(warehouse, now) === 'RUNNING'
    const statement = state.statements.send(caller, request, isUp ? now : startWarehouse(warehouse, now))
    await untilEnd(service, statement, request)
    return answer(service, statement)
  }

/** By real time: who moves the clock wants the end of the statement, not of the wait. */
async function untilEnd({ state }: Service, statement: Statement, { waitMs, cancels }: Waiting): Promise<void> {
  if (waitMs === 0) return
  const until = performance.now() + waitMs
  const isActive = () => ['PENDING', 'RUNNING'].includes(state.statements.stateOf(statement))
  while (isActive() && performance.now() < until) await pause(LOOK_MS)
  if (cancels) state.statements.cancel(statement)
}

function answer({ state }: Service, statement: Statement): Answer {
  return json(200, statementJson(statement, state.statements.stateOf(statement)))
}

const getStatement =
  (service: Service) =>
  (call: Call, caller: Member): Answer =>
    answer(service, requireStatement(service, call, caller))

const getChunk =
  (service: Service) =>
  (call: Call, caller: Member): Answer => {
    const statement = requireStatement(service, call, caller)
    const state = service.state.statements.stateOf(statement)
    if (state !== 'SUCCEEDED') throw invalid(`The statement is in state ${state}: there is no result to fetch.`)
    const index = Number(call.params.index)
    const chunk = Number.isInteger(index) ? chunkJson(statement, index) : undefined
    if (!chunk) throw invalid(`The chunk_index ${call.params.index} is out of bounds.`)
    return json(200, chunk)
  }

/** Always done, also for a statement that is over or that nobody knows. */
const cancel =
  ({ state }: Service) =>
  (call: Call, caller: Member): Answer => {
    const statement = state.statements.find(call.params.id ?? '', caller)
    if (statement) state.statements.cancel(statement)
    return done()
  }

/** Somebody else's statement is as good as none. @throws Refusal */
function requireStatement({ state }: Service, call: Call, caller: Member): Statement {
  const id = call.params.id ?? ''
  if (!UUID.test(id)) throw invalid(`Invalid statement_id: '${id}' is not a UUID.`)
  const statement = state.statements.find(id, caller)
  if (statement) return statement
  throw refusal(404, 'NOT_FOUND', `The statement ${id} was not found.`)
}
