import { z } from 'zod'
import { attempt, requireViewer } from '@/app/_edge'
import { connectProblemHref } from '@/lib/connections/connect-problem'
import { finishConnecting } from '@/lib/connections/server/finish-connecting'
import { STATUS_OF } from '@/lib/errors'
import { queryFields, readFields } from '@/lib/http/server/posted-form'

const text = z.string().optional()

/** What comes back; others are left out and not refused (RFC 6749, 4.1.2). One that is named here comes once. */
const CAME_BACK = z.object({ code: text, state: text, error: text, error_description: text })

/** Where a person comes back to from the sign-in page of a connector's own registration. */
export async function GET(request: Request): Promise<Response> {
  const done = await attempt(async () => {
    const cameBack = readFields(queryFields(request), CAME_BACK)
    return finishConnecting(await requireViewer(), cameBack)
  })
  if (!done.ok) {
    const { code } = done.error
    if (code === 'sign_in_required') return redirectTo('/sign-in?callbackUrl=/connections')
    return Response.json({ code }, { status: STATUS_OF[code] })
  }
  return redirectTo('back' in done.value ? done.value.back : connectProblemHref(done.value))
}

function redirectTo(path: string): Response {
  return new Response(null, { status: 302, headers: { Location: path } })
}
