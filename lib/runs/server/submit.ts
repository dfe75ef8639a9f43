import 'server-only'
import { setTimeout as pause } from 'node:timers/promises'
import { isMendedBySignIn } from '@/lib/connections/needs-person'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { budgetOf, closedError, hearHealth, holdWorkspace } from '@/lib/connections/server/workspace-budget'
import { principalOf } from '@/lib/connectors/security'
import { mayHaveActed } from '@/lib/databricks/acted'
import { type ErrorCode, PortalError } from '@/lib/errors'
import { mayStart } from '@/lib/flows/audience'
import { describeError, log } from '@/lib/log'
import { askedPause, errandOf, isQueued, lastLookAt, pauseBefore, verdictOn } from '@/lib/runs/submission'
import { type Connection, selectConnection } from '@/lib/store/connections'
import { inTransaction, query } from '@/lib/store/current'
import { markStartRefused } from '@/lib/store/known-jobs'
import { finishLease, type Lease, LeaseLost } from '@/lib/store/lease'
import { type Dispatch, markSending, selectDispatch } from '@/lib/store/run-moves'
import type { StoredError } from '@/lib/store/stored-error'
import { close, demandMove } from './close-press'
import { isLater, keepSubmitted } from './keep-submitted'
import { prepareStart } from './prepare-start'
import type { Started } from './prepare-statement'
import type { Upload } from './upload'
import { whileHeld } from './while-held'

const LONGEST_WAIT_OF_A_PERSON_MS = 4_000
/** While only the person can say more: their sign-in wakes the run, this looks after it should that be missed. */
const WAIT_FOR_THE_PERSON_MS = 30_000

/** Submits a run that was just pressed, and lets the person go to its page after some seconds whatever happens. */
export async function submitWhileWaiting(lease: Lease, upload?: Upload): Promise<void> {
  const stop = new AbortController()
  const submission = submit(lease, upload).catch((thrown: unknown) => {
    log('error', 'run.submission_failed', { runId: lease.id, ...describeError(thrown) })
  })
  underWay().set(submission, lease)
  void submission.finally(() => underWay().delete(submission))
  // The bytes of a file end with the request of the person.
  await Promise.race([submission, upload?.settled ?? Promise.resolve()])
  await Promise.race([
    submission,
    pause(LONGEST_WAIT_OF_A_PERSON_MS, undefined, { signal: stop.signal }).catch(ignoreAbort),
  ])
  stop.abort()
}

function ignoreAbort(thrown: unknown): void {
  if (!(thrown instanceof Error) || thrown.name !== 'AbortError') throw thrown
}

interface Shared {
  lakeportSubmissions?: Map<Promise<void>, Lease>
}

/** Submissions that presses of this process began: the process ends after them if it can. */
export function underWay(): Map<Promise<void>, Lease> {
  const shared = globalThis as Shared
  shared.lakeportSubmissions ??= new Map()
  return shared.lakeportSubmissions
}

/**
 * Makes the call that starts a run that this process holds. However often and from wherever it is called, one press is one run:
 * the token is the run's id, or that of a later attempt, and Databricks answers a known token with the run it started for it
 * (RUN-2, RUN-5).
 */
export function submit(lease: Lease, upload?: Upload): Promise<void> {
  return whileHeld(lease, async () => {
    const dispatch = await query((db) => selectDispatch(db, lease.id))
    if (!dispatch) throw new Error(`Run ${lease.id} has no step`)
    if (errandOf(dispatch, Date.now()) !== 'send') await closeUnsent(lease, dispatch)
    else if (isFileAwaited(dispatch) && !upload) await rest(lease, msUntil(dispatch.filesUntil))
    else if (!isStillTheirs(dispatch))
      await close(lease, dispatch, 'refuse', { error: { code: whyNot(dispatch), facts: {} } })
    else if (dispatch.stepError) await close(lease, dispatch, 'refuse', { error: dispatch.stepError })
    else await send(lease, dispatch, upload)
  })
}

/** What may have been started already is asked about all the same: it was theirs to start. */
function isStillTheirs({ maybeStarted, person, rights }: Dispatch): boolean {
  return maybeStarted || mayStart(person, rights)
}

function whyNot({ rights }: Dispatch): ErrorCode {
  return rights.trigger !== 'test' && rights.state === 'off' ? 'flow_off' : 'not_permitted'
}

/** Asked again when all is ready: fetching a token may take seconds, and the flow may be gone by now (AUTHZ-8). */
async function demandRights({ runId, maybeStarted }: Dispatch): Promise<void> {
  const now = await query((db) => selectDispatch(db, runId))
  if (now && isStillTheirs({ ...now, maybeStarted })) return
  throw new PortalError('not_permitted', 'The flow is not for this person any more.')
}

/** Another process may have the file, and pass it on: until then the run is left alone. */
function isFileAwaited({ filesUntil }: Dispatch): boolean {
  return msUntil(filesUntil) > 0
}

function msUntil(at: Date | undefined): number {
  return at ? at.getTime() - Date.now() : 0
}

