import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Client } from 'pg'
import { openDatabase } from '@/lib/store/database'

/** The states whose storing can be stopped half way: the answer of run-now, and the end of a run. */
export type Held = 'submitted' | 'done'

/** Stops the portal, from outside, in the middle of the transaction that stores a state. */
export interface StoreHold {
  /** Whoever stores this state from now on waits in the middle of it. */
  hold(state: Held): Promise<void>
  /** Whether somebody waits. */
  isHeld(state: Held): Promise<boolean>
  /** For a portal that has died. */
  release(): Promise<void>
  close(): Promise<void>
}

const TRIGGER = `create trigger held before update of state on runs for each row
  when (new.state in ('submitted', 'done')) execute function hold()`

/** A number that nothing else locks, and one for each state. */
const LOCK = 471_100
const KEYS: Readonly<Record<Held, number>> = { submitted: 1, done: 2 }

/** The transaction waits for a lock that this side holds. The portal gives up after five seconds. */
export async function holdPostgres(databaseUrl: string): Promise<StoreHold> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`create function hold() returns trigger language plpgsql as $$ begin
    perform pg_advisory_xact_lock_shared(${LOCK}, case new.state when 'submitted' then 1 else 2 end);
    return new; end $$`)
  await client.query(TRIGGER)
  const waiting = `select 1 from pg_locks where locktype = 'advisory' and classid = ${LOCK} and objid = $1 and not granted`
  return {
    hold: async (state) => void (await client.query('select pg_advisory_lock($1, $2)', [LOCK, KEYS[state]])),
    isHeld: async (state) => (await client.query(waiting, [KEYS[state]])).rows.length > 0,
    release: async () => void (await client.query('select pg_advisory_unlock_all()')),
    close: () => client.end(),
  }
}

/**
 * The embedded database reads files of its folder: while there is one named after the state, the transaction waits, and
 * with it the whole portal, whose thread it runs on. The folder must not be open yet.
 */
export async function holdEmbedded(dataDir: string): Promise<StoreHold> {
  const { kysely, close } = await openDatabase({ dataDir })
  await sql
    .raw(`create function hold() returns trigger language plpgsql as $$ begin
      while (pg_stat_file('hold-' || new.state, true)).size is not null loop
        execute format('copy (select 1) to %L', current_setting('data_directory') || '/held-' || new.state);
        perform pg_sleep(0.05);
      end loop;
      return new; end $$`)
    .execute(kysely)
  await sql.raw(TRIGGER).execute(kysely)
  await close()
  const file = (name: string) => join(dataDir, 'database', name)
  return {
    hold: async (state) => writeFileSync(file(`hold-${state}`), ''),
    isHeld: async (state) => existsSync(file(`held-${state}`)),
    release: async () => {
      for (const state of Object.keys(KEYS)) {
        for (const prefix of ['hold', 'held']) rmSync(file(`${prefix}-${state}`), { force: true })
      }
    },
    close: async () => undefined,
  }
}
