import 'server-only'
import { config } from '@/lib/config'
import { placeOf, type Security } from '@/lib/connectors/security'
import type { SealedKind } from '@/lib/keys/server/sealed-kind'
import { type PlacedSecret, replaceSealedSecret, selectPlacedSecrets } from '@/lib/store/connector-secrets'
import { open, type SealedFor, seal } from '@/lib/store/sealed'

/** What a secret is for: it opens for this connector at this place, and for no other that it may come to be. */
export interface SecretPlace {
  readonly connectorId: string
  readonly origin: string
  readonly security: Security
}

/** The authority that it is sent to is part of it: a secret for one cloud does not open for another. */
export function aboutSecret(id: string, { connectorId, origin, security }: SecretPlace): SealedFor {
  const goodFor = `${config().authorityHost} ${placeOf({ origin, security }) ?? ''}`
  return { purpose: 'connector-secret', tenantId: config().tenantId, objectId: connectorId, secretId: id, goodFor }
}

function aboutPlaced(secret: PlacedSecret): SealedFor {
  return aboutSecret(secret.id, secret)
}

/** Written over only while it is what was read: somebody may set another one meanwhile. */
export const SEALED_SECRETS: SealedKind = {
  column: 'connector_secrets.sealed',
  called: 'secrets of connectors',
  async select(db, page) {
    const secrets = await selectPlacedSecrets(db, page)
    return secrets.map((secret) => ({ id: secret.id, sealed: secret.sealed, about: aboutPlaced(secret) }))
  },
  async reseal(db, ring, { id, sealed, about }) {
    return replaceSealedSecret(db, id, { from: sealed, to: seal(ring, open(ring, sealed, about), about) })
  },
}
