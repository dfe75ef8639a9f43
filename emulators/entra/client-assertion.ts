import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { type Entra, issuer } from './entra.ts'
import { AadError } from './errors.ts'
import { type Claims, hasValidSignature, type Jwt, readJwt } from './jwt.ts'
import { TENANT_DOMAIN, TENANT_ID } from './seed.ts'
import type { App, FederatedCredential } from './state.ts'

const CLOCK_SKEW_SECONDS = 300

/** A JWT in place of a secret: signed with a registered certificate, or issued by a trusted issuer. @throws AadError */
export function checkClientAssertion(entra: Entra, app: App, assertion: string): void {
  const jwt = readJwt(assertion)
  if (!jwt) throw new AadError(700027, { reason: 'the assertion is no JWT' })
  if (jwt.claims.iss === app.clientId) checkCertificate(entra, app, jwt)
  else checkFederated(app, jwt)
  checkTime(entra, jwt.claims)
}

function checkCertificate(entra: Entra, app: App, jwt: Jwt): void {
  const certificate = app.certificates.map((pem) => new X509Certificate(pem)).find((known) => isNamedBy(known, jwt))
  if (!certificate) throw new AadError(700027, { reason: 'no registered certificate has this thumbprint' })
  if (!hasValidSignature(jwt, certificate.publicKey)) throw new AadError(700027, { reason: 'the signature is wrong' })
  if (jwt.claims.sub !== app.clientId) throw new AadError(700027, { reason: 'sub is not the application' })
  if (!isOurAudience(entra, jwt.claims.aud)) throw new AadError(700027, { reason: 'aud is not the token endpoint' })
  if (entra.clock.now() > Date.parse(certificate.validTo))
    throw new AadError(700027, { reason: 'the certificate is expired' })
}

/** By SHA-256 thumbprint, or by the older SHA-1 one. */
function isNamedBy({ fingerprint, fingerprint256 }: X509Certificate, { header }: Jwt): boolean {
  const wanted = header['x5t#S256'] === undefined ? header.x5t : header['x5t#S256']
  const known = header['x5t#S256'] === undefined ? fingerprint : fingerprint256
  return wanted === Buffer.from(known.replaceAll(':', ''), 'hex').toString('base64url')
}

function isOurAudience(entra: Entra, audience: unknown): boolean {
  const ours = [TENANT_ID, TENANT_DOMAIN].map((tenant) => `${entra.origin()}/${tenant}/oauth2/v2.0/token`)
  return audience === issuer(entra) || ours.some((endpoint) => endpoint === audience)
}

/** Workload identity federation: issuer, subject and audience as registered, letter by letter. */
function checkFederated(app: App, jwt: Jwt): void {
  const { iss, sub, aud } = jwt.claims
  const ofIssuer = app.federated.filter(({ issuer: known }) => known === iss)
  if (ofIssuer.length === 0) throw new AadError(700211, { issuer: String(iss) })
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub)
  if (ofSubject.length === 0) throw new AadError(700213, { subject: String(sub) })
  const audiences = Array.isArray(aud) ? aud : [aud]
  const credential = ofSubject.find(({ audience }) => audiences.includes(audience))
  if (!credential) throw new AadError(700212, { audience: audiences.join(' ') })
  if (!keysFor(credential, jwt).some((key) => hasValidSignature(jwt, key))) {
    throw new AadError(700027, { reason: 'the signature is wrong' })
  }
}

function keysFor({ keys }: FederatedCredential, { header }: Jwt): KeyObject[] {
  return keys
    .filter((key) => header.kid === undefined || key.kid === undefined || key.kid === header.kid)
    .map((key) => createPublicKey({ key, format: 'jwk' }))
}

function checkTime(entra: Entra, { exp, nbf }: Claims): void {
  const now = entra.clock.now() / 1000
  const late = typeof exp !== 'number' || exp + CLOCK_SKEW_SECONDS < now
  const early = typeof nbf === 'number' && nbf - CLOCK_SKEW_SECONDS > now
  if (late || early) throw new AadError(700024)
}
