import type { Expiry } from './expiry'

/** Where a page of everybody's connections begins: behind this one. */
export interface ConnectionCursor {
  readonly userName: string
  readonly id: string
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function cursorText({ userName, id }: ConnectionCursor): string {
  return `${id}~${userName}`
}

/** `undefined` for what is no cursor: then the list begins at its beginning. */
export function parseCursor(text: string): ConnectionCursor | undefined {
  const [id = '', ...rest] = text.split('~')
  const userName = rest.join('~')
  // A database knows no NUL.
  return ID.test(id) && userName !== '' && !userName.includes('\0') ? { id, userName } : undefined
}

/** Which page of everybody's connections is asked for, as its URL says it. */
export interface ConnectionQuery {
  /** A connector's slug; '' for all. */
  readonly connector: string
  readonly after: ConnectionCursor | undefined
}

/** Reads a URL's query. What makes no sense is left out, so that a bad link still shows something. */
export function parseConnectionQuery(text: (name: string) => string): ConnectionQuery {
  const connector = text('connector')
  return { connector: /^[a-z0-9-]{1,100}$/.test(connector) ? connector : '', after: parseCursor(text('after')) }
}

/** What a status is called, whose words are in the catalogue. */
export type ConnectionStatus =
  | 'connected'
  | 'expiring'
  | 'none'
  | 'removed'
  | 'revoked'
  | 'consent'
  | 'signIn'
  | 'connect'
  | 'error'

interface Problem {
  readonly code: string
  readonly facts: Readonly<Record<string, string>>
}

interface Standing {
  readonly problem: Problem | undefined
  readonly expiry?: Expiry | undefined
}

const SIGN_IN_AGAIN: ReadonlySet<string> = new Set([
  'connection_expired',
  'sign_in_challenged',
  'databricks_token_refused',
])

/** How a connection stands, in one word; the reason is told beside it. */
export function statusOf(connection: Standing | undefined): ConnectionStatus {
  if (!connection) return 'none'
  if (!connection.problem) return connection.expiry ? 'expiring' : 'connected'
  const { code, facts } = connection.problem
  if (code === 'connection_removed') return facts.by === 'admin' ? 'revoked' : 'removed'
  if (code === 'consent_needed') return 'consent'
  if (facts.reason === 'not_connected') return 'none'
  if (!SIGN_IN_AGAIN.has(code)) return 'error'
  return facts.own ? 'connect' : 'signIn'
}
