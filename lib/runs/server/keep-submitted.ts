import 'server-only'
import { stepsToStart } from '@/lib/runs/next-step'
import { secretsOf } from '@/lib/runs/secret-inputs'
import type { Connection } from '@/lib/store/connections'
import { inTransaction } from '@/lib/store/current'
import type { Executor } from '@/lib/store/database'
import { forgetStartRefused } from '@/lib/store/known-jobs'
import { demandLease, finishLease, type Lease, wake } from '@/lib/store/lease'
import { notify } from '@/lib/store/notify'
import { WORK_DUE } from '@/lib/store/run-dispatch'
import { type Dispatch, setStarted } from '@/lib/store/run-moves'
import { demandMove, recordEnd } from './close-press'
import { endAttempt } from './end-attempt'
import type { Started } from './prepare-statement'
import { openInputs, sealInputs } from './sealed-inputs'

/** Stores that Databricks has the attempt, which is followed from then on. @throws LeaseLost */
export async function keepSubmitted(
  lease: Lease,
  dispatch: Dispatch,
  connection: Connection,
  started: Started,
): Promise<void> {
  const { step } = dispatch
  const startedId = started.id
  const at = new Date()
  const timesOutAt = step.timeout === undefined ? null : new Date(at.getTime() + step.timeout * 60_000)
  const sealedInputs = stillSealed(dispatch, connection)
  await inTransaction(async (trx) => {
    await wake(trx, 'poll_groups', dispatch.connectionId)
    await setStarted(trx, dispatch.stepId, { ...started, isStatement: step.action === 'sql', at, timesOutAt })
    const status = isLater(dispatch) ? 'Running' : 'Waiting'
    const change = { status, submittedAt: at, error: null, sealedInputs } as const
    await demandMove(trx, { ...dispatch, state: 'submitting' }, 'accept', change)
    if (step.action === 'run_now') {
      await forgetStartRefused(trx, { connectionId: dispatch.connectionId, jobId: step.jobId })
    }
    if (step.wait === false) return leaveToItself(trx, lease, dispatch, { startedId, at })
    await finishLease(trx, lease, null)
    await notify(trx, WORK_DUE, 'poll_groups')
  })
}

/** Of the secret inputs, what steps still take that may be started after this one: the others are dropped. */
function stillSealed({ definition, runId, sealedInputs, ...place }: Dispatch, owner: Connection): string | undefined {
  if (sealedInputs === undefined) return undefined
  const names = secretsOf(stepsToStart(definition.steps, place), definition.inputs)
  if (names.size === 0) return undefined
  const { inputs } = openInputs(owner, runId, sealedInputs)
  const needed = Object.fromEntries(Object.entries(inputs).filter(([name]) => names.has(name)))
  return sealInputs(owner, runId, { inputs: needed })
}

/** Nobody waits for its end: the run goes on as if this were one. */
async function leaveToItself(
  trx: Executor,
  lease: Lease,
  dispatch: Dispatch,
  { startedId, at }: { readonly startedId: string; readonly at: Date },
): Promise<void> {
  await demandLease(trx, lease)
  const standing = { ...dispatch, state: 'submitted' } as const
  const ended = { end: 'succeeded', status: 'Succeeded', endedAt: at, startedId } as const
  if (await endAttempt(trx, standing, ended)) return
  await demandMove(trx, standing, 'end', { status: 'Succeeded', endedAt: at })
  await finishLease(trx, lease, null)
  await recordEnd(trx, dispatch, { status: 'Succeeded', outcome: 'done', correlationId: startedId })
}

/** It goes on from an attempt before it, and from no press that its person waits at. */
export function isLater({ position, attempt }: Dispatch): boolean {
  return position > 0 || attempt > 1
}
