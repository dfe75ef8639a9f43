'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { actOn, attempt, requireActor } from '@/app/_edge'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import { cancelRun } from '@/lib/runs/server/cancel-run'

const CANCEL = z.strictObject({ run: z.guid() })

/** Cancels the run and comes back to its page, which says what came of it. */
export async function cancelRunAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { run } = readFields(postedFields(form), CANCEL)
    const cancelled = await attempt(async () => cancelRun(viewer, run))
    redirect(`/runs/${run}${cancelled.ok ? '' : `?problem=${cancelled.error.code}`}`)
  })
}
