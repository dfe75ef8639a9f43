import 'server-only'
import fs from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { CompiledQuery, type Kysely } from 'kysely'
import { LEAST_FREE_BYTES } from '@/lib/limits/least-free-space'
import { describeError, log } from '@/lib/log'

const EVERY_MS = 1_000

export interface RoomWatch {
  /** Waits for the look that is under way. */
  stop(): Promise<void>
}

/**
 * Looks once a second whether the disk of an embedded store has room. While it is nearly full the store is only read:
 * PostgreSQL refuses each write, where it would stop for good once its log found no room, and goes on by itself when
 * there is room again.
 */
export async function watchRoom<DB>(kysely: Kysely<DB>, folder: string): Promise<RoomWatch> {
  const stopping = new AbortController()
  const first = await look(kysely, folder, false)
  const rounds = goRound(kysely, folder, first, stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await rounds
    },
  }
}

async function goRound<DB>(kysely: Kysely<DB>, folder: string, first: boolean, stopping: AbortSignal): Promise<void> {
  for (let onlyRead = first; !stopping.aborted; onlyRead = await look(kysely, folder, onlyRead)) {
    const woken = await pause(EVERY_MS, 'time', { ref: false, signal: stopping }).catch(() => 'stopping')
    if (woken === 'stopping') return
  }
}

/** Answers whether the store is only read from now on. */
async function look<DB>(kysely: Kysely<DB>, folder: string, onlyRead: boolean): Promise<boolean> {
  try {
    const { bavail, bsize } = await fs.statfs(folder)
    const isFull = bavail * bsize < LEAST_FREE_BYTES
    if (isFull === onlyRead) return onlyRead
    await kysely.executeQuery(CompiledQuery.raw(`set default_transaction_read_only = ${isFull ? 'on' : 'off'}`))
    tell(isFull)
    return isFull
  } catch (thrown) {
    log('warn', 'store.room_unknown', describeError(thrown))
    return onlyRead
  }
}

function tell(isFull: boolean): void {
  const next = 'Make room on the disk of LAKEPORT_DATA_DIR: nothing is written until then.'
  if (isFull) log('error', 'store.full', { next })
  else log('info', 'store.has_room')
}
