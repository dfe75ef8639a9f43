import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { mayHaveActed } from '@/lib/databricks/acted'
import { runNow } from '@/lib/databricks/jobs'
import { PortalError } from '@/lib/errors'
import { describeError, log } from '@/lib/log'
import { newId } from '@/lib/new-id'
import { type Connection, selectConnection } from '@/lib/store/connections'
import { inTransaction, query } from '@/lib/store/current'
import { claimOne, LEASE_MS, type Lease, releaseLease, renewLease, wake } from '@/lib/store/lease'
import { notify } from '@/lib/store/notify'
import { type Dispatch, moveRun, selectDispatch, setDatabricksRunId, WORK_DUE } from '@/lib/store/run-dispatch'
import { openInputs } from './sealed-inputs'
import { holdWorkspace } from './workspace-budget'

const ONCE = { attempts: 1, windowMs: 0 }
const LONGEST_WAIT_OF_A_PERSON_MS = 4_000
const LONGEST_PAUSE_MS = 30_000

/** Submits a run that was just pressed, and lets the person go to its page after some seconds whatever happens. */
export async function submitWhileWaiting(runId: string): Promise<void> {
  const owner = newId()
  const lease: Lease = { table: 'runs', owner, id: runId }
  // Another process may already have seen that the row is due: then it is theirs.
  if (!(await query((db) => claimOne(db, lease)))) return
  const stop = new AbortController()
  const submission = submit(lease).catch((thrown: unknown) => {
    log('error', 'run.submission_failed', { runId, ...describeError(thrown) })
  })
  await Promise.race([
    submission,
    pause(LONGEST_WAIT_OF_A_PERSON_MS, undefined, { signal: stop.signal }).catch(ignoreAbort),
  ])
  stop.abort()
}

function ignoreAbort(thrown: unknown): void {
  if (!(thrown instanceof Error) || thrown.name !== 'AbortError') throw thrown
}

/**
 * Calls run-now for a run that this process holds. However often and from wherever it is called, one press is one run:
 * the token is the run's id, and Databricks answers a known token with the run it started for it (RUN-2, RUN-5).
 */
export async function submit(lease: Lease): Promise<void> {
  const heartbeat = setInterval(() => void beat(lease), LEASE_MS / 3)
  try {
    const dispatch = await query((db) => selectDispatch(db, lease.id))
    if (!dispatch || !SUBMITTABLE.has(dispatch.state)) return await giveBack(lease)
    const connection = await query((db) => selectConnection(db, dispatch.connectionId))
    if (!connection) throw new Error(`Run ${lease.id} has no connection`)
    if (dispatch.cancelRequested && !dispatch.maybeStarted) return await cancelUnsent(lease, dispatch)
    await attempt(lease, dispatch, connection)
  } finally {
    clearInterval(heartbeat)
  }
}

const SUBMITTABLE = new Set(['requested', 'submitting', 'unknown'])

async function beat(lease: Lease): Promise<void> {
  await query((db) => renewLease(db, lease)).catch((thrown: unknown) => {
    log('warn', 'run.lease_not_renewed', { runId: lease.id, ...describeError(thrown) })
  })
}

async function attempt(lease: Lease, dispatch: Dispatch, connection: Connection): Promise<void> {
  const { runId } = dispatch
  const attempts = dispatch.attempts + 1
  // From here until the answer is stored it is open whether Databricks has the run: a killed process leaves it so.
  await query((db) => moveRun(db, runId, [dispatch.state], { state: 'submitting', maybeStarted: true, attempts }))
  try {
    const secret = dispatch.sealedInputs ? openInputs(connection, runId, dispatch.sealedInputs) : {}
    const { runId: databricksRunId } = await withWorkspace(
      connection,
      (workspace) =>
        runNow(
          workspace,
          {
            jobId: dispatch.databricksJobId,
            jobParameters: { ...dispatch.jobParameters, ...secret },
            idempotencyToken: runId,
          },
          { retry: ONCE },
        ),
      runId,
    )
    await keepSubmitted(lease, dispatch, databricksRunId)
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    await keepFailure(lease, { ...dispatch, attempts }, connection, thrown)
  }
}

