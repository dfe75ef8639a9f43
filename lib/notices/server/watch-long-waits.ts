import 'server-only'
import { describeError, log } from '@/lib/log'
import { inTransaction, query } from '@/lib/store/current'
import { keepNoticeOfWait, selectLongWaits } from '@/lib/store/notices'
import { notify } from '@/lib/store/notify'
import { RUN_CHANGED } from '@/lib/store/run-dispatch'

const EVERY_MS = 30_000
const AT_ONCE = 50

/** Looks again and again until the answered function is called, which waits for the look under way. */
export function watchLongWaits(): () => Promise<void> {
  let underWay: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    underWay = underWay.then(tellLongWaits)
  }, EVERY_MS)
  return () => {
    clearInterval(timer)
    return underWay
  }
}

/** Tells whoever wants to be told that a run of theirs takes unusually long; each once, by whichever process. Never throws. */
export async function tellLongWaits(): Promise<void> {
  try {
    for (const { id, personId } of await query((db) => selectLongWaits(db, AT_ONCE))) {
      await inTransaction(async (trx) => {
        if (await keepNoticeOfWait(trx, id)) await notify(trx, RUN_CHANGED, `${id} ${personId}`)
      })
    }
  } catch (thrown) {
    log('error', 'notices.waits_failed', describeError(thrown))
  }
}
