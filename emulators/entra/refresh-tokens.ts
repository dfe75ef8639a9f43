import { createHash, randomBytes } from 'node:crypto'
import type { Entra } from './entra.ts'
import { AadError } from './errors.ts'
import type { App, Authentication, RefreshToken } from './state.ts'

/** 90 days: each use issues a new token, which begins its own 90. */
const LIFE_MS = 90 * 24 * 60 * 60 * 1000
const MAX_KEPT = 5000
/** About as long as Entra's. */
const RANDOM_BYTES = 900

export function issueRefreshToken(entra: Entra, app: App, authentication: Authentication): string {
  const { directory } = entra.state
  const token = `1.${randomBytes(RANDOM_BYTES).toString('base64url')}`
  const issuedAt = entra.clock.now()
  directory.refreshTokens[hashOf(token)] = { clientId: app.clientId, authentication, issuedAt, used: false }
  for (const hash of Object.keys(directory.refreshTokens).slice(0, -MAX_KEPT)) delete directory.refreshTokens[hash]
  entra.state.changed()
  return token
}

export function findRefreshToken(entra: Entra, token: string): RefreshToken | undefined {
  return entra.state.directory.refreshTokens[hashOf(token)]
}

/** Good for any resource of its client and person. @throws AadError 70000, 50173, 700082 */
export function checkRefreshToken(entra: Entra, app: App, token: string): RefreshToken {
  const known = findRefreshToken(entra, token)
  const user = known && entra.state.user(known.authentication.oid)
  if (!known || !user || known.clientId !== app.clientId) throw new AadError(70000, { parameter: 'refresh_token' })
  if (known.authentication.grantsRevoked !== user.grantsRevoked) throw new AadError(50173)
  if (entra.clock.now() > known.issuedAt + LIFE_MS) {
    throw new AadError(700082, { issuedAt: new Date(known.issuedAt).toISOString() })
  }
  const singleUse = entra.state.directory.mode.refreshTokens === 'single-use'
  if (singleUse && known.used) throw new AadError(70000, { parameter: 'refresh_token' })
  return known
}

/** After the answer is certain. Entra keeps an old token good; the single-use mode does not. */
export function markUsed(entra: Entra, token: RefreshToken): void {
  token.used = true
  entra.state.changed()
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
