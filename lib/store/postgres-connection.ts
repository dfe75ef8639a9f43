import 'server-only'
import type { Socket } from 'node:net'
import type { ClientBase, ClientConfig } from 'pg'
import { pgTypes } from './column-types'

const CONNECT_LIMIT_MS = 2_000

/** What every connection to PostgreSQL has in common. */
export function connectionTo(databaseUrl: string): ClientConfig {
  return {
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'lakeport',
    types: pgTypes,
  }
}

/**
 * Ends a connection on which nothing comes or goes for `ms`: a half-open one would keep its statement waiting for as
 * long as the operating system believes in it, which can be hours.
 */
export function dropWhenSilent(client: ClientBase, ms: number): void {
  socketOf(client).setTimeout(ms, () => drop(client))
}

/** Ends a connection at once; whoever waits for a statement on it gets an error. */
export function drop(client: ClientBase): void {
  socketOf(client).destroy(new Error('Connection terminated: the database server went silent'))
}

/** pg has no other way to a connected client's socket, which is the TLS socket where there is TLS. */
function socketOf(client: ClientBase): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream
}
