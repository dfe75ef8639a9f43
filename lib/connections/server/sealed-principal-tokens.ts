import 'server-only'
import { config } from '@/lib/config'
import { placeOf } from '@/lib/connectors/security'
import type { SecretPlace } from '@/lib/connectors/server/sealed-secrets'
import type { SealedKind } from '@/lib/keys/server/sealed-kind'
import { describeError, log } from '@/lib/log'
import { type ConnectorToken, replaceConnectorToken, selectPlacedTokens } from '@/lib/store/connector-tokens'
import { keyRing } from '@/lib/store/current-key-ring'
import { open, SealError, type SealedFor, seal } from '@/lib/store/sealed'

/** A token of a service principal, a secret. */
export interface PrincipalToken {
  readonly token: string
  /** Epoch ms. */
  readonly expiresAt: number
}

export function sealPrincipalToken(place: SecretPlace, version: number, token: PrincipalToken): string {
  return seal(keyRing(), JSON.stringify(token), aboutToken(place, version))
}

/** `undefined` for one that does not open: another is had for the asking. */
export function openPrincipalToken(
  place: SecretPlace,
  { sealed, version }: ConnectorToken,
): PrincipalToken | undefined {
  try {
    return JSON.parse(open(keyRing(), sealed, aboutToken(place, version))) as PrincipalToken
  } catch (thrown) {
    if (!(thrown instanceof SealError)) throw thrown
    log('error', 'connector.token_does_not_open', { id: place.connectorId, ...describeError(thrown) })
    return undefined
  }
}

/** As for people's tokens, the version counts up with every write: an older text put back is refused. */
export const SEALED_PRINCIPAL_TOKENS: SealedKind = {
  column: 'connector_tokens.sealed',
  called: 'tokens of service principals',
  async select(db, page) {
    const tokens = await selectPlacedTokens(db, page)
    return tokens.map((token) => ({
      id: token.connectorId,
      sealed: token.sealed,
      about: aboutToken(token, token.version),
    }))
  },
  async reseal(db, ring, { id, sealed, about }) {
    const from = Number(about.version)
    const next = { ...about, version: String(from + 1) }
    return replaceConnectorToken(db, id, { from, sealed: seal(ring, open(ring, sealed, about), next) })
  },
}

function aboutToken({ connectorId, origin, security }: SecretPlace, version: number): SealedFor {
  const goodFor = `${config().authorityHost} ${placeOf({ origin, security }) ?? ''}`
  return {
    purpose: 'connector-token',
    tenantId: config().tenantId,
    objectId: connectorId,
    goodFor,
    version: String(version),
  }
}
