'use server'

import type { Route } from 'next'
import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { signInAgainHref } from '@/app/_components/sign-in-again'
import { actOn, attempt, currentWords, requireActor } from '@/app/_edge'
import { connectProblemHref, problemOfConnecting } from '@/lib/connections/connect-problem'
import { needsThePerson } from '@/lib/connections/needs-person'
import { connect } from '@/lib/connections/server/connect'
import { deleteConnection } from '@/lib/connections/server/delete-connection'
import { revokeConnections } from '@/lib/connections/server/everybodys-connections'
import { testConnection } from '@/lib/connections/server/test-connection'
import { type ErrorCode, type PortalError, STATUS_OF } from '@/lib/errors'
import { answerWith, isPostedByScript } from '@/lib/http/server/exchange'
import { postedFields, readFields } from '@/lib/http/server/posted-form'

const SLUG = z.string().regex(/^[a-z0-9-]{1,100}$/)
const CONNECTOR = z.strictObject({ connector: SLUG })
const CONNECT = z.strictObject({
  connector: SLUG,
  from: z.literal('test').optional(),
  account: z.literal('other').optional(),
})
const REVOKE = z.union([CONNECTOR, z.strictObject({ connection: z.guid() })])

/** Connects the viewer, by way of Microsoft where tokens are wanted, and comes back to the list, or to the test. */
export async function connectAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const to = readFields(postedFields(form), CONNECT)
    const back = wayBack(to)
    const connected = await attempt(() => connect(viewer, to, { back, asksForAccount: to.account === 'other' }))
    if (!connected.ok) redirect(notConnectedHref(connected.error, to))
    const { signInNeeded, authorizeAt } = connected.value
    redirect((authorizeAt ?? (signInNeeded ? signInAgainHref(viewer.userName, back) : back)) as Route)
  })
}

function wayBack(to: z.infer<typeof CONNECT>): string {
  return to.from === 'test' ? `/make/connectors/${to.connector}/test` : '/connections?done=connected'
}

/** What an Admin has to mend first is said on the list. @throws PortalError for what else is wrong */
function notConnectedHref(error: PortalError, to: z.infer<typeof CONNECT>): Route {
  if (error.code !== 'entra_configuration') throw error
  return connectProblemHref({ problem: problemOfConnecting(error), connector: to.connector }) as Route
}

/** What a test has shown, in words. */
export interface TestState {
  readonly works?: string
  readonly fails?: { readonly title: string; readonly next: string }
}

/** What a test has shown: that is its answer, and no failure to give one. */
function isVerdict(code: ErrorCode): boolean {
  return /^(databricks|entra)_/.test(code) || needsThePerson(code) || code === 'unknown_to_this_version'
}

/** Asks Databricks who the viewer is, and says what came of it beside the button. */
export async function testConnectionAction(_previous: TestState, form: FormData): Promise<TestState> {
  const { connections: words, errors } = await currentWords()
  const tested = await attempt(async () => {
    const viewer = await requireActor()
    return testConnection(viewer, readFields(postedFields(form), CONNECTOR).connector)
  })
  if (!tested.ok) return failure(tested.error)
  revalidatePath('/connections') // what worked may have mended it
  const { userName, displayName = userName, isAdmin, isPrincipal, durationMs } = tested.value
  if (isPrincipal) return { works: words.worksAsPrincipal(displayName, durationMs) }
  return { works: `${words.works(userName, durationMs)}${isAdmin ? ` ${words.worksAsAdmin}` : ''}` }

  function failure({ code, facts }: PortalError): TestState {
    if (code === 'sign_in_required' && !isPostedByScript()) redirect('/sign-in?callbackUrl=/connections')
    if (!isVerdict(code)) answerWith(STATUS_OF[code], facts.retryAfterMs)
    const { title, next } = errors[code](facts)
    const advice: Partial<Record<ErrorCode, string>> = {
      databricks_no_right: words.askForIt,
      databricks_not_member: words.askForIt,
      databricks_refused: words.tellAdmin,
    }
    const passing = ['databricks_busy', 'databricks_unreachable', 'databricks_odd_answer', 'entra_unavailable']
    return {
      fails: {
        title: code === 'databricks_no_right' ? words.refused : title,
        next: passing.includes(code) ? words.tookTooLong : (advice[code] ?? next),
      },
    }
  }
}

/** Deletes the viewer's connection and goes back to the list, which says so. */
export async function deleteConnectionAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    await deleteConnection(viewer, readFields(postedFields(form), CONNECTOR).connector)
    redirect('/connections?done=deleted')
  })
}

/** Revokes a connection, or all of a connector. For Admins. */
export async function revokeConnectionsAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const count = await revokeConnections(viewer, readFields(postedFields(form), REVOKE))
    redirect(`/connections?all=1&revoked=${count}`)
  })
}
