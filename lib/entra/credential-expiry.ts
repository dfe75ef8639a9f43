import 'server-only'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ClientCredential } from '@/lib/config'
import { PortalError } from '@/lib/errors'

/**
 * When a credential ends: a certificate says so itself, a secret by the setting beside it. `undefined` where nobody said,
 * and for a federated token, which its platform replaces all the time.
 * @throws PortalError entra_configuration for a certificate that cannot be read
 */
export function expiryOf(credential: ClientCredential): Date | undefined {
  if (credential.kind === 'secret') return credential.expiresAt
  return credential.kind === 'certificate' ? endOf(credential.path) : undefined
}

function endOf(path: string): Date {
  try {
    return new X509Certificate(readFileSync(path)).validToDate
  } catch (cause) {
    throw new PortalError('entra_configuration', 'The client certificate cannot be read.', { cause })
  }
}
