import type { Answer, Call, Route } from '../../kit/http.ts'
import { redirect } from '../../kit/http.ts'
import { type Client, parseAuthorize, parseClient } from '../authorize-request.ts'
import { clientInfo } from '../client-info.ts'
import type { Entra } from '../entra.ts'
import { AadError, describe, errorUri, traceOf } from '../errors.ts'
import {
  accountsPage,
  approvalPage,
  consentPage,
  errorPage,
  formPostPage,
  messagePage,
  secondFactorPage,
} from '../pages.ts'
import { readSession, sessionCookie } from '../session-cookie.ts'
import { acceptConsent, chooseAccount, firstStep, needsAdministrator, nextStep, type Step } from '../sign-in-steps.ts'
import { accountsOf, newSessionId, proveSecondFactor, type SignIn } from '../sign-ins.ts'

/** The authorization endpoint and the pages between it and the code. */
export function authorizeRoutes(entra: Entra): Route[] {
  const path = '/:tenant/oauth2/v2.0/authorize'
  return [
    { method: 'GET', path, handle: (call) => authorize(entra, call, call.query) },
    { method: 'POST', path, handle: (call) => authorize(entra, call, call.form()) },
    { method: 'POST', path: '/:tenant/login', handle: (call) => onPage(entra, call, login) },
    { method: 'POST', path: '/:tenant/second-factor', handle: (call) => onPage(entra, call, approve) },
    { method: 'POST', path: '/:tenant/consent', handle: (call) => onPage(entra, call, answerConsent) },
  ]
}

function authorize(entra: Entra, call: Call, params: URLSearchParams): Answer {
  const client = orError(() => parseClient(entra, call.params.tenant ?? '', params))
  if (client instanceof AadError) return errorPage(client, traceOf(call, entra.clock.now()))
  const request = orError(() => parseAuthorize(client, params))
  if (request instanceof AadError) return refuse(entra, call, client, request)
  const sessionId = readSession(call) ?? newSessionId()
  const signIn = entra.signIns.start(request, sessionId, entra.clock.now())
  return proceed(entra, call, signIn, () => firstStep(entra, signIn))
}

type PageStep = (entra: Entra, signIn: SignIn, form: URLSearchParams) => Step

/** A page was answered: its ticket leads back to the sign-in, but only in the browser that began it. */
function onPage(entra: Entra, call: Call, step: PageStep): Answer {
  const form = call.form()
  const signIn = entra.signIns.find(form.get('ctx') ?? '', entra.clock.now())
  if (signIn?.sessionId !== readSession(call) || !signIn) {
    return messagePage('Sign in', 'This page is too old. Go back to the application and sign in again.', 400)
  }
  return proceed(entra, call, signIn, () => step(entra, signIn, form))
}

const login: PageStep = (entra, signIn, form) => chooseAccount(entra, signIn, form.get('account') ?? '')

const approve: PageStep = (entra, signIn) => {
  if (signIn.oid !== undefined) proveSecondFactor(entra.state, signIn.sessionId, signIn.oid)
  return nextStep(entra, signIn)
}

const answerConsent: PageStep = (entra, signIn, form) => {
  const answer = form.get('answer')
  if (answer === 'return') throw needsAdministrator(signIn)
  if (answer !== 'accept') throw new AadError(65004)
  return acceptConsent(entra, signIn, form.get('organization') === 'yes')
}

function proceed(entra: Entra, call: Call, signIn: SignIn, take: () => Step): Answer {
  const step = orError(take)
  const answer = step instanceof AadError ? refuse(entra, call, signIn.request, step) : show(entra, signIn, step)
  if (step instanceof AadError || step.kind === 'done') entra.signIns.end(signIn)
  return { ...answer, headers: { ...answer.headers, 'set-cookie': sessionCookie(signIn.sessionId) } }
}

function show(entra: Entra, signIn: SignIn, step: Step): Answer {
  if (step.kind === 'accounts') return accountsPage(signIn, entra.state.directory.users, step.problem)
  if (step.kind === 'second-factor') return secondFactorPage(signIn, step.user)
  if (step.kind === 'consent') return consentPage(signIn, step.user, step.consents)
  if (step.kind === 'approval') return approvalPage(signIn, step.user, step.consents)
  const account = accountsOf(entra.state, signIn.sessionId).find(({ oid }) => oid === signIn.oid)
  return answerClient(signIn.request, {
    code: step.code,
    ...(signIn.request.wantsClientInfo && { client_info: clientInfo(signIn.oid ?? '') }),
    session_state: account?.sid ?? '',
  })
}

function refuse(entra: Entra, call: Call, client: Client, error: AadError): Answer {
  return answerClient(client, {
    error: error.error,
    ...(error.number === 65004 && { error_subcode: 'cancel' }),
    error_description: describe(error, traceOf(call, entra.clock.now())),
    error_uri: errorUri(entra.origin(), error),
  })
}

function answerClient({ redirectUri, responseMode, state }: Client, result: Record<string, string>): Answer {
  const fields = { ...result, ...(state !== null && { state }) }
  if (responseMode === 'form_post') return formPostPage(redirectUri, fields)
  const text = new URLSearchParams(fields).toString()
  if (responseMode === 'fragment') return redirect(`${redirectUri}#${text}`)
  return redirect(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${text}`)
}

function orError<T>(attempt: () => T): T | AadError {
  try {
    return attempt()
  } catch (error) {
    if (error instanceof AadError) return error
    throw error
  }
}
