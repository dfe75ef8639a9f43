import type { Cluster, Warehouse } from './compute.ts'
import { readScript } from './control-jobs.ts'
import { SqlError } from './sql/sql-error.ts'
import type { StatementScript } from './sql/statements.ts'
import type { WorkspaceState } from './state.ts'

type Fields = Record<string, unknown>

const WAREHOUSE_TEXTS = ['id', 'name', 'size', 'type', 'creator', 'target'] as const
const SCRIPT_FIELDS = ['statement', 'columns', 'rows', 'durationMs', 'chunkRows', 'error']

/** Adds a warehouse, or changes one of the same id. @throws TypeError */
export function putWarehouse({ warehouses, clock }: WorkspaceState, value: unknown): Warehouse {
  const fields = asObject(value)
  const id = textOf(fields, 'id')
  const [sample] = warehouses.values()
  const known = warehouses.get(id) ?? sample
  if (!known) throw new TypeError('there is no warehouse to go by')
  for (const name of WAREHOUSE_TEXTS) if (fields[name] !== undefined) textOf(fields, name)
  const warehouse = { ...known, changedAt: clock.now(), ...fields } as Warehouse
  warehouses.set(id, demandUsers(warehouse))
  return warehouse
}

/** Adds a cluster, or changes one of the same id. @throws TypeError */
export function putCluster({ clusters }: WorkspaceState, value: unknown): Cluster {
  const fields = asObject(value)
  const id = textOf(fields, 'id')
  const [sample] = clusters.values()
  const known = clusters.get(id) ?? sample
  if (!known) throw new TypeError('there is no cluster to go by')
  const cluster = { ...known, ...fields } as Cluster
  clusters.set(id, demandUsers(cluster))
  return cluster
}

/** What a statement of these words answers from now on. @throws TypeError */
export function scriptStatement({ statements }: WorkspaceState, value: unknown): object {
  const fields = asObject(value)
  const stranger = Object.keys(fields).find((name) => !SCRIPT_FIELDS.includes(name))
  if (stranger !== undefined) throw new TypeError(`there is no field ${stranger}; known: ${SCRIPT_FIELDS.join(', ')}`)
  const { statement: _, ...script } = fields
  statements.script(textOf(fields, 'statement'), script as StatementScript)
  return {}
}

/** Every statement that was sent, oldest first: whose it is and what became of it. */
export function sentStatements({ statements }: WorkspaceState): object[] {
  return statements.all().map((statement) => ({
    statement_id: statement.id,
    user_name: statement.caller,
    warehouse_id: statement.request.warehouseId,
    statement: statement.request.text,
    parameters: Object.fromEntries([...statement.request.parameters].map(([name, { value }]) => [name, value])),
    state: statements.stateOf(statement),
    ...(statement.outcome instanceof SqlError && { error: statement.outcome.message }),
    created_time: statement.createdAt,
  }))
}

/** What tasks of coming submitted runs do, by task key: `{tasks: {key: script}}`. @throws TypeError */
export function scriptSubmits({ oneTimeScripts }: WorkspaceState, value: unknown): object {
  const tasks = asObject(asObject(value).tasks)
  for (const [key, script] of Object.entries(tasks)) oneTimeScripts.set(key, readScript(script))
  return {}
}

function demandUsers<T extends { users: unknown }>(compute: T): T {
  const { users } = compute
  if (Array.isArray(users) && users.every((name) => typeof name === 'string')) return compute
  throw new TypeError('users is a list of texts')
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value === 'string' && value !== '') return value
  throw new TypeError(`${name} is a text`)
}

function asObject(value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new TypeError('an object is expected')
}
