import type { Security } from '@/lib/connectors/security'

const DAY_MS = 86_400_000
/** So long before something ends, it is said. */
const EXPIRY_WARNING_MS = 14 * DAY_MS
/** Entra lets a refresh token go that nobody has used for so long. */
const UNUSED_MS = 90 * DAY_MS

/** Why a connection that works today will not for long, and when that is. */
export interface Expiry {
  readonly why: 'secret' | 'unused'
  /** Epoch ms. */
  readonly at: number
}

interface Standing {
  readonly security: Security
  /** When the last of the connector's secrets ends; undefined where there is none, or one that nobody gave an end. */
  readonly secretsEndAt: number | undefined
  readonly createdAt: number
  /** When its person authorised it, the last time. */
  readonly connectedAt: number | undefined
  readonly lastUsedAt: number | undefined
}

/** What ends first, if that is soon. The tokens of a sign-in to the portal are new with each visit, and no matter here. */
export function expiryOf(standing: Standing, now: number): Expiry | undefined {
  const ends: Expiry[] = []
  const { security, secretsEndAt, createdAt, connectedAt = createdAt, lastUsedAt = connectedAt } = standing
  if (security.kind !== 'portal' && secretsEndAt !== undefined) ends.push({ why: 'secret', at: secretsEndAt })
  if (security.kind === 'entra') {
    ends.push({ why: 'unused', at: Math.max(connectedAt, lastUsedAt) + UNUSED_MS })
  }
  return ends.toSorted((a, b) => a.at - b.at).find(({ at }) => at - now <= EXPIRY_WARNING_MS)
}
