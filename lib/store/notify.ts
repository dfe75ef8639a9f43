import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { type Kysely, sql } from 'kysely'

/** PostgreSQL refuses 8,000 bytes; ids need far less, and anything else has no place in a notification. */
const PAYLOAD_LIMIT = 200

/**
 * Tells every process that listens on `channel`, once the transaction of `db` commits; a rollback drops it.
 * `payload` is an id: the listener reads what changed, and whether its viewer may see it.
 */
export async function notify<DB>(db: Kysely<DB>, channel: string, payload: string): Promise<void> {
  if (payload.length > PAYLOAD_LIMIT) throw new RangeError(`A notification on ${channel} carries more than an id`)
  await sql`select pg_notify(${channelName(channel)}, ${payload})`.execute(db)
}

/** A channel's name goes into LISTEN as it is. */
export function channelName(channel: string): string {
  if (!/^[a-z][a-z_]{0,62}$/.test(channel)) throw new RangeError(`"${channel}" is no name for a channel`)
  return channel
}

/** On the embedded store a notification arrives in the middle of whatever committed; the listener is kept out of it. */
export function outsideTransaction<T extends unknown[]>(listener: (...args: T) => void): (...args: T) => void {
  const outside = AsyncLocalStorage.snapshot()
  return (...args) => {
    setImmediate(() => outside(listener, ...args))
  }
}