async function send(lease: Lease, dispatch: Dispatch, upload: Upload | undefined): Promise<void> {
  const connection = await query((db) => selectConnection(db, dispatch.connectionId))
  if (!connection) throw new Error(`Run ${lease.id} has no connection`)
  // Nobody but the person can say more, or go on: Databricks and Entra are left alone until they sign in.
  if (connection.problem && waitsForThePerson(dispatch, connection.problem.code)) {
    return rest(lease, WAIT_FOR_THE_PERSON_MS)
  }
  // As somebody else it would be another start: what was pressed so is not sent, or not asked about, any more.
  if (principalOf(connection.security)?.clientId !== dispatch.principal?.clientId) {
    const changed = { error: { code: 'conflict', facts: {} } } as const
    return close(lease, dispatch, dispatch.maybeStarted ? 'giveUp' : 'refuse', changed)
  }
  const call = { sent: false }
  const answer = await callStart(lease, dispatch, connection, call, upload).catch((thrown: unknown) => {
    if (thrown instanceof PortalError || thrown instanceof NotToBeSent) return thrown
    throw thrown
  })
  if (answer instanceof NotToBeSent) return closeCancelled(lease)
  // Outside of what is caught: an answer that cannot be stored leaves the press in doubt, and the lease runs out.
  if (!(answer instanceof PortalError)) return keepSubmitted(lease, dispatch, connection, answer)
  const stands = call.sent ? ({ ...dispatch, state: 'submitting' } as const) : dispatch
  await keepFailure(lease, stands, connection, answer, call.sent && mayHaveStarted(answer))
}

function waitsForThePerson(dispatch: Dispatch, problem: ErrorCode): boolean {
  return dispatch.maybeStarted || (isLater(dispatch) && isMendedBySignIn(problem))
}

class NotToBeSent extends Error {}

/** Answers what was started. `call.sent` tells whether it was called, however that ended. */
async function callStart(
  lease: Lease,
  dispatch: Dispatch,
  connection: Connection,
  call: { sent: boolean },
  upload: Upload | undefined,
): Promise<Started> {
  return withWorkspace(
    connection,
    async (workspace) => {
      const start = await prepareStart({ lease, dispatch, connection, workspace, upload })
      await demandRights(dispatch)
      await markSent(lease, connection)
      call.sent = true
      return start()
    },
    dispatch.runId,
  )
}

/** @throws NotToBeSent; PortalError when the workspace is to be left alone for now */
async function markSent(lease: Lease, { origin }: Connection): Promise<void> {
  const sending = await query((db) => markSending(db, lease, budgetOf(origin)))
  if (sending.marked) return hearHealth(origin, sending.failing)
  throw sending.admitted ? new NotToBeSent() : await closedError(origin)
}

/** An error from Entra came before any call; a refusal of the workspace says whether it acted. */
function mayHaveStarted(error: PortalError): boolean {
  return error.code.startsWith('databricks_') && mayHaveActed(error)
}

async function keepFailure(
  lease: Lease,
  dispatch: Dispatch,
  connection: Connection,
  thrown: PortalError,
  mayBeStarted: boolean,
): Promise<void> {
  if (isQueued(thrown)) return rest(lease, Number(thrown.facts.retryAfterMs))
  const tries = dispatch.tries + 1
  const inDoubt = dispatch.maybeStarted || mayBeStarted
  const pauseMs = pauseBefore(tries, thrown, Math.random())
  const late = Date.now() + pauseMs > lastLookAt(thrown, { ...dispatch, maybeStarted: inDoubt })
  const verdict = verdictOn(thrown, { inDoubt, late, isLater: isLater(dispatch) })
  log('warn', 'run.not_submitted', {
    runId: dispatch.runId,
    attempts: tries,
    inDoubt,
    verdict,
    ...describeError(thrown),
  })
  const hold = askedPause(thrown, pauseMs)
  if (hold !== undefined) await holdWorkspace(connection.origin, hold)
  const error = { code: thrown.code, facts: thrown.facts }
  if (verdict === 'refused') {
    await keepLackOfRight(dispatch, error)
    return close(lease, dispatch, 'refuse', { tries, error })
  }
  if (verdict === 'lost') return close(lease, dispatch, 'giveUp', { tries, error })
  await inTransaction(async (trx) => {
    const change = { maybeStarted: inDoubt, tries, error }
    await demandMove(trx, dispatch, inDoubt ? 'doubt' : 'wait', change)
    await finishLease(trx, lease, verdict === 'again' ? pauseMs : WAIT_FOR_THE_PERSON_MS)
  })
}

/** No token shows it before: the button says it from now on, to this person (AUTHZ-8). */
async function keepLackOfRight({ connectionId, step }: Dispatch, error: StoredError): Promise<void> {
  if (step.action !== 'run_now' || error.facts.missing !== 'Can Manage Run') return
  const { jobId } = step
  await query((db) => markStartRefused(db, { connectionId, jobId }, error))
}

/** A press that is not, or no longer, to be sent. */
async function closeUnsent(lease: Lease, dispatch: Dispatch): Promise<void> {
  const late = { error: { code: 'too_late', facts: {} } } as const
  const errand = errandOf(dispatch, Date.now())
  if (errand === 'cancel') return close(lease, dispatch, 'cancel', {})
  if (errand === 'refuse') return close(lease, dispatch, 'refuse', late)
  if (errand === 'give up') return close(lease, dispatch, 'giveUp', late)
  const restMs = errand === 'rest' && dispatch.notBefore ? dispatch.notBefore.getTime() - Date.now() : null
  await rest(lease, restMs)
}

/** Cancelled while its token was being fetched: it never starts (RUN-9). */
async function closeCancelled(lease: Lease): Promise<void> {
  const dispatch = await query((db) => selectDispatch(db, lease.id))
  if (!dispatch || errandOf(dispatch, Date.now()) !== 'cancel') throw new LeaseLost('The run is in other hands')
  await closeUnsent(lease, dispatch)
}

async function rest(lease: Lease, ms: number | null): Promise<void> {
  await inTransaction((trx) => finishLease(trx, lease, ms))
}
