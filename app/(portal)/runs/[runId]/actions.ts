'use server'

import { redirect } from 'next/navigation'
import { attempt, requireActor } from '@/app/_edge'
import { cancelRun } from '@/lib/runs/server/cancel-run'

/** Cancels the run and comes back to its page, which says what came of it. */
export async function cancelRunAction(form: FormData): Promise<void> {
  const runId = String(form.get('run'))
  const cancelled = await attempt(async () => cancelRun(await requireActor(), runId))
  const problem = cancelled.ok ? '' : `?problem=${cancelled.error.code}`
  redirect(`/runs/${encodeURIComponent(runId)}${problem}`)
}