async function keepSubmitted(lease: Lease, dispatch: Dispatch, databricksRunId: string): Promise<void> {
  await inTransaction(async (trx) => {
    await setDatabricksRunId(trx, dispatch.runId, databricksRunId)
    await moveRun(trx, dispatch.runId, ['submitting'], {
      state: 'submitted',
      status: 'Waiting',
      submittedAt: new Date(),
      error: null,
      dropSealedInputs: true,
    })
    await releaseLease(trx, lease, null)
    await wake(trx, 'poll_groups', dispatch.connectionId)
    await notify(trx, WORK_DUE, 'poll_groups')
  })
}

/**
 * What an error means for the press. Only two ends are final: refused, when it is certain that nothing was started, and
 * lost, when it can no longer be told. Anything else is asked again with the same token until the deadline.
 */
async function keepFailure(
  lease: Lease,
  dispatch: Dispatch,
  connection: Connection,
  thrown: PortalError,
): Promise<void> {
  const { runId, attempts, deadline } = dispatch
  const open = dispatch.maybeStarted || mayHaveStarted(thrown)
  const error = { code: thrown.code, facts: thrown.facts }
  const pauseMs = pauseBefore(attempts, thrown)
  const over = Date.now() + pauseMs > deadline.getTime()
  if (thrown.code === 'databricks_busy') await holdWorkspace(connection.origin, pauseMs)
  const end = { endedAt: new Date(), dropSealedInputs: true, error }
  await inTransaction(async (trx) => {
    if (!over && (isPassing(thrown) || (open && NEEDS_THE_PERSON.has(thrown.code)))) {
      await moveRun(trx, runId, ['submitting'], { state: open ? 'unknown' : 'submitting', maybeStarted: open, error })
      await releaseLease(trx, lease, pauseMs)
    } else {
      const change = open
        ? { state: 'lost' as const, status: 'Unknown' as const, ...end }
        : { state: 'refused' as const, status: 'Failed' as const, ...end }
      await moveRun(trx, runId, ['submitting'], change)
      await releaseLease(trx, lease, null)
    }
  })
  log('warn', 'run.not_submitted', { runId, attempts, open, ...describeError(thrown) })
}

/** Errors that may go away by themselves. A refusal by the workspace or by Entra will not. */
const PASSING = new Set([
  'databricks_busy',
  'databricks_unreachable',
  'databricks_odd_answer',
  'entra_unavailable',
  'store_unavailable',
])

/** While it is open whether the run was started, a later sign-in can still tell. */
const NEEDS_THE_PERSON = new Set(['connection_expired', 'consent_needed', 'databricks_token_refused'])

function isPassing(error: PortalError): boolean {
  return PASSING.has(error.code) || Number(error.facts.status) >= 500
}

/** An error from Entra came before any call; a refusal of the workspace says whether it acted. */
function mayHaveStarted(error: PortalError): boolean {
  return error.code.startsWith('databricks_') && mayHaveActed(error)
}

function pauseBefore(attempts: number, error: PortalError): number {
  const asked = Number(error.facts.retryAfterMs ?? 0)
  return Math.max(asked, Math.min(1_000 * 2 ** (attempts - 1), LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2))
}

/** Cancelled before anything was sent: it never starts (RUN-9). */
async function cancelUnsent(lease: Lease, dispatch: Dispatch): Promise<void> {
  await inTransaction(async (trx) => {
    await moveRun(trx, dispatch.runId, [dispatch.state], {
      state: 'done',
      status: 'Cancelled',
      endedAt: new Date(),
      dropSealedInputs: true,
    })
    await releaseLease(trx, lease, null)
  })
}

async function giveBack(lease: Lease): Promise<void> {
  await query((db) => releaseLease(db, lease, null))
}
