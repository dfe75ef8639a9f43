import 'server-only'
import { PortalError } from '@/lib/errors'
import { isDatabricksId } from '@/lib/runs/databricks-id'

/** Node has `JSON.rawJSON`; TypeScript's library does not declare it yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/** Where no number is this long, none can be inexact, and the slow way through the reviver is saved. */
const LONG_NUMBER = /[0-9]{16}/

/** JSON whose integers stay exact: one that a double cannot hold becomes its decimal text. @throws SyntaxError */
export function parseJson(text: string): unknown {
  return LONG_NUMBER.test(text) ? JSON.parse(text, exactInteger) : JSON.parse(text)
}

function exactInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  return context?.source && /^-?[0-9]+$/.test(context.source) ? context.source : value
}

/** An id for a request body: Databricks takes int64 as a JSON number. @throws PortalError invalid_request */
export function idNumber(id: string): unknown {
  return rawJSON(checkedId(id))
}

/** An id for a query or a path. @throws PortalError invalid_request */
export function checkedId(id: string): string {
  if (isDatabricksId(id)) return id
  const message = 'A Databricks id is 1 to 19 digits, at most 2^63-1.'
  throw new PortalError('invalid_request', message, { facts: { arrived: 'no' } })
}
