import { attempt, currentLanguage, requireViewer, respond } from '@/app/_edge'
import { answerPress, type PressAnswer } from '@/app/(portal)/flows/[slug]/answer-press'
import { keepTyped } from '@/app/(portal)/flows/[slug]/leave-form'
import { PortalError, STATUS_OF } from '@/lib/errors'
import { plainPage } from '@/lib/http/plain-page'
import { isTooLarge, postedFiles } from '@/lib/http/server/exchange'
import { retryAfterSeconds } from '@/lib/http/server/too-often'

const REFUSED = 422

/**
 * The button of a form with files: the fields have arrived when this is called, the files arrive while they are passed on. A
 * script is told in JSON where to go or what the form shows; a browser without any is led there, or told in words, and what was
 * typed is in the form when it goes back.
 */
export function POST(request: Request): Promise<Response> {
  return respond(async () => {
    const files = postedFiles()
    if (!files) {
      await requireViewer()
      throw new PortalError('wrong_media_type', 'A press with files is a form of a known size.')
    }
    const answer = await answerPress(await formIn(request), files)
    return request.headers.get('accept')?.includes('text/html') ? inWords(request, answer) : inJson(answer)
  })
}

/** @throws PortalError payload_too_large, invalid_request */
async function formIn(request: Request): Promise<FormData> {
  try {
    return await request.formData()
  } catch (cause) {
    const code = isTooLarge() ? 'payload_too_large' : 'invalid_request'
    throw new PortalError(code, 'The fields of the form cannot be read.', { cause })
  }
}

type Shown = Exclude<PressAnswer, { readonly goTo: string }>

function statusOf({ state, error }: Shown): number {
  if (error) return STATUS_OF[error.code]
  return state.choices ? 200 : REFUSED
}

function inJson(answer: PressAnswer): Response {
  if ('goTo' in answer) return Response.json(answer)
  return Response.json({ state: answer.state }, { status: statusOf(answer), headers: waitOf(answer) })
}

function waitOf({ error }: Shown): Record<string, string> {
  const { retryAfterMs } = error?.facts ?? {}
  return retryAfterMs ? { 'Retry-After': retryAfterSeconds(retryAfterMs) } : {}
}

async function inWords(request: Request, answer: PressAnswer): Promise<Response> {
  if ('goTo' in answer) return seeOther(answer.goTo)
  const { state, error, slug, draft } = answer
  const back =
    draft === undefined ? `/flows/${encodeURIComponent(slug)}` : `/make/flows/${encodeURIComponent(slug)}/test`
  if (error?.code === 'sign_in_required') return seeOther(`/sign-in?callbackUrl=${encodeURIComponent(back)}`)
  // Whoever may not fill in the form has nothing to come back to.
  await attempt(async () => keepTyped(await requireViewer(), { slug, draft, typed: state.values ?? {} }))
  if (state.choices) return seeOther(back)
  const { code: language, words } = await currentLanguage()
  const said = state.error
    ? `${state.error.title} ${state.error.next}`
    : state.issues.map(({ message }) => message).join(' ')
  const page = plainPage({
    language,
    title: words.flow.notStarted,
    text: `${said} ${words.flow.filesAgain}`,
    links: [{ label: words.flow.toTheForm, href: back }],
    nonce: /'nonce-([^']+)'/.exec(request.headers.get('content-security-policy') ?? '')?.[1] ?? '',
  })
  const headers = { ...waitOf(answer), 'Content-Type': 'text/html; charset=utf-8' }
  return new Response(page, { status: statusOf(answer), headers })
}

function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { Location: location } })
}
