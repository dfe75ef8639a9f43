'use server'

import type { Route } from 'next'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { actOn, attempt, requireActor } from '@/app/_edge'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import { WAYS, type Way } from '@/lib/notices/notice'
import { chooseWishes } from '@/lib/notices/server/choose-wishes'
import { readAllNotices, readNotice } from '@/lib/notices/server/own-notices'
import { sendTest } from '@/lib/notices/server/send-test'

const READ = z.strictObject({ notice: z.guid(), to: z.enum(['run', 'list']) })
const NOTHING = z.strictObject({})
const WAY = z.enum(WAYS)
const CHOSEN = z
  .union([WAY, z.array(WAY).max(WAYS.length)])
  .optional()
  .transform((ways): readonly Way[] => (typeof ways === 'string' ? [ways] : (ways ?? [])))
const CHOOSE = z.strictObject({
  flow: z.string().optional(),
  end: CHOSEN,
  failure: CHOSEN,
  wait: CHOSEN,
})
const AS_ALL = z.strictObject({ flow: z.string() })

/** Marks a notice as read, and goes to the run that it is about, or back to the list. */
export async function readNoticeAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { notice, to } = readFields(postedFields(form), READ)
    const runId = await readNotice(viewer, notice)
    redirect(to === 'run' && runId !== undefined ? `/runs/${runId}` : '/notices')
  })
}

export async function readAllNoticesAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    readFields(postedFields(form), NOTHING)
    await readAllNotices(viewer)
    redirect('/notices')
  })
}

/** Of what the viewer is told, and by which ways: of one flow, or of all that have no wishes of their own. */
export async function chooseNoticesAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { flow, ...wishes } = readFields(postedFields(form), CHOOSE)
    await chooseWishes(viewer, flow, wishes)
    redirect(settingsPath(flow, 'saved'))
  })
}

/** From now on the flow is as all others. */
export async function noticesAsAllAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { flow } = readFields(postedFields(form), AS_ALL)
    await chooseWishes(viewer, flow, undefined)
    redirect(settingsPath(flow, 'as-all'))
  })
}

/** Sends the viewer something by every way that this portal has. */
export async function testNoticesAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    readFields(postedFields(form), NOTHING)
    const sent = await attempt(() => sendTest(viewer))
    if (!sent.ok && sent.error.code !== 'too_many_requests') throw sent.error
    redirect(settingsPath(undefined, sent.ok ? 'tested' : 'test-too-soon'))
  })
}

function settingsPath(flow: string | undefined, done: string): Route {
  return `/notices/settings?${new URLSearchParams({ ...(flow !== undefined && { flow }), done })}` as Route
}
