import type { FlowDefinition } from '@/lib/flows/flow'
import { type JsonObject, listIn, objectIn } from './json'
import { operationsOf } from './operation'

interface FlowInUse {
  readonly title: string
  /** Null for one that was never published. */
  readonly definition: Pick<FlowDefinition, 'steps'> | null
}

/** The actions that flows call, and what they give them. */
const CALLED: Readonly<Record<FlowDefinition['steps'][number]['action'], Called>> = {
  run_now: { operationId: 'RunJobNow', gives: ['job_id', 'job_parameters', 'idempotency_token'], needs: 'job_id' },
  sql: {
    operationId: 'ExecuteStatement',
    gives: [
      ...['warehouse_id', 'statement', 'parameters', 'wait_timeout', 'disposition', 'format'],
      ...['row_limit', 'byte_limit'],
    ],
    needs: 'statement',
  },
}

interface Called {
  readonly operationId: string
  readonly gives: readonly string[]
  /** Without it the action is another one. */
  readonly needs: string
}

/**
 * The titles of the flows that work with one definition and not with the next: an action that they call is gone, takes no more
 * what they give, or asks for what they do not. Connectors without that action never had such flows.
 */
export function brokenFlows(flows: readonly FlowInUse[], before: JsonObject, after: JsonObject): readonly string[] {
  const works = (called: Called, definition: JsonObject) => {
    const operation = operationsOf(definition).find(({ id }) => id === called.operationId)
    if (!operation) return false
    const properties = objectIn(operation.body?.schema.properties)
    const asked = [
      ...listIn(operation.body?.schema.required).map(String),
      ...operation.parameters.filter(({ required }) => required).map(({ name }) => name),
    ]
    return asked.every((name) => called.gives.includes(name)) && Object.hasOwn(properties, called.needs)
  }
  return flows
    .filter(({ definition }) =>
      definition?.steps.some(({ action }) => works(CALLED[action], before) && !works(CALLED[action], after)),
    )
    .map(({ title }) => title)
}
