import { attempt, cookieValues } from '@/app/_edge'
import { readForm } from '@/app/api/_read-form'
import { type PortalError, STATUS_OF } from '@/lib/errors'
import { queryFields, readFields } from '@/lib/http/server/posted-form'
import { tooOftenAnswer } from '@/lib/http/server/too-often'
import type { AuthAnswer, AuthCall } from '@/lib/identity/server/auth-call'
import { endSession } from '@/lib/identity/server/end-session'
import { finishSignIn } from '@/lib/identity/server/finish-sign-in'
import { recordForeignRequest } from '@/lib/identity/server/record-foreign-request'
import { renewSession } from '@/lib/identity/server/renew-session'
import { requestFacts } from '@/lib/identity/server/request-facts'
import { isSameOrigin } from '@/lib/identity/server/same-origin'
import { signOutBySid } from '@/lib/identity/server/sign-out'
import { startSignIn } from '@/lib/identity/server/start-sign-in'
import { limitSignIns } from '@/lib/limits/server/limit-requests'
import { type AuthFields, ENDED_AT_MICROSOFT, FROM_ENTRA, NO_FIELDS, RENEWAL, SIGN_IN, SIGN_OUT } from './auth-fields'

type Context = RouteContext<'/api/auth/[...nextauth]'>

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const path = (await params).nextauth.join('/')
  const fields = QUERIES.get(path)
  if (!fields) return notFound()
  const call = await attempt(async () => callOf(request, readFields(queryFields(request), fields), {}))
  if (!call.ok) return refused(call.error)
  if (path === 'callback/azure-ad') return limited(request, call.value, 'return', () => finishSignIn(call.value))
  if (path === 'renew') return redirectTo(await renewSession(call.value))
  await signOutBySid(call.value.query.sid ?? '', call.value.request)
  return new Response(null, { status: 200 })
}

const QUERIES: ReadonlyMap<string, AuthFields> = new Map([
  ['callback/azure-ad', FROM_ENTRA],
  ['renew', RENEWAL],
  ['front-channel-logout', ENDED_AT_MICROSOFT],
])

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const path = (await params).nextauth.join('/')
  if (!isSameOrigin(request.headers)) {
    await recordForeignRequest({ headers: request.headers, cookies: await cookieValues(), path: `/api/auth/${path}` })
    return Response.json({ code: 'origin_refused' }, { status: 403 })
  }
  const form = await readForm(request)
  if (!form.ok) return form.response
  const fields = FORMS.get(path)
  if (!fields) return notFound()
  const call = await attempt(async () => {
    const query = readFields(queryFields(request), fields.query)
    return callOf(request, query, readFields(form.value, fields.form))
  })
  if (!call.ok) return refused(call.error)
  if (path === 'signin/azure-ad') return limited(request, call.value, 'start', () => startSignIn(call.value))
  return redirectTo(await endSession(call.value))
}

const FORMS: ReadonlyMap<string, Readonly<Record<'query' | 'form', AuthFields>>> = new Map([
  ['signin/azure-ad', { query: SIGN_IN, form: SIGN_IN }],
  ['signout', { query: NO_FIELDS, form: SIGN_OUT }],
])

/** What anybody can ask for without a session has a limit for each address (REL-6). */
async function limited(
  { headers }: Request,
  call: AuthCall,
  step: Parameters<typeof limitSignIns>[0],
  work: () => Promise<AuthAnswer>,
): Promise<Response> {
  const allowed = await attempt(() => limitSignIns(step, call.request))
  if (allowed.ok) return redirectTo(await work())
  const { body, ...answer } = tooOftenAnswer(allowed.error, {
    accept: headers.get('accept'),
    acceptLanguage: headers.get('accept-language'),
    nonce: nonceIn(headers),
  })
  return new Response(body, answer)
}

/** `proxy.ts` puts the answer's policy on the request too. */
function nonceIn(headers: Headers): string {
  return /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? ''
}

type Fields = AuthCall['query']

async function callOf(request: Request, query: Fields, body: Fields): Promise<AuthCall> {
  return { query, cookies: await cookieValues(), body, request: requestFacts(request.headers) }
}

function redirectTo({ location, setCookies, forgetPages }: AuthAnswer): Response {
  const headers = new Headers({ Location: location })
  if (forgetPages) headers.set('Clear-Site-Data', '"cache", "storage"')
  for (const cookie of setCookies) headers.append('Set-Cookie', cookie)
  return new Response(null, { status: 302, headers })
}

function notFound(): Response {
  return Response.json({ code: 'not_found' }, { status: 404 })
}

function refused({ code }: PortalError): Response {
  return Response.json({ code }, { status: STATUS_OF[code] })
}
