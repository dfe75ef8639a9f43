import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { OPERATOR } from '@/lib/audit/audit-entry'
import { SEALED_CHECKS } from '@/lib/connections/server/sealed-checks'
import { SEALED_PRINCIPAL_TOKENS } from '@/lib/connections/server/sealed-principal-tokens'
import { SEALED_SECRETS } from '@/lib/connectors/server/sealed-secrets'
import { SEALED_TOKENS } from '@/lib/identity/server/sealed-tokens'
import type { Left, Rotation } from '@/lib/keys/rotation'
import { SEALED_INPUTS } from '@/lib/runs/server/sealed-inputs'
import { insertAudit } from '@/lib/store/audit'
import { database } from '@/lib/store/current'
import { keyRing } from '@/lib/store/current-key-ring'
import type { Executor } from '@/lib/store/database'
import type { KeyRing } from '@/lib/store/key-ring'
import { keyIdOf, SealError } from '@/lib/store/sealed'
import { type KeyUse, selectKeyUse, selectSealedColumns } from '@/lib/store/sealed-columns'
import type { SealedKind } from './sealed-kind'

/** Everything that is sealed at rest. A sealed column that is missing here stops the rotation. */
export const SEALED_KINDS: readonly SealedKind[] = [
  SEALED_TOKENS,
  SEALED_INPUTS,
  SEALED_SECRETS,
  SEALED_CHECKS,
  SEALED_PRINCIPAL_TOKENS,
]

const BATCH = 100
/** Somebody who renews tokens holds their row for 15 s at most. */
const PASSES = 9
const BETWEEN_PASSES_MS = 2_000

/**
 * Seals everything anew by the ring's first key, while portals run (TOK-3): row by row, each only as it was read, so that
 * it may be stopped, repeated and run twice at once.
 * @throws PortalError store_unavailable
 */
export async function rotateKeys(ring: KeyRing = keyRing(), betweenPassesMs = BETWEEN_PASSES_MS): Promise<Rotation> {
  const { unhurried } = await database()
  return unhurried(async (db) => {
    await demandKnownColumns(db)
    const rewritten: Rotation['rewritten'][number][] = []
    const broken = new Map<string, Broken>()
    for (const kind of SEALED_KINDS) {
      const { rows, doNotOpen } = await resealAll(db, ring, kind, betweenPassesMs)
      rewritten.push({ called: kind.called, rows })
      broken.set(kind.column, doNotOpen)
    }
    const uses = await keyUses(db)
    const rotation = {
      writingKeyId: ring.writingKeyId,
      rewritten,
      left: uses.filter(({ keyId }) => keyId !== ring.writingKeyId).map((use) => leftOf(use, ring, broken)),
      idle: [...ring.keys.keys()].filter((id) => id !== ring.writingKeyId && !uses.some((use) => use.keyId === id)),
    }
    await keepRecord(db, rotation)
    return rotation
  })
}

function leftOf(use: KeyUse, ring: KeyRing, broken: ReadonlyMap<string, Broken>): Left {
  if (use.keyId === '') return { ...use, because: 'no sealed value' }
  if (!ring.keys.has(use.keyId)) return { ...use, because: 'no key' }
  const doNotOpen = broken.get(use.column)?.get(use.keyId) ?? 0
  return { ...use, because: doNotOpen >= use.rows ? 'does not open' : 'still written' }
}

/** How many values each key sealed, by column. */
async function keyUses(db: Executor): Promise<KeyUse[]> {
  const uses = []
  for (const { column } of SEALED_KINDS) uses.push(...(await selectKeyUse(db, column)))
  return uses
}

async function demandKnownColumns(db: Executor): Promise<void> {
  const unknown = (await selectSealedColumns(db)).filter(
    (name) => !SEALED_KINDS.some(({ column }) => column === name),
  )
  if (unknown.length > 0) throw new Error(`Nobody knows how to seal ${unknown.join(', ')} anew.`)
}

/** How many values do not open, by the key that they name. */
type Broken = Map<string, number>

/** In passes: a row that somebody held, or wrote meanwhile, is met again in the next one. */
async function resealAll(db: Executor, ring: KeyRing, kind: SealedKind, betweenPassesMs: number) {
  let rows = 0
  for (let pass = 1; ; pass += 1) {
    const { resealed, missed, doNotOpen } = await resealOnce(db, ring, kind)
    rows += resealed
    if (missed === 0 || pass === PASSES) return { rows, doNotOpen }
    await pause(betweenPassesMs)
  }
}

async function resealOnce(db: Executor, ring: KeyRing, kind: SealedKind) {
  const counts = { resealed: 0, missed: 0 }
  const doNotOpen: Broken = new Map()
  let after: string | undefined
  do {
    const page = await kind.select(db, { notBy: ring.writingKeyId, after, limit: BATCH })
    for (const value of page) {
      try {
        counts[(await kind.reseal(db, ring, value)) ? 'resealed' : 'missed'] += 1
      } catch (thrown) {
        // It stays as it is, and is counted among what is left.
        if (!(thrown instanceof SealError)) throw thrown
        const keyId = keyIdOf(value.sealed)
        doNotOpen.set(keyId, (doNotOpen.get(keyId) ?? 0) + 1)
      }
    }
    after = page.at(-1)?.id
  } while (after !== undefined)
  return { ...counts, doNotOpen }
}

async function keepRecord(db: Executor, { writingKeyId, rewritten, left }: Rotation): Promise<void> {
  await insertAudit(db, {
    actor: OPERATOR,
    action: 'keys.rotate',
    target: `key:${writingKeyId}`,
    outcome: left.length === 0 ? 'done' : 'failed',
    details: { rewritten, left },
  })
}
