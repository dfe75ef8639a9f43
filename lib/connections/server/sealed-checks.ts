import 'server-only'
import { PortalError } from '@/lib/errors'
import type { SealedKind } from '@/lib/keys/server/sealed-kind'
import { replaceSealedChecks, selectSealedChecks } from '@/lib/store/connection-attempts'
import { keyRing } from '@/lib/store/current-key-ring'
import { open, SealError, type SealedFor, seal } from '@/lib/store/sealed'

/** What the portal checks when a person comes back from another sign-in page. A secret until then. */
export interface Checks {
  readonly verifier: string
  readonly nonce: string
}

interface Owner {
  readonly tenantId: string
  readonly objectId: string
}

export function sealChecks(owner: Owner, stateHash: string, checks: Checks): string {
  return seal(keyRing(), JSON.stringify(checks), aboutChecks(owner, stateHash))
}

/** @throws PortalError invalid_request for those of another key: the person begins again */
export function openChecks(owner: Owner, stateHash: string, sealed: string): Checks {
  try {
    return JSON.parse(open(keyRing(), sealed, aboutChecks(owner, stateHash))) as Checks
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause
    throw new PortalError('invalid_request', 'What was kept of this way does not open.', { cause })
  }
}

/** They last ten minutes; who takes one meanwhile deletes it. */
export const SEALED_CHECKS: SealedKind = {
  column: 'connection_attempts.sealed_checks',
  called: 'people on their way to connect',
  async select(db, page) {
    const rows = await selectSealedChecks(db, page)
    return rows.map((row) => ({ id: row.stateHash, sealed: row.sealed, about: aboutChecks(row, row.stateHash) }))
  },
  async reseal(db, ring, { id, sealed, about }) {
    return replaceSealedChecks(db, id, { from: sealed, to: seal(ring, open(ring, sealed, about), about) })
  },
}

function aboutChecks({ tenantId, objectId }: Owner, stateHash: string): SealedFor {
  return { purpose: 'connection-checks', tenantId, objectId, stateHash }
}
