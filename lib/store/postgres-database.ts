import 'server-only'
import { CompiledQuery, type DatabaseConnection, Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import type { Database } from './database'
import { guardedDialect } from './guarded-dialect'
import { connectionTo, dropWhenSilent } from './postgres-connection'
import { PostgresListener } from './postgres-listener'
import { assertOutsideTransaction } from './transaction'

const OLDEST_SERVER = 150_000
const STATEMENT_LIMIT_MS = 5_000
/** A connection in use says something within the statement limit, and the pool drops an idle one before this. */
const SILENCE_MS = 15_000
const IDLE_MS = 10_000

/** PostgreSQL 15 or later, over a pool. @throws PortalError store_unavailable */
export async function openPostgresDatabase<DB>(databaseUrl: string): Promise<Database<DB>> {
  const pool = new Pool({ ...connectionTo(databaseUrl), max: 10, idleTimeoutMillis: IDLE_MS })
  pool.on('connect', (client) => dropWhenSilent(client, SILENCE_MS))
  const kysely = kyselyOn<DB>(pool, STATEMENT_LIMIT_MS)
  await checkServer(kysely)
  const listener = new PostgresListener(databaseUrl)
  return {
    kind: 'postgres',
    kysely,
    unhurried(work) {
      const patient = kyselyOn<DB>(new Pool({ ...connectionTo(databaseUrl), max: 1 }), 0)
      return work(patient).finally(() => patient.destroy())
    },
    async listen(channel, onMessage, onGap) {
      assertOutsideTransaction('A channel was listened to')
      return listener.listen(channel, onMessage, onGap)
    },
    async close() {
      await listener.close()
      await kysely.destroy()
    },
  }
}

function kyselyOn<DB>(pool: Pool, limitMs: number): Kysely<DB> {
  // The pool hears a broken connection only while it is idle, kysely never. Unheard, its error would end the process;
  // whoever waits for a statement on it is told anyway.
  pool.on('connect', (client) => {
    client.on('error', (error) => log('warn', 'store.connection_lost', describeError(error)))
  })
  pool.on('error', () => undefined)
  const onCreateConnection = (connection: DatabaseConnection) => prepareSession(connection, limitMs)
  return new Kysely<DB>({ dialect: guardedDialect(new PostgresDialect({ pool, onCreateConnection })) })
}

/** Days and hours are cut in UTC, as on the embedded store. A limit of 0 is none. */
async function prepareSession(connection: DatabaseConnection, limitMs: number): Promise<void> {
  await connection.executeQuery(
    CompiledQuery.raw(
      `select set_config('TimeZone', 'UTC', false), set_config('statement_timeout', $1, false),
              set_config('idle_in_transaction_session_timeout', $2, false)`,
      [String(limitMs), String(3 * limitMs)],
    ),
  )
}

async function checkServer<DB>(kysely: Kysely<DB>): Promise<void> {
  try {
    const { rows } = await sql<{ version: number }>`
      select current_setting('server_version_num')::int as version`.execute(kysely)
    if ((rows[0]?.version ?? 0) < OLDEST_SERVER) throw new Error('it is older than PostgreSQL 15')
  } catch (thrown) {
    await kysely.destroy()
    throw unusable(thrown)
  }
}

function unusable(thrown: unknown): PortalError {
  const cause = thrown instanceof PortalError ? thrown.cause : thrown
  const why = cause instanceof Error ? cause.message || cause.name : String(cause)
  return new PortalError('store_unavailable', `The database of DATABASE_URL cannot be used: ${why}.`, { cause })
}
