import { randomBytes } from 'node:crypto'
import type { Authentication } from './state.ts'

const LIFE_MS = 10 * 60 * 1000

/** What a code stands for: the request it answers and who signed in. */
export interface CodeGrant {
  clientId: string
  redirectUri: string
  codeChallenge: string
  scope: string
  nonce: string | null
  authentication: Authentication
  expiresAt: number
  redeemed: boolean
}

/** Authorization codes: ten minutes, single use, in memory. A redeemed one is remembered, to be refused by name. */
export class CodeStore {
  #grants = new Map<string, CodeGrant>()

  issue(grant: Omit<CodeGrant, 'expiresAt' | 'redeemed'>, now: number): string {
    for (const [code, { expiresAt }] of this.#grants) if (expiresAt + LIFE_MS < now) this.#grants.delete(code)
    const code = `1.${randomBytes(300).toString('base64url')}`
    this.#grants.set(code, { ...grant, expiresAt: now + LIFE_MS, redeemed: false })
    return code
  }

  find(code: string): CodeGrant | undefined {
    return this.#grants.get(code)
  }

  clear(): void {
    this.#grants.clear()
  }
}
