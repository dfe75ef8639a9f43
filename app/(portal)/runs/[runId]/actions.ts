'use server'

import { redirect } from 'next/navigation'
import { z } from 'zod'
import { actOn, attempt, requireActor } from '@/app/_edge'
import { postedFields, readFields } from '@/lib/http/server/posted-form'
import { addRunNote } from '@/lib/runs/server/add-run-note'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { repairRun } from '@/lib/runs/server/repair-run'

const RUN = z.strictObject({ run: z.guid() })

/** Cancels the run and comes back to its page, which says what came of it. */
export async function cancelRunAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { run } = readFields(postedFields(form), RUN)
    const cancelled = await attempt(async () => cancelRun(viewer, run))
    redirect(`/runs/${run}${cancelled.ok ? '' : `?problem=${cancelled.error.code}`}`)
  })
}

const NOTE = z.strictObject({ run: z.guid(), text: z.string().max(10_000) })

/** Keeps a note with the run and comes back to its page. */
export async function addNoteAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { run, text } = readFields(postedFields(form), NOTE)
    const kept = await attempt(async () => addRunNote(viewer, run, text))
    if (!kept.ok) redirect(`/runs/${run}?problem=${kept.error.code}`)
    const problem = kept.value
    // The router fetches nothing for an address that differs in its fragment alone: each note has one of its own.
    redirect(`/runs/${run}?${problem ? `note=${problem}` : `noted=${crypto.randomUUID()}`}#notes`)
  })
}

/** Has the failed tasks of a run run again and comes back to its page, which says what came of it. */
export async function repairRunAction(form: FormData): Promise<void> {
  await actOn(async () => {
    const viewer = await requireActor()
    const { run } = readFields(postedFields(form), RUN)
    const repaired = await attempt(async () => repairRun(viewer, run))
    redirect(`/runs/${run}${repaired.ok ? '' : `?problem=${repaired.error.code}`}`)
  })
}
