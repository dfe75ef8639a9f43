import 'server-only'
import type { Kysely } from 'kysely'
import { openEmbeddedDatabase } from './embedded-database'
import { openPostgresDatabase } from './postgres-database'
import type { Tables } from './tables'

/** What every query function takes first: the database's handle, or that of a transaction, which is one as well. */
export type Executor = Kysely<Tables>

/** The store, opened. One for each process: `current.ts` holds it. */
export interface Database<DB = Tables> {
  readonly kind: 'embedded' | 'postgres'
  readonly kysely: Kysely<DB>
  /** A handle without time limits, for migrations and maintenance. Throws what `work` throws. */
  unhurried<T>(work: (db: Kysely<DB>) => Promise<T>): Promise<T>
  /**
   * Calls `onMessage` with the payload of every notification on `channel` until the answered function is called.
   * `onGap` is called when notifications may have been missed: read again what changed since.
   * Both are called outside any transaction and must not throw.
   */
  listen(channel: string, onMessage: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

export interface DatabaseSettings {
  /** `postgres://…`; without it the embedded PostgreSQL in `dataDir` is opened. */
  readonly databaseUrl?: string | undefined
  readonly dataDir: string
  /** Called when the embedded one has stopped for good: only a new process can open it again. */
  readonly onDead?: (() => void) | undefined
}

/** @throws PortalError store_unavailable, with a message for whoever runs the portal */
export function openDatabase<DB = Tables>({ databaseUrl, dataDir, onDead }: DatabaseSettings): Promise<Database<DB>> {
  return databaseUrl === undefined ? openEmbeddedDatabase<DB>(dataDir, onDead) : openPostgresDatabase<DB>(databaseUrl)
}
