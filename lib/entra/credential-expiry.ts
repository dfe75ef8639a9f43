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
  if (credential.kind === 'federated') return undefined
  return endOf(credential.pem === undefined ? () => readFileSync(credential.path) : () => credential.pem)
}

function endOf(read: () => string | Buffer): Date {
  try {
    return new X509Certificate(read()).validToDate
  } catch (cause) {
    throw new PortalError('entra_configuration', 'The client certificate cannot be read.', { cause })
  }
}
