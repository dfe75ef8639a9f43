import { type Answer, type Call, type Route, redirect } from '../../kit/http.ts'
import { checkTenant, type Entra } from '../entra.ts'
import { AadError, traceOf } from '../errors.ts'
import { errorPage, messagePage } from '../pages.ts'
import { isRegistered } from '../redirect-uris.ts'
import { readSession } from '../session-cookie.ts'
import { signOutOf } from '../sign-ins.ts'

export function logoutRoutes(entra: Entra): Route[] {
  const path = '/:tenant/oauth2/v2.0/logout'
  return [
    { method: 'GET', path, handle: (call) => logout(entra, call, call.query) },
    { method: 'POST', path, handle: (call) => logout(entra, call, call.form()) },
  ]
}

/** Ends the browser's session of one account (`logout_hint`) or of all, then returns to a registered address only. */
function logout(entra: Entra, call: Call, params: URLSearchParams): Answer {
  try {
    checkTenant(call.params.tenant ?? '')
  } catch (error) {
    if (!(error instanceof AadError)) throw error
    return errorPage(error, traceOf(call, entra.clock.now()))
  }
  const session = readSession(call)
  const hint = params.get('logout_hint')
  const named = hint ? entra.state.findUser(hint)?.oid : undefined
  if (session) signOutOf(entra.state, session, named)
  const target = params.get('post_logout_redirect_uri')
  const registered = entra.state.directory.apps.flatMap(({ redirectUris }) => redirectUris)
  if (!target || !isRegistered(target, registered)) {
    return messagePage('You signed out of your account', "It's a good idea to close all browser windows.")
  }
  const state = params.get('state')
  if (state === null) return redirect(target)
  return redirect(`${target}${target.includes('?') ? '&' : '?'}${new URLSearchParams({ state })}`)
}
