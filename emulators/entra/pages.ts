import type { Answer } from '../kit/http.ts'
import { type AadError, describe, type Trace } from './errors.ts'
import { type Markup, markup } from './markup.ts'
import { page } from './page-frame.ts'
import { RESOURCES, TENANT_NAME } from './seed.ts'
import type { SignIn } from './sign-ins.ts'
import type { Consent, User } from './state.ts'

/** "Pick an account": everyone of the directory, one click each. */
export function accountsPage(signIn: SignIn, users: User[], problem?: AadError): Answer {
  const { app, loginHint } = signIn.request
  return page(
    'Pick an account',
    markup`
<p>to continue to <strong>${app.displayName}</strong></p>
${problem ? markup`<p class="problem" role="alert">${problem.message}</p>` : ''}
<form method="post" action="${action(signIn, 'login')}">
${ticket(signIn)}
<ul class="plain">${users.map(accountButton)}</ul>
</form>
<details${problem ? markup` open` : ''}>
<summary>Use another account</summary>
<form method="post" action="${action(signIn, 'login')}">
${ticket(signIn)}
<label for="account">Email or user name</label>
<input id="account" type="text" name="account" value="${loginHint ?? ''}" autocomplete="username" spellcheck="false" required>
<div class="actions"><button class="main">Next</button></div>
</form>
</details>`,
  )
}

function accountButton({ upn, displayName, disabled }: User): Markup {
  return markup`
<li><button class="account" name="account" value="${upn}">
<span>${displayName}${disabled ? ' (disabled)' : ''}</span> <span class="quiet small">${upn}</span>
</button></li>`
}

export function secondFactorPage(signIn: SignIn, user: User): Answer {
  return page(
    'Approve sign in request',
    markup`
<p class="quiet">${user.upn}</p>
<p>Your organization needs more than a password here. In this emulator the second factor is this button.</p>
<form method="post" action="${action(signIn, 'second-factor')}">
${ticket(signIn)}
<div class="actions"><button class="main">Approve</button></div>
</form>`,
  )
}

export function consentPage(signIn: SignIn, user: User, consents: Consent[]): Answer {
  const { app } = signIn.request
  const organization = markup`
<label class="check"><input type="checkbox" name="organization" value="yes"> Consent on behalf of your organization</label>`
  return page(
    'Permissions requested',
    markup`
<p class="quiet">${user.upn}</p>
<p><strong>${app.displayName}</strong> would like to:</p>
<ul>${consents.map(permission)}</ul>
<form method="post" action="${action(signIn, 'consent')}">
${ticket(signIn)}
${user.directoryAdmin ? organization : ''}
<div class="actions"><button name="answer" value="cancel">Cancel</button>
<button class="main" name="answer" value="accept">Accept</button></div>
</form>`,
  )
}

/** The administrator has to consent: this person can only go back. */
export function approvalPage(signIn: SignIn, user: User, consents: Consent[]): Answer {
  const { app } = signIn.request
  return page(
    'Need admin approval',
    markup`
<p class="quiet">${user.upn}</p>
<p><strong>${app.displayName}</strong> needs permission to access resources in your organization that only an administrator
can grant. Ask an administrator of ${TENANT_NAME} to grant:</p>
<ul>${consents.map(permission)}</ul>
<form method="post" action="${action(signIn, 'consent')}">
${ticket(signIn)}
<div class="actions"><button class="main" name="answer" value="return">Return to the application</button></div>
</form>`,
  )
}

function permission({ resourceId, scope }: Consent): Markup {
  const resource = RESOURCES.find(({ id }) => id === resourceId)
  return markup`<li>${resource?.scopes[scope] ?? scope} <span class="quiet small">${resource?.displayName ?? resourceId}</span></li>`
}

/** A failure that must not be redirected, because where to is what is in doubt. */
export function errorPage(error: AadError, trace: Trace): Answer {
  const content = markup`
<p>Sorry, but we're having trouble signing you in.</p>
<p class="problem" role="alert">${error.message}</p>
<p class="quiet small">${describe(error, trace).slice(error.message.length).trim()}</p>`
  return page('Sign in', content, { status: error.status, headers: { 'x-ms-request-id': trace.traceId } })
}

export function messagePage(title: string, message: string, status = 200): Answer {
  return page(title, markup`<p>${message}</p>`, { status })
}

/** `response_mode=form_post`: the browser carries the answer in a form. */
export function formPostPage(redirectUri: string, fields: Record<string, string>): Answer {
  const inputs = Object.entries(fields).map(
    ([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`,
  )
  const content = markup`
<form method="post" action="${redirectUri}">${inputs}
<p>Return to the application to go on.</p>
<div class="actions"><button class="main">Continue</button></div>
</form>`
  return page('Working', content, { script: 'document.forms[0].submit()' })
}

function action({ request }: SignIn, step: string): string {
  return `/${encodeURIComponent(request.tenant)}/${step}`
}

function ticket({ id }: SignIn): Markup {
  return markup`<input type="hidden" name="ctx" value="${id}">`
}
