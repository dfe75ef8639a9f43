import { type Answer, type Call, html, json, type Route, redirect } from '../../kit/http.ts'
import { escapeHtml } from '../errors.ts'
import { isRegistered, type OAuthApp } from '../oauth/apps.ts'
import { ACCESS_MS, challengeOf, type Grant } from '../oauth/tokens.ts'
import type { Service } from '../service.ts'

/** Databricks' own sign-in of people (U2M) and what renews it. */
export function oauthRoutes(service: Service): Route[] {
  return [
    { method: 'GET', path: '/oidc/v1/authorize', handle: ({ query }) => signInPage(service, query) },
    { method: 'POST', path: '/oidc/v1/authorize', handle: (call) => signedIn(service, call) },
    { method: 'POST', path: '/oidc/v1/token', handle: (call) => token(service, call) },
  ]
}

interface Asked {
  app: OAuthApp
  redirectUri: string
  scope: string
  state: string
  challenge: string
}

/** An app or an address that is not known is told here and never redirected; all else goes back to the app. */
function readAsked({ state }: Service, query: URLSearchParams): Asked | Answer {
  const app = state.oauth.app(query.get('client_id'))
  if (!app) return refusedPage('OAuth application with client_id is not available in this account.')
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!isRegistered(app, redirectUri)) return refusedPage(`redirect_uri is not registered for this application.`)
  const asked = { app, redirectUri, state: query.get('state') ?? '', scope: query.get('scope') ?? '' }
  const back = (error: string, text: string) => backWith(asked, { error, error_description: text })
  if (query.get('response_type') !== 'code') return back('unsupported_response_type', 'response_type must be code.')
  const challenge = query.get('code_challenge') ?? ''
  if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)) {
    return back('invalid_request', 'code_challenge with code_challenge_method S256 is required.')
  }
  const unknown = scopesIn(asked.scope).filter((scope) => !app.scopes.includes(scope))
  if (asked.scope === '' || unknown.length > 0) {
    return back('invalid_scope', `The application may not ask for: ${unknown.join(' ')}.`)
  }
  return { ...asked, challenge }
}

/** Everybody of the workspace, one click each: a real one asks Entra ID. */
function signInPage(service: Service, query: URLSearchParams): Answer {
  const asked = readAsked(service, query)
  if (!('app' in asked)) return asked
  const people = service.state.members.filter(({ oid }) => oid !== undefined)
  const buttons = people.map(
    ({ userName, displayName }) =>
      `<p><button name="user" value="${escapeHtml(userName)}">${escapeHtml(displayName)}</button></p>`,
  )
  const hidden = [...query].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  return html(
    200,
    `<!doctype html><html lang="en"><title>Sign in to Databricks</title><h1>Sign in to Databricks</h1>
<form method="post" action="/oidc/v1/authorize">${hidden.join('')}${buttons.join('')}
<p><button name="user" value="">Decline</button></p></form></html>`,
  )
}

function signedIn(service: Service, call: Call): Answer {
  const form = call.form()
  const asked = readAsked(service, form)
  if (!('app' in asked)) return asked
  const member = service.state.members.find(({ userName }) => userName === form.get('user'))
  if (!member) return backWith(asked, { error: 'access_denied', error_description: 'The user declined.' })
  const grant = { clientId: asked.app.clientId, userName: member.userName, scope: asked.scope }
  return backWith(asked, { code: service.state.oauth.newCode(grant, asked.redirectUri, asked.challenge) })
}

function backWith(
  { redirectUri, state }: Pick<Asked, 'redirectUri' | 'state'>,
  more: Record<string, string>,
): Answer {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries({ ...more, state })) url.searchParams.set(name, value)
  return redirect(url.href)
}

function token(service: Service, call: Call): Answer {
  const form = call.form()
  const grantType = form.get('grant_type')
  const app = service.state.oauth.app(form.get('client_id'))
  // A secret comes in the body; a public client has none and sends none.
  if (!app || (app.secret ?? '') !== (form.get('client_secret') ?? '')) {
    return refused(401, 'invalid_client', 'Client authentication failed.')
  }
  if (grantType === 'authorization_code') return byCode(service, app, form)
  if (grantType === 'refresh_token') return byRefreshToken(service, app, form)
  return refused(400, 'unsupported_grant_type', `grant_type ${grantType ?? ''} is not supported.`)
}

function byCode({ state: { oauth } }: Service, app: OAuthApp, form: URLSearchParams): Answer {
  const code = oauth.takeCode(form.get('code') ?? '')
  const fits =
    code?.clientId === app.clientId &&
    code.redirectUri === form.get('redirect_uri') &&
    code.challenge === challengeOf(form.get('code_verifier') ?? '')
  if (!code || !fits) return refused(400, 'invalid_grant', 'The authorization code is invalid or expired.')
  return given(oauth, code, scopesIn(code.scope).includes('offline_access') ? oauth.newRefreshToken(code) : undefined)
}

function byRefreshToken({ state: { oauth } }: Service, app: OAuthApp, form: URLSearchParams): Answer {
  const old = form.get('refresh_token') ?? ''
  const grant = oauth.refreshToken(old)
  if (grant?.clientId !== app.clientId) return refused(400, 'invalid_grant', 'Refresh token is invalid.')
  if (app.singleUseRefreshTokens) oauth.dropRefreshToken(old)
  return given(oauth, grant, app.singleUseRefreshTokens ? oauth.newRefreshToken(grant) : old)
}

function given(oauth: Service['state']['oauth'], grant: Grant, refreshToken: string | undefined): Answer {
  return json(200, {
    access_token: oauth.newAccessToken(grant),
    token_type: 'Bearer',
    expires_in: ACCESS_MS / 1000,
    scope: grant.scope,
    ...(refreshToken && { refresh_token: refreshToken }),
  })
}

function refused(status: number, error: string, text: string): Answer {
  return json(status, { error, error_description: text })
}

function refusedPage(text: string): Answer {
  return html(400, `<!doctype html><html lang="en"><title>Error</title><p>${escapeHtml(text)}</p></html>`)
}

function scopesIn(scope: string): string[] {
  return scope.split(' ').filter((name) => name !== '')
}
