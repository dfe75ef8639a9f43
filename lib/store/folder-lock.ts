import 'server-only'
import { DatabaseSync } from 'node:sqlite'
import { PortalError } from '@/lib/errors'

/**
 * Takes a folder for this process alone; answers how to give it back.
 * The operating system drops the lock when the process dies, however it dies. A pid file would not do: in a
 * container every process has the same pid. Network file systems are not to be trusted with it.
 * @throws PortalError store_unavailable when another process, or this one, has the folder
 */
export function lockFolder(folder: string, lockFile: string): () => void {
  const lock = openLock(folder, lockFile)
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive')
  } catch (cause) {
    lock.close()
    throw new PortalError(
      'store_unavailable',
      `The embedded database in ${folder} is open in another process, and only one may have it. ` +
        'Stop the other process, or set DATABASE_URL to a PostgreSQL server that both can use.',
      { cause, facts: { reason: 'in_use' } },
    )
  }
  return () => lock.close()
}

function openLock(folder: string, lockFile: string): DatabaseSync {
  try {
    return new DatabaseSync(lockFile)
  } catch (cause) {
    throw new PortalError(
      'store_unavailable',
      `The portal may not write beside ${folder}. Check LAKEPORT_DATA_DIR and its permissions.`,
      { cause },
    )
  }
}
