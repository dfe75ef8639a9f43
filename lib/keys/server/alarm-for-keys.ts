import 'server-only'
import { SEALED_TOKENS } from '@/lib/identity/server/sealed-tokens'
import { log } from '@/lib/log'
import { query } from '@/lib/store/current'
import { keyRing } from '@/lib/store/current-key-ring'
import { lookAtKeys } from './look-at-keys'

/**
 * At a start: tokens that this ring does not open. The portal serves all the same, and these people sign in again (TOK-4);
 * the operator may have mounted the wrong ring.
 */
export async function alarmForKeys(): Promise<void> {
  const looks = await query((db) => lookAtKeys(db, keyRing(), [SEALED_TOKENS]))
  for (const { keyId, rows, state } of looks) {
    if (state === 'good') continue
    log('error', 'keys.do_not_open', {
      keyId,
      rows,
      why: state === 'missing' ? 'LAKEPORT_KEY_RING does not hold this key' : 'another key has this id',
      next: 'these people have to sign in again',
    })
  }
}
