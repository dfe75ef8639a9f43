'use server'

import type { Route } from 'next'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import type { FormState } from '@/app/_components/form-state'
import { actOn, attempt, currentWords, requireActor } from '@/app/_edge'
import { answerForm } from '@/app/_form-action'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import { parsed, refused } from '@/lib/result'
import { cronOf, REPEATS } from '@/lib/schedules/repeat'
import { AGREED_DAYS } from '@/lib/schedules/schedule'
import { addSchedule } from '@/lib/schedules/server/add-schedule'
import { removeSchedule, turnSchedule } from '@/lib/schedules/server/own-schedules'

const ADD = z.strictObject({
  run: z.guid(),
  repeat: z.enum(REPEATS),
  time: z.string().max(20),
  weekday: z
    .string()
    .regex(/^[0-6]$/)
    .transform(Number),
  day: z
    .string()
    .regex(/^([1-9]|[12]\d|3[01])$/)
    .transform(Number),
  cron: z.string().max(200),
  timeZone: z.string().max(100),
  days: z.enum(AGREED_DAYS.map(String)).transform(Number),
  agreed: z.literal('on').optional(),
})

const CHANGE = z.strictObject({
  schedule: z.guid(),
  to: z.enum(['on', 'off', 'deleted']),
  all: z.literal('1').optional(),
})

/** Has a flow run again and again as the viewer, and goes to the list, which says when. */
export async function addScheduleAction(_previous: FormState, form: FormData): Promise<FormState> {
  const { schedules, inputs } = await currentWords()
  return answerForm(form, {
    schema: ADD,
    work: async (viewer, { run, days, agreed, timeZone, ...chosen }) => {
      const cron = cronOf(chosen)
      if (cron === undefined) return refused([{ field: 'time', message: schedules.issues.time }])
      const wanted = { runId: run, days, agreed: agreed === 'on', timeZone, cron }
      const added = await addSchedule(viewer, wanted, { ...schedules.issues, inputs })
      return added.ok ? parsed('/schedules?done=added') : added
    },
  })
}

/** Turns a schedule on or off, or deletes it, and comes back to the list. */
export async function changeScheduleAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { schedule, to, all } = readFields(postedFields(form), CHANGE)
    const changed = await attempt(() =>
      to === 'deleted' ? removeSchedule(viewer, schedule) : turnSchedule(viewer, schedule, to),
    )
    if (!changed.ok && changed.error.code !== 'schedule_ended') throw changed.error
    const done = changed.ok ? (to === 'deleted' ? 'deleted' : 'changed') : 'ended'
    redirect(`/schedules?${new URLSearchParams({ ...(all && { all }), done })}` as Route)
  })
}
