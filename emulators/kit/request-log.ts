import type { Identity } from './faults.ts'
import type { Call } from './http.ts'

/** `status` is null while the answer is under way, and 0 when it was dropped. */
export interface RequestRow {
  sequence: number
  time: string
  method: string
  path: string
  query: string
  oid?: string
  upn?: string
  idempotencyToken?: string
  /** Of a token request. */
  grantType?: string
  status: number | null
}

const MAX_ROWS = 20_000
const SECRET_NAMES = new Set([
  'access_token',
  'assertion',
  'client_assertion',
  'client_secret',
  'code',
  'code_verifier',
  'id_token',
  'id_token_hint',
  'password',
  'refresh_token',
  'token',
])

/** What was asked of the emulator, oldest first. Bodies and headers are not kept, nor secrets of the query. */
export class RequestLog {
  #rows: RequestRow[] = []
  #last = 0

  /** Writes the row at arrival; the caller sets `status` when it is known. */
  add(call: Call, identity: Identity, timeMs: number): RequestRow {
    const idempotencyToken = readIdempotencyToken(call)
    const grantType = readGrantType(call)
    const row: RequestRow = {
      sequence: ++this.#last,
      time: new Date(timeMs).toISOString(),
      method: call.method,
      path: call.path,
      query: withoutSecrets(call.query),
      ...(identity.oid !== undefined && { oid: identity.oid }),
      ...(identity.upn !== undefined && { upn: identity.upn }),
      ...(idempotencyToken !== undefined && { idempotencyToken }),
      ...(grantType !== undefined && { grantType }),
      status: null,
    }
    this.#rows.push(row)
    if (this.#rows.length > MAX_ROWS) this.#rows.shift()
    return row
  }

  since(sequence: number): RequestRow[] {
    return this.#rows.filter((row) => row.sequence > sequence)
  }

  /** Sequence numbers go on, so that a `since` taken before stays true. */
  clear(): void {
    this.#rows = []
  }
}

function withoutSecrets(query: URLSearchParams): string {
  const shown = new URLSearchParams()
  for (const [name, value] of query) {
    shown.append(name, SECRET_NAMES.has(name.toLowerCase()) || /^(eyJ|dapi)/.test(value) ? 'redacted' : value)
  }
  return shown.toString()
}

/** Whatever the content type says: the service reads the body without asking for it. */
function readIdempotencyToken(call: Call): string | undefined {
  try {
    const body = call.json() as { idempotency_token?: unknown } | null
    return typeof body?.idempotency_token === 'string' ? body.idempotency_token : undefined
  } catch {
    return undefined // not JSON: the route says so in its answer
  }
}

function readGrantType(call: Call): string | undefined {
  const isForm = call.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  return (isForm && call.form().get('grant_type')) || undefined
}
