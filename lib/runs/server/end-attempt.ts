import 'server-only'
import { PORTAL } from '@/lib/audit/audit-entry'
import type { FlowStep } from '@/lib/flows/flow'
import type { InputValues } from '@/lib/flows/typed-values'
import { errors } from '@/lib/language/en/errors'
import { type FailureFacts, failureOf } from '@/lib/runs/failure'
import { typedInputs } from '@/lib/runs/input-in-error'
import { type AttemptEnd, type Next, nextAfter } from '@/lib/runs/next-step'
import type { Place, RunState } from '@/lib/runs/run-state'
import type { RunStatus } from '@/lib/runs/run-status'
import { errorSearchText } from '@/lib/runs/search-text'
import { type KeptResult, type LeftBehind, resultsToKeep, type TaskLeft, valuesOf } from '@/lib/runs/step-results'
import { insertAudit } from '@/lib/store/audit'
import type { Executor } from '@/lib/store/database'
import { selectRunsAs } from '@/lib/store/known-jobs'
import { LeaseLost } from '@/lib/store/lease'
import { setFailure } from '@/lib/store/run-failures'
import {
  closeStep,
  type GoingOn,
  insertSkipped,
  insertStep,
  moveOn,
  type Plan,
  selectPlan,
} from '@/lib/store/run-steps'
import { setErrorWords } from '@/lib/store/run-words'
import type { StoredError } from '@/lib/store/stored-error'
import { stepIdOf } from './step-id'

/** Nobody stands at the button any more: whatever is in the way has a day to go away (REL-2). */
const PATIENCE_MS = 24 * 60 * 60_000

/** The attempt at which a run stands. */
export interface Standing extends Place {
  readonly runId: string
  readonly stepId: string
  /** Where the attempt is as its submission has seen it; whoever follows it may have moved it on within one look. */
  readonly state?: RunState
}

type Told = Pick<FailureFacts, 'terminationCode' | 'terminationType' | 'stateMessage' | 'error' | 'errorTrace'>

export interface Ended {
  readonly end: AttemptEnd
  readonly status: RunStatus
  readonly endedAt: Date
  readonly startedAt?: Date | undefined
  /** Databricks' id of it; undefined: it was never started. */
  readonly startedId: string | undefined
  /** Why the portal or Databricks did not start it. */
  readonly error?: StoredError | undefined
  /** What Databricks says of a failure. */
  readonly message?: string | undefined
  readonly tasks?: readonly TaskLeft[]
  /** And all that tells the cause of one. */
  readonly told?: Told
}

/**
 * Stores how the attempt at which a run stands has ended, and keeps the one that comes after it: in the transaction of the end, so
 * that there is none without the other (RUN-1). Answers whether the run goes on; where it does not, its end is the caller's to store.
 * @throws LeaseLost when the run stands elsewhere by now
 */
export async function endAttempt(trx: Executor, standing: Standing, ended: Ended): Promise<boolean> {
  const plan = await selectPlan(trx, standing.runId)
  const { steps } = plan.definition
  const left = leftBehind(ended)
  const results = resultsToKeep(steps, standing.position, left)
  const outcome = ended.end === 'cancelled' || ended.end === 'lost' ? undefined : ended.end
  await closeStep(trx, standing.stepId, { ...ended, outcome, results })
  const next = nextAfter(steps, standing, { end: ended.end, wasStarted: ended.startedId !== undefined })
  const known = new Map(plan.ended.map((other) => [steps[other.position]?.name ?? '', other.results]))
  known.set(steps[standing.position]?.name ?? '', results)
  await keepSkipped(trx, standing, plan, { next, known, at: ended.endedAt })
  if (!next.place) {
    if (left.error) await setErrorWords(trx, standing.runId, errorSearchText(left.error))
    await keepFailure(trx, standing.runId, plan, ended)
    return false
  }
  await keepNext(trx, standing, plan, { ...next, place: next.place, startedAt: ended.startedAt, known })
  await insertAudit(trx, {
    actor: { ...PORTAL, personId: plan.personId },
    action: 'run.step',
    target: `run:${standing.runId}`,
    outcome: 'done',
    details: { ...next.place, after: ended.end, pauseMs: next.pauseMs },
  })
  return true
}

/** Why the run failed, for lists and for the makers of its flow. */
async function keepFailure(trx: Executor, runId: string, plan: Plan, { status, error, told }: Ended): Promise<void> {
  const failure = failureOf({
    ...{ terminationCode: undefined, terminationType: undefined, stateMessage: undefined },
    ...{ error: undefined, errorTrace: undefined },
    ...told,
    ...{ status, own: error, actsAsPerson: plan.identityMode === 'as_me' && plan.principal === undefined },
    inputs: typedInputs(plan.definition.inputs, plan.inputs),
  })
  if (failure) await setFailure(trx, runId, failure, plan.inputs)
}

type Known = Map<string, readonly KeptResult[]>

function leftBehind({ end, startedId, error, message, tasks = [] }: Ended): LeftBehind {
  const told = error ? (error.facts.message ?? errors[error.code](error.facts).title) : (message ?? '')
  return { end, startedId, error: end === 'succeeded' ? '' : told, tasks }
}

async function keepSkipped(
  trx: Executor,
  { runId }: Standing,
  { definition: { steps } }: Plan,
  { next, known, at }: { readonly next: Next; readonly known: Known; readonly at: Date },
): Promise<void> {
  for (const position of next.skipped) {
    const left = { end: 'skipped', startedId: undefined, error: '', tasks: [] } as const
    const results = resultsToKeep(steps, position, left)
    known.set(steps[position]?.name ?? '', results)
    const place = { position, attempt: 1 }
    const step = { ...place, id: stepIdOf(runId, place), runId, at, runsAs: undefined }
    await insertSkipped(trx, { ...step, databricksJobId: jobOf(steps[position]) }, results)
  }
}

async function keepNext(
  trx: Executor,
  standing: Standing,
  plan: Plan,
  { place, pauseMs, startedAt, known }: Omit<GoingOn, 'patienceMs'> & { readonly known: Known },
): Promise<void> {
  const { runId } = standing
  const step = plan.definition.steps[place.position]
  if (!step) throw new Error(`Run ${runId} has no step ${place.position}`)
  const { values, tooLong } = valuesOf(step, { inputs: plan.inputs as InputValues, results: known })
  const error = tooLong === undefined ? undefined : ({ code: 'value_too_long', facts: { name: tooLong } } as const)
  await insertStep(trx, {
    ...place,
    id: stepIdOf(runId, place),
    runId,
    at: new Date(),
    databricksJobId: jobOf(step),
    runsAs: await runsAsOf(trx, plan, step),
    jobParameters: error ? {} : values,
    error,
  })
  const moved = await moveOn(trx, standing, { place, pauseMs, startedAt, patienceMs: PATIENCE_MS })
  if (!moved) throw new LeaseLost('The run was moved')
}

function jobOf(step: FlowStep | undefined): string | undefined {
  return step?.action === 'run_now' ? step.jobId : undefined
}

/** A statement always acts as the person or whoever calls for them, and so does a job that is run as them. */
async function runsAsOf(
  trx: Executor,
  { identityMode, connectionId, principal, startedBy }: Plan,
  step: FlowStep,
): Promise<string | undefined> {
  if (step.action === 'sql' || identityMode === 'as_me') return principal?.clientId ?? startedBy
  return selectRunsAs(trx, connectionId, step.jobId)
}
