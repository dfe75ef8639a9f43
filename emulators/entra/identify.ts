import type { Call } from '../kit/http.ts'
import type { Entra } from './entra.ts'
import { findRefreshToken } from './refresh-tokens.ts'
import { readSession } from './session-cookie.ts'
import { accountsOf } from './sign-ins.ts'
import { readOwnToken } from './tokens.ts'

/** Whose request it is, as far as its token, code or session says; it may still be refused. */
export function identify(entra: Entra, call: Call): { oid?: string; upn?: string } {
  const user = entra.state.user(personOf(entra, call) ?? '')
  return user ? { oid: user.oid, upn: user.upn } : {}
}

function personOf(entra: Entra, call: Call): string | undefined {
  if (call.path.endsWith('/token')) return ofGrant(entra, call.form())
  const bearer = /^Bearer (\S+)$/i.exec(call.headers.authorization ?? '')?.[1]
  if (bearer) return ofToken(entra, bearer)
  if (call.path.endsWith('/login')) return entra.state.findUser(call.form().get('account') ?? '')?.oid
  const hint = call.query.get('login_hint')
  if (hint) return entra.state.findUser(hint)?.oid
  const session = readSession(call)
  return session ? accountsOf(entra.state, session)[0]?.oid : undefined
}

function ofGrant(entra: Entra, form: URLSearchParams): string | undefined {
  const refreshToken = form.get('refresh_token')
  if (refreshToken) return findRefreshToken(entra, refreshToken)?.authentication.oid
  const code = form.get('code')
  if (code) return entra.codes.find(code)?.authentication.oid
  return ofToken(entra, form.get('assertion') ?? '')
}

function ofToken(entra: Entra, token: string): string | undefined {
  const oid = readOwnToken(entra, token)?.oid
  return typeof oid === 'string' ? oid : undefined
}
