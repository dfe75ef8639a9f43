import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import type { Member } from '../people.ts'
import { type OAuthApp, seedOAuthApps } from './apps.ts'

/** "Access tokens live one hour", the documentation of the authorization of users says. */
export const ACCESS_MS = 60 * 60 * 1000
const CODE_MS = 10 * 60 * 1000
const REFRESH_MS = 7 * 24 * 60 * 60 * 1000

/** What was asked for and given, whatever comes of it. */
export interface Grant {
  clientId: string
  userName: string
  scope: string
}

interface Code extends Grant {
  redirectUri: string
  challenge: string
  expiresAt: number
}

interface Kept extends Grant {
  expiresAt: number
}

/** Databricks' own sign-in: its apps, codes and tokens. Of this process: a restart signs everybody out. */
export class OAuthState {
  apps: OAuthApp[] = seedOAuthApps()
  readonly #clock: Clock
  readonly #codes = new Map<string, Code>()
  readonly #access = new Map<string, Kept>()
  readonly #refresh = new Map<string, Kept>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  clear(): void {
    this.apps = seedOAuthApps()
    for (const map of [this.#codes, this.#access, this.#refresh]) map.clear()
  }

  app(clientId: string | null): OAuthApp | undefined {
    return this.apps.find((app) => app.clientId === clientId)
  }

  /** What a test changes of an app: `secret`, or `singleUseRefreshTokens`. @throws TypeError */
  change(clientId: string, input: unknown): OAuthApp {
    const { secret, singleUseRefreshTokens, ...rest } = input as Record<string, unknown>
    const app = this.app(clientId)
    if (!app || Object.keys(rest).length > 0) throw new TypeError('There is no such app, or no such field')
    if (typeof secret === 'string') app.secret = secret
    if (typeof singleUseRefreshTokens === 'boolean') app.singleUseRefreshTokens = singleUseRefreshTokens
    return app
  }

  newCode(grant: Grant, redirectUri: string, challenge: string): string {
    const code = `dcod${randomBytes(24).toString('hex')}`
    this.#codes.set(code, { ...grant, redirectUri, challenge, expiresAt: this.#clock.now() + CODE_MS })
    return code
  }

  /** Once, whatever is wrong with the rest. */
  takeCode(code: string): Code | undefined {
    const known = this.#codes.get(code)
    this.#codes.delete(code)
    return known && known.expiresAt > this.#clock.now() ? known : undefined
  }

  newAccessToken({ clientId, userName, scope }: Grant): string {
    const token = `doat${randomBytes(32).toString('hex')}`
    this.#access.set(token, { clientId, userName, scope, expiresAt: this.#clock.now() + ACCESS_MS })
    return token
  }

  newRefreshToken({ clientId, userName, scope }: Grant): string {
    const token = `doref${randomBytes(32).toString('hex')}`
    this.#refresh.set(token, { clientId, userName, scope, expiresAt: this.#clock.now() + REFRESH_MS })
    return token
  }

  refreshToken(token: string): Grant | undefined {
    return this.#good(this.#refresh, token)
  }

  dropRefreshToken(token: string): void {
    this.#refresh.delete(token)
  }

  /** Signs a person out everywhere: their refresh tokens are dead, access tokens live on. */
  revoke(userName: string): void {
    for (const [token, kept] of this.#refresh) if (kept.userName === userName) this.#refresh.delete(token)
  }

  /** Whose access token it is, while it is good. */
  memberOf(token: string, members: readonly Member[]): Member | undefined {
    const kept = this.#good(this.#access, token)
    return kept && members.find(({ userName }) => userName === kept.userName)
  }

  #good(from: ReadonlyMap<string, Kept>, token: string): Kept | undefined {
    const kept = from.get(token)
    return kept && kept.expiresAt > this.#clock.now() ? kept : undefined
  }
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}
