import 'server-only'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PortalError } from '@/lib/errors'
import { PARSERS } from './column-types'
import { DurableFS } from './durable-fs'
import { createEmbedded } from './embedded-creation'
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
 * Opens the embedded PostgreSQL in `dataDir`, creating it if need be; its lock lies beside it. Nothing else may open a
 * PGlite on a folder: as shipped it never calls fsync, takes no lock, and two processes on one folder corrupt it
 * without an error. `onDead` is called when its log cannot be written, in the middle of a statement that never ends.
 * @throws PortalError store_unavailable when the folder is in use or cannot be opened
 */
export async function openEmbedded(dataDir: string, onDead?: () => void): Promise<EmbeddedPostgres> {
  const folder = folderIn(dataDir)
  makeFolder(dirname(folder))
  const unlock = lockFolder(folder, `${folder}.lock`)
  try {
    const pglite = await start(folder, onDead)
    return { pglite, close: () => pglite.close().finally(unlock) }
  } catch (thrown) {
    unlock()
    throw unopened(folder, thrown)
  }
}

/** Whether there is one in `dataDir`, without opening or making it. */
export function isThere(dataDir: string): boolean {
  return holdsDatabase(folderIn(dataDir))
}

function folderIn(dataDir: string): string {
  return resolve(dataDir, 'database')
}

function holdsDatabase(folder: string): boolean {
  return existsSync(join(folder, 'PG_VERSION'))
}

async function start(folder: string, onDead: (() => void) | undefined): Promise<PGlite> {
  if (!holdsDatabase(folder)) {
    if (existsSync(folder) && readdirSync(folder).length > 0) throw new Error('The folder holds something else')
    await createEmbedded(folder)
  }
  // Written at start-up, never right (the pid in it is always 42) and, if cut short, a reason not to start again.
  rmSync(join(folder, 'postmaster.pid'), { force: true })
  const pglite = new PGlite({ fs: new DurableFS(folder, onDead), startParams: START_PARAMS, parsers: { ...PARSERS } })
  await pglite.waitReady
  return pglite
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

/** PGlite's errors drag a screen of minified source along, so only their words are kept. */
function unopened(folder: string, thrown: unknown): PortalError {
  const cause = new Error(thrown instanceof Error ? thrown.message : String(thrown))
  return new PortalError(
    'store_unavailable',
    `The embedded database in ${folder} cannot be opened. The log has the cause; a backup has the data.`,
    { cause },
  )
}
