import 'server-only'
import type { IncomingHttpHeaders } from 'node:http'
import { headerOf } from './exchange'

/** By what a workspace knows a call that it has answered, as far as its answer says so. */
export interface CallTrace {
  readonly requestId: string | undefined
  /** The workspace's own id. */
  readonly workspaceId: string | undefined
}

const LONGEST_ID = 100

/** `X-Request-Id` and `X-Databricks-Org-Id` of an answer. Whatever is no id of printable characters is left out. */
export function traceOf(headers: IncomingHttpHeaders): CallTrace {
  return { requestId: idIn(headers, 'x-request-id'), workspaceId: idIn(headers, 'x-databricks-org-id') }
}

function idIn(headers: IncomingHttpHeaders, name: string): string | undefined {
  const id = headerOf(headers, name)
  return id !== undefined && id.length <= LONGEST_ID && /^[\w.-]+$/.test(id) ? id : undefined
}
