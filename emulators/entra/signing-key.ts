import { createHash, createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { selfSignedCertificate } from './certificate.ts'

export interface SigningKey {
  /** As in Entra, the same as `x5t`: SHA-1 of the certificate. */
  kid: string
  /** PEM, PKCS #8. */
  privateKey: string
  /** DER in base64, as `x5c` has it. */
  certificate: string
}

const CERTIFICATE_YEARS = 5

/** A key of this emulator's own: no configuration for the real cloud trusts it. */
export function createSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = selfSignedCertificate(privateKey, 'accounts.entra-emulator.example', CERTIFICATE_YEARS)
  return {
    kid: createHash('sha1').update(certificate).digest('base64url'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: certificate.toString('base64'),
  }
}

export function publicJwk({ kid, privateKey, certificate }: SigningKey): JsonWebKey & Record<string, unknown> {
  const { n, e } = createPublicKey(privateKey).export({ format: 'jwk' })
  return { kty: 'RSA', use: 'sig', kid, x5t: kid, n, e, x5c: [certificate] } as JsonWebKey & Record<string, unknown>
}
