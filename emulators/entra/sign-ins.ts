import { randomBytes, randomUUID } from 'node:crypto'
import type { AuthorizeRequest } from './authorize-request.ts'
import type { Authentication, EntraState, User } from './state.ts'

const LIFE_MS = 30 * 60 * 1000
const MAX_SESSIONS = 1000

/** One request to sign in, from its arrival through its pages to the code. */
export interface SignIn {
  id: string
  request: AuthorizeRequest
  /** The browser's session; its accounts are in the directory. */
  sessionId: string
  oid?: string
  consented: boolean
  /** Named by `login_hint`: goes through without pages, first consent included. */
  unattended: boolean
  expiresAt: number
}

/** Sign-ins whose pages are open, in memory. The id that the pages carry cannot be guessed. */
export class SignIns {
  #open = new Map<string, SignIn>()

  start(request: AuthorizeRequest, sessionId: string, now: number): SignIn {
    for (const [id, { expiresAt }] of this.#open) if (expiresAt < now) this.#open.delete(id)
    const id = randomBytes(24).toString('base64url')
    const signIn = { id, request, sessionId, consented: false, unattended: false, expiresAt: now + LIFE_MS }
    this.#open.set(id, signIn)
    return signIn
  }

  find(id: string, now: number): SignIn | undefined {
    const signIn = this.#open.get(id)
    return signIn && signIn.expiresAt >= now ? signIn : undefined
  }

  end(signIn: SignIn): void {
    this.#open.delete(signIn.id)
  }

  clear(): void {
    this.#open.clear()
  }
}

export function newSessionId(): string {
  return randomBytes(32).toString('base64url')
}

/** The accounts signed in to a browser session, without those that were revoked or disabled since. */
export function accountsOf(state: EntraState, sessionId: string): Authentication[] {
  const accounts = state.directory.sessions[sessionId] ?? []
  return accounts.filter(({ oid, grantsRevoked }) => {
    const user = state.user(oid)
    return user && !user.disabled && user.grantsRevoked === grantsRevoked
  })
}

/** Signs a person in to the session, or finds the sign-in that is there already unless a fresh one is wanted. */
export function signInto(state: EntraState, sessionId: string, user: User, now: number, fresh: boolean): void {
  const accounts = accountsOf(state, sessionId)
  const known = accounts.find(({ oid }) => oid === user.oid)
  if (known && !fresh) return
  const { oid, grantsRevoked } = user
  const authentication = { oid, sid: known?.sid ?? randomUUID(), authenticatedAt: now, mfa: false, grantsRevoked }
  writeSession(state, sessionId, [...accounts.filter((other) => other !== known), authentication])
}

export function proveSecondFactor(state: EntraState, sessionId: string, oid: string): void {
  const accounts = accountsOf(state, sessionId)
  writeSession(
    state,
    sessionId,
    accounts.map((account) => (account.oid === oid ? { ...account, mfa: true } : account)),
  )
}

/** Ends the session of one account, or of all of them. */
export function signOutOf(state: EntraState, sessionId: string, oid: string | undefined): void {
  const rest = oid === undefined ? [] : accountsOf(state, sessionId).filter((account) => account.oid !== oid)
  writeSession(state, sessionId, rest)
}

function writeSession(state: EntraState, sessionId: string, accounts: Authentication[]): void {
  const { sessions } = state.directory
  delete sessions[sessionId] // written anew at the end: the oldest ones come first
  if (accounts.length > 0) sessions[sessionId] = accounts
  for (const id of Object.keys(sessions).slice(0, -MAX_SESSIONS)) delete sessions[id]
  state.changed()
}
