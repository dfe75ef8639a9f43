import 'server-only'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { describeError, log } from '@/lib/log'
import { flushFolder, flushTree } from './durable-fs'

// A process of its own: whoever creates a database keeps the 400 MB that it took until it ends.
const CREATE = `
  import { PGlite } from '@electric-sql/pglite'
  const pglite = await PGlite.create(process.argv[1])
  await pglite.close()`

/**
 * Creates an empty database in `folder`, which gets its name only when every file is on the disk: a creation that was
 * killed, or lost its power, has not happened. The caller holds the folder's lock.
 */
export async function createEmbedded(folder: string): Promise<void> {
  removeLeftovers(folder)
  const making = mkdtempSync(prefixOf(folder))
  await createApart(making).catch((error: unknown) => {
    log('warn', 'store.created_in_this_process', describeError(error))
    rmSync(making, { recursive: true, force: true })
    return createHere(making)
  })
  flushTree(making)
  renameSync(making, folder)
  flushFolder(dirname(folder))
  flushFolder(dirname(dirname(folder)))
}

/** Resolves PGlite from the working directory, where the portal's packages are. */
async function createApart(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', CREATE, folder])
}

async function createHere(folder: string): Promise<void> {
  const pglite = await PGlite.create(folder)
  await pglite.close()
}

function removeLeftovers(folder: string): void {
  const parent = dirname(folder)
  for (const name of readdirSync(parent)) {
    if (name.startsWith(basename(prefixOf(folder)))) rmSync(join(parent, name), { recursive: true, force: true })
  }
}

function prefixOf(folder: string): string {
  return `${folder}.making-`
}
