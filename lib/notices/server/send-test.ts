import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { PortalError } from '@/lib/errors'
import type { Viewer } from '@/lib/identity/viewer'
import { newId } from '@/lib/new-id'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/current'
import { keepTestNotice } from '@/lib/store/notices'
import { offeredWays } from './offered-ways'

const EVERY_MS = 60_000

/** Tells the viewer something by every way there is, once a minute at most. @throws PortalError too_many_requests */
export async function sendTest(viewer: Viewer): Promise<void> {
  const ways = offeredWays()
  const id = newId()
  await inTransaction(async (trx) => {
    if (!(await keepTestNotice(trx, { id, personId: viewer.personId, ways, everyMs: EVERY_MS }))) {
      const facts = { reason: 'test', retryAfterMs: String(EVERY_MS) }
      throw new PortalError('too_many_requests', 'A test was sent in this minute.', { facts })
    }
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'notice.test',
      target: `notice:${id}`,
      outcome: 'done',
      details: { ways },
    })
  })
}
