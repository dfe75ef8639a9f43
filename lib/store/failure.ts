import 'server-only'
import { PortalError } from '@/lib/errors'

/** Codes of Node's sockets and name service when a server cannot be reached. */
const NETWORK = /^(ECONN|ENOT|EAI_|EPIPE|ETIMEDOUT|EHOST|ENET)/
/**
 * SQLSTATE: connection lost (08), bad credentials (28), no such database (3D), out of resources or disk (53), shut down
 * or statement timeout (57), broken files (58, XX), no lock in time (55P03), a server that only reads (25006), a right
 * that the portal's own role lacks (42501).
 */
const SERVER = /^(08|28|3D|53|57|58|XX|55P03|25006|42501)/
const LACKS_RIGHT = '42501'
/** pg's own errors carry no code. */
const PG_WORDS = /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered|Query read)/

/** An error of the store as PortalError store_unavailable; every other error as it is. */
export function storeFailure(error: unknown): unknown {
  if (!isUnavailable(error)) return error
  const { code } = fieldsOf(error)
  const what =
    code === LACKS_RIGHT ? "The portal's role lacks a right on the database." : 'The database does not answer.'
  return new PortalError('store_unavailable', `${what} Try again in a moment.`, { cause: error })
}

/** The constraint that a statement violated, undefined for any other error. The same on both stores. */
export function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint } = fieldsOf(error)
  return code?.startsWith('23') ? constraint : undefined
}

function isUnavailable(error: unknown): boolean {
  const { code, message } = fieldsOf(error)
  if (code === undefined) return PG_WORDS.test(message ?? '')
  return code.length === 5 && !code.startsWith('E') ? SERVER.test(code) : NETWORK.test(code)
}

function fieldsOf(error: unknown): { code?: string; constraint?: string; message?: string } {
  return error instanceof Error ? (error as { code?: string; constraint?: string; message: string }) : {}
}
