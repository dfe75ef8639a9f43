import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import { config } from '@/lib/config'
import { insertAudit } from '@/lib/store/audit'
import { inTransaction, query } from '@/lib/store/current'
import type { Executor } from '@/lib/store/database'
import { deleteNeedlessPartition, type StillNeeded, selectNeedlessOwners } from '@/lib/store/needless-partitions'

const AT_ONCE = 100

/**
 * Deletes a person's tokens if nobody needs them any more: no session lives, and no run is followed, or one has been
 * followed for longer than tokens are kept after a sign-out (TOK-8). To be called at the end of the transaction that
 * ended a session or a run. Answers whether they went now.
 */
export async function forgetNeedlessTokens(trx: Executor, personId: string): Promise<boolean> {
  if (!(await deleteNeedlessPartition(trx, personId, stillNeeded()))) return false
  await insertAudit(trx, {
    actor: { ...PORTAL, personId },
    action: 'tokens.delete',
    target: `person:${personId}`,
    outcome: 'done',
  })
  return true
}

/**
 * Sessions that idle out or expire end in no transaction: this finds their tokens. A run that is followed all the same
 * notices at its next look, and is paused until the person signs in. Answers how many people's tokens went.
 */
export async function sweepTokens(): Promise<number> {
  const owners = await query((db) => selectNeedlessOwners(db, stillNeeded(), AT_ONCE))
  let gone = 0
  for (const personId of owners) {
    if (await inTransaction((trx) => forgetNeedlessTokens(trx, personId))) gone += 1
  }
  return gone
}

function stillNeeded(): StillNeeded {
  const at = Date.now()
  const { sessionIdleMs, keepTokensMs } = config()
  return { at: new Date(at), idleSince: new Date(at - sessionIdleMs), keptSince: new Date(at - keepTokensMs) }
}
