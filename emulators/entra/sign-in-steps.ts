import type { Entra } from './entra.ts'
import { AadError } from './errors.ts'
import { neededConsents } from './scopes.ts'
import { DATABRICKS_ID, TENANT_DOMAIN, TENANT_NAME } from './seed.ts'
import { accountsOf, proveSecondFactor, type SignIn, signInto } from './sign-ins.ts'
import type { Authentication, Consent, User } from './state.ts'

/** What the browser sees next. */
export type Step =
  | { kind: 'accounts'; problem?: AadError }
  | { kind: 'second-factor'; user: User }
  | { kind: 'consent'; user: User; consents: Consent[] }
  | { kind: 'approval'; user: User; consents: Consent[] }
  | { kind: 'done'; code: string }

/** The first step of a request: who is it? @throws AadError for the client: 50058, 16000 and what nextStep throws */
export function firstStep(entra: Entra, signIn: SignIn): Step {
  const { prompt, loginHint } = signIn.request
  if (loginHint) return byHint(entra, signIn, loginHint)
  const accounts = accountsOf(entra.state, signIn.sessionId)
  const [only] = accounts
  if (prompt === 'none' && !only) throw new AadError(50058)
  if (prompt === 'none' && accounts.length > 1) throw new AadError(16000)
  if (!only || accounts.length > 1 || prompt === 'login' || prompt === 'select_account') return { kind: 'accounts' }
  signIn.oid = only.oid
  return nextStep(entra, signIn)
}

function byHint(entra: Entra, signIn: SignIn, hint: string): Step {
  const silent = signIn.request.prompt === 'none'
  const user = entra.state.findUser(hint)
  if (silent && !accountsOf(entra.state, signIn.sessionId).some(({ oid }) => oid === user?.oid)) {
    throw new AadError(50058)
  }
  if (silent && user) {
    signIn.oid = user.oid
    return nextStep(entra, signIn)
  }
  signIn.unattended = true
  return chooseAccount(entra, signIn, hint)
}

/** A person names an account. Any password is right here, so that is all. */
export function chooseAccount(entra: Entra, signIn: SignIn, name: string): Step {
  const user = entra.state.findUser(name)
  if (!user) return { kind: 'accounts', problem: unknownAccount(name) }
  if (user.disabled) return { kind: 'accounts', problem: new AadError(50057) }
  signInto(entra.state, signIn.sessionId, user, entra.clock.now(), signIn.request.prompt === 'login')
  signIn.oid = user.oid
  return nextStep(entra, signIn)
}

function unknownAccount(account: string): AadError {
  const ours = account.toLowerCase().endsWith(`@${TENANT_DOMAIN}`)
  return new AadError(ours ? 50034 : 50020, { account, tenant: TENANT_NAME })
}

/** What is still missing, in Entra's order: second factor, assignment, consent. @throws AadError for the client */
export function nextStep(entra: Entra, signIn: SignIn): Step {
  const { request, sessionId } = signIn
  const account = accountsOf(entra.state, sessionId).find(({ oid }) => oid === signIn.oid)
  const user = account && entra.state.user(account.oid)
  if (!account || !user) return { kind: 'accounts' } // revoked or disabled while its pages were open
  if (user.mfaRequired && !account.mfa) return secondFactor(entra, signIn, user)
  if (request.app.assignmentRequired && !user.assigned) {
    throw new AadError(50105, { app: request.app.displayName, account: user.upn })
  }
  const consents = neededConsents(request.scopes, user.oid, request.app.clientId)
  const missing = consents.filter((consent) => !entra.state.hasConsent(consent))
  const asks = request.prompt === 'consent' && !signIn.consented
  if (asks || missing.length > 0) return consentStep(entra, signIn, user, asks ? consents : missing)
  return { kind: 'done', code: issueCode(entra, signIn, account) }
}

function secondFactor(entra: Entra, signIn: SignIn, user: User): Step {
  if (signIn.request.prompt === 'none') throw new AadError(50076, { resource: DATABRICKS_ID })
  if (!signIn.unattended) return { kind: 'second-factor', user }
  proveSecondFactor(entra.state, signIn.sessionId, user.oid)
  return nextStep(entra, signIn)
}

function consentStep(entra: Entra, signIn: SignIn, user: User, consents: Consent[]): Step {
  const { app, prompt } = signIn.request
  if (prompt === 'none') {
    throw new AadError(65001, { clientId: app.clientId, app: app.displayName }, { error: 'consent_required' })
  }
  const unattended = signIn.unattended && prompt !== 'consent'
  if (entra.state.directory.mode.requireAdminConsent && !user.directoryAdmin) {
    if (unattended) throw needsAdministrator(signIn)
    return { kind: 'approval', user, consents }
  }
  if (!unattended) return { kind: 'consent', user, consents }
  entra.state.consent(consents)
  return nextStep(entra, signIn)
}

export function needsAdministrator({ request }: SignIn): AadError {
  return new AadError(90094, { tenant: TENANT_NAME, app: request.app.displayName })
}

/** Accept on the consent page; for the whole organization when an administrator says so. */
export function acceptConsent(entra: Entra, signIn: SignIn, forOrganization: boolean): Step {
  const user = signIn.oid === undefined ? undefined : entra.state.user(signIn.oid)
  if (!user) return { kind: 'accounts' }
  const oid = forOrganization && user.directoryAdmin ? '*' : user.oid
  const step = nextStep(entra, signIn)
  if (step.kind !== 'consent') return step
  entra.state.consent(step.consents.map((consent) => ({ ...consent, oid })))
  signIn.consented = true
  return nextStep(entra, signIn)
}

function issueCode(entra: Entra, { request }: SignIn, authentication: Authentication): string {
  const { app, redirectUri, codeChallenge, scope, nonce } = request
  const grant = { clientId: app.clientId, redirectUri, codeChallenge, scope, nonce, authentication }
  return entra.codes.issue(grant, entra.clock.now())
}
