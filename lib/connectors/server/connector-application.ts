import 'server-only'
import { type ClientCredential, config } from '@/lib/config'
import type { DatabricksSecurity, EntraSecurity, PrincipalSecurity } from '@/lib/connectors/security'
import type { EntraApplication, EntraRegistration } from '@/lib/entra/application'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { hideOpened } from '@/lib/redact'
import { type SealedSecret, selectSealedSecrets } from '@/lib/store/connector-secrets'
import { query } from '@/lib/store/current'
import { keyRing } from '@/lib/store/current-key-ring'
import { open, SealError } from '@/lib/store/sealed'
import { aboutSecret, type SecretPlace } from './sealed-secrets'

/** The registration that a connector names, at the authority of the settings: no form says where a secret is sent. */
export function registrationOf({ tenantId, clientId }: EntraSecurity | PrincipalSecurity): EntraRegistration {
  return { authorityHost: config().authorityHost, tenantId, clientId }
}

/**
 * The same with its secrets, opened for this use alone.
 * @throws PortalError entra_configuration with facts.reason no_secret, or secret_unreadable when what is kept does not open
 */
export async function connectorApplication(
  place: SecretPlace & { readonly security: EntraSecurity | PrincipalSecurity },
): Promise<EntraApplication> {
  const [credential, nextCredential] = await openSecrets(place)
  if (!credential) throw unusable('no_secret', 'The connector has no client secret.')
  return { ...registrationOf(place.security), credential, nextCredential }
}

/** The secrets of a custom app, the current one first; none for a public one. @throws PortalError entra_configuration */
export async function appSecrets(
  place: SecretPlace & { readonly security: DatabricksSecurity },
): Promise<readonly string[]> {
  return (await openSecrets(place)).flatMap((credential) => (credential.kind === 'secret' ? [credential.secret] : []))
}

async function openSecrets(place: SecretPlace): Promise<ClientCredential[]> {
  const sealed = await query((db) => selectSealedSecrets(db, place.connectorId))
  return sealed.map((secret) => opened(secret, place))
}

function opened({ id, kind, sealed }: SealedSecret, place: SecretPlace): ClientCredential {
  try {
    const secret = open(keyRing(), sealed, aboutSecret(id, place))
    hideOpened(secret)
    return kind === 'secret' ? { kind, secret } : { kind, pem: secret }
  } catch (thrown) {
    if (!(thrown instanceof SealError)) throw thrown
    log('error', 'connector.secret_does_not_open', { id: place.connectorId, ...describeError(thrown) })
    throw unusable('secret_unreadable', 'The kept secret of the connector cannot be read.', thrown)
  }
}

function unusable(reason: string, message: string, cause?: unknown): PortalError {
  return new PortalError('entra_configuration', message, { cause, facts: { reason } })
}
