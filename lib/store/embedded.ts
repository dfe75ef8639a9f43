import 'server-only'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PortalError } from '@/lib/errors'
import { PARSERS } from './column-types'
import { DurableFS, flushTree } from './durable-fs'
import { lockFolder } from './folder-lock'

// PGlite's own parameters without -F, which turns fsync off. Its fdatasync is a stub that always says yes.
const START_PARAMS = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync', 'max_wal_size=128MB', 'shared_buffers=16MB'].flatMap((it) => ['-c', it]),
]

export interface EmbeddedPostgres {
  readonly pglite: PGlite
  close(): Promise<void>
}

/**
 * Opens the embedded PostgreSQL in `dataDir`, creating it if need be. Nothing else may open a PGlite on a folder:
 * as shipped it never calls fsync, takes no lock, and two processes on one folder corrupt it without an error.
 * Beside the database's own folder lie its lock and the mark that its creation has reached the disk.
 * @throws PortalError store_unavailable when the folder is in use or cannot be opened
 */
export async function openEmbedded(dataDir: string): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir, 'database')
  makeFolder(folder)
  const unlock = lockFolder(folder, resolve(dataDir, 'database.lock'))
  try {
    const pglite = await start(folder, resolve(dataDir, 'database.created'))
    return { pglite, close: () => pglite.close().finally(unlock) }
  } catch (error) {
    unlock()
    throw error
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new PortalError(
      'store_unavailable',
      `The folder ${folder} for the embedded database cannot be made. Check LAKEPORT_DATA_DIR and its permissions.`,
      { cause },
    )
  }
}

async function start(folder: string, createdMark: string): Promise<PGlite> {
  // Written at start-up, never right (the pid in it is always 42) and, if cut short, a reason not to start again.
  rmSync(join(folder, 'postmaster.pid'), { force: true })
  const created = existsSync(createdMark)
  const pglite = new PGlite({ fs: new DurableFS(folder), startParams: START_PARAMS, parsers: { ...PARSERS } })
  try {
    await pglite.waitReady
    if (!created) await settleCreation(pglite, folder, createdMark)
    return pglite
  } catch (thrown) {
    throw unopened(folder, created, thrown)
  }
}

/** The files of a new database are copied into place without a flush. */
async function settleCreation(pglite: PGlite, folder: string, createdMark: string): Promise<void> {
  await pglite.exec('checkpoint')
  flushTree(folder)
  writeFileSync(createdMark, '', { flush: true })
}

/** PGlite's errors drag a screen of minified source along, so only their words are kept. */
function unopened(folder: string, created: boolean, thrown: unknown): PortalError {
  const advice = created
    ? 'Restore it from a backup, or look at the cause in the log.'
    : 'Its creation was never finished, so nothing is lost when you delete the folder and start again.'
  const cause = new Error(thrown instanceof Error ? thrown.message : String(thrown))
  return new PortalError('store_unavailable', `The embedded database in ${folder} cannot be opened. ${advice}`, {
    cause,
  })
}
