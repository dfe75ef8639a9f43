import 'server-only'
import type { Transaction } from 'kysely'
import { PORTAL } from '@/lib/audit/audit-entry'
import { config } from '@/lib/config'
import { PortalError } from '@/lib/errors'
import { log } from '@/lib/log'
import { insertAudit } from './audit'
import { type Database, type Executor, openDatabase } from './database'
import { buildLateIndexes } from './late-indexes'
import { migrate } from './migrate'
import { ALL_MIGRATIONS } from './migrations/all-migrations'
import { fits, misfit, selectSchemaState } from './schema'
import type { Tables } from './tables'
import { transact } from './transaction'

// Next evaluates a module once for each bundle and again at every hot reload; the database must be opened once.
const SLOT = Symbol.for('lakeport.store.database')
const shared = globalThis as { [SLOT]?: Promise<Database> | undefined }

/**
 * The process's database, opened and migrated at the first call; a failed call may be repeated.
 * @throws PortalError store_unavailable, also while Next builds: a page that reads the store is never prerendered
 */
export function database(): Promise<Database> {
  shared[SLOT] ??= open().catch((error: unknown) => {
    shared[SLOT] = undefined
    throw error
  })
  return shared[SLOT]
}

/** Waits for what is under way, then closes. The next call of `database` opens it again. */
export async function closeDatabase(): Promise<void> {
  const opened = shared[SLOT]
  shared[SLOT] = undefined
  await (await opened?.catch(() => undefined))?.close()
}

/** Runs query functions outside a transaction: `await query((db) => selectRun(db, id))`. @throws PortalError store_unavailable */
export async function query<T>(work: (db: Executor) => Promise<T>): Promise<T> {
  const { kysely } = await database()
  return work(kysely)
}

/**
 * Runs query functions in one transaction, each with the handle that `work` is given. Nothing in it calls a network
 * or uses `query`. @throws PortalError store_unavailable
 */
export async function inTransaction<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
  const { kysely } = await database()
  return transact(kysely, work)
}

/** Whether this version can work on the schema as it is now: a newer version may have migrated it since (OPS-3). */
export async function schemaFits(): Promise<boolean> {
  return fits(ALL_MIGRATIONS, await query(selectSchemaState))
}

/**
 * For whatever must not be done by a process that an update has left behind: it would read what newer versions have written in
 * the sense of its own (OPS-3). @throws PortalError too_old
 */
export async function demandFittingSchema(trx: Transaction<Tables>): Promise<void> {
  const why = misfit(ALL_MIGRATIONS, await selectSchemaState(trx))
  if (why !== undefined) throw new PortalError('too_old', why)
}

async function open(): Promise<Database> {
  refuseDuringBuild()
  const { databaseUrl, dataDir } = config()
  const opened = await openDatabase({ databaseUrl, dataDir, onDead: endDeadProcess })
  try {
    const steps = await migrate(opened, ALL_MIGRATIONS)
    if (steps.length > 0) await recordMigration(opened, steps)
    if (opened.kind === 'embedded') await buildLateIndexes(opened)
    return opened
  } catch (error) {
    await opened.close()
    throw error
  }
}

function endDeadProcess(): void {
  log('error', 'store.dead', { next: 'Start the portal again when the disk of LAKEPORT_DATA_DIR is well.' })
  process.exit(1)
}

async function recordMigration({ kysely }: Database, steps: readonly string[]): Promise<void> {
  const entry = {
    actor: PORTAL,
    action: 'portal.migrate',
    target: 'portal',
    outcome: 'done',
    after: { steps },
  } as const
  await insertAudit(kysely, entry)
}

function refuseDuringBuild(): void {
  // biome-ignore lint/style/noProcessEnv: Next's word for what it is doing, no setting of ours
  if (process.env.NEXT_PHASE !== 'phase-production-build') return
  throw new PortalError('store_unavailable', 'A page read the store during `next build`: make it dynamic.')
}
