import { attempt, cookieValues } from '@/app/_edge'
import { readForm } from '@/app/api/_read-form'
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

type Context = RouteContext<'/api/auth/[...nextauth]'>

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const path = (await params).nextauth.join('/')
  const call = await callOf(request, {})
  if (path === 'callback/azure-ad') return limited(request, call, 'return', () => finishSignIn(call))
  if (path === 'renew') return redirectTo(await renewSession(call))
  if (path === 'front-channel-logout' && call.query.sid) {
    await signOutBySid(call.query.sid, call.request)
    return new Response(null, { status: 200 })
  }
  return notFound()
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const path = (await params).nextauth.join('/')
  if (!isSameOrigin(request.headers)) {
    await recordForeignRequest({ headers: request.headers, cookies: await cookieValues(), path: `/api/auth/${path}` })
    return Response.json({ code: 'origin_refused' }, { status: 403 })
  }
  const form = await readForm(request)
  if (!form.ok) return form.response
  const call = await callOf(request, form.value)
  if (path === 'signin/azure-ad') return limited(request, call, 'start', () => startSignIn(call))
  if (path === 'signout') return redirectTo(await endSession(call))
  return notFound()
}

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

async function callOf(request: Request, body: Readonly<Record<string, string>>): Promise<AuthCall> {
  const query = Object.fromEntries(new URL(request.url).searchParams)
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
