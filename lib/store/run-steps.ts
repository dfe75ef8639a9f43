import 'server-only'
import { type RawBuilder, sql } from 'kysely'
import type { Principal } from '@/lib/connectors/security'
import type { FlowDefinition, IdentityMode, StepEnd } from '@/lib/flows/flow'
import { goOnTo, isUnsubmitted, type Place, type RunState } from '@/lib/runs/run-state'
import type { RunStatus } from '@/lib/runs/run-status'
import type { StepRow } from '@/lib/runs/run-view'
import type { KeptResult } from '@/lib/runs/step-results'
import type { Executor } from './database'
import { firstStart } from './followed-runs'
import { notify } from './notify'
import { NOTHING_SEEN, RUN_CHANGED, WORK_DUE } from './run-dispatch'
import { type StoredError, storedError } from './stored-error'

/** A run with what it takes to say which of its steps comes next, and with which values. */
export interface Plan {
  readonly definition: Pick<FlowDefinition, 'steps' | 'inputs'>
  readonly identityMode: IdentityMode
  readonly connectionId: string
  readonly personId: string
  readonly startedBy: string
  /** As whom it was pressed, where that is not the person. */
  readonly principal: Principal | undefined
  /** Without those that are secret. */
  readonly inputs: Readonly<Record<string, unknown>>
  /** Of the steps that have ended: of each, its last attempt. */
  readonly ended: readonly (Place & { readonly results: readonly KeptResult[] })[]
}

export async function selectPlan(db: Executor, runId: string): Promise<Plan> {
  const run = await db
    .selectFrom('runs')
    .innerJoin('flow_versions as pressed', (join) =>
      join.onRef('pressed.flow_id', '=', 'runs.flow_id').onRef('pressed.version', '=', 'runs.flow_version'),
    )
    .select([
      'pressed.definition',
      'identity_mode',
      'connection_id',
      'person_id',
      'started_by',
      'principal',
      'inputs',
    ])
    .where('runs.id', '=', runId)
    .executeTakeFirstOrThrow()
  const ended = await db
    .selectFrom('run_steps')
    .distinctOn('position')
    .select(['position', 'attempt_number as attempt', 'results'])
    .where('run_id', '=', runId)
    .where('outcome', 'is not', null)
    .orderBy('position')
    .orderBy('attempt_number', 'desc')
    .execute()
  return {
    definition: run.definition,
    identityMode: run.identity_mode,
    connectionId: run.connection_id,
    personId: run.person_id,
    startedBy: run.started_by,
    principal: run.principal ?? undefined,
    inputs: run.inputs,
    ended: ended.map(({ position, attempt, results }) => ({ position, attempt, results: results ?? [] })),
  }
}

/** How an attempt ended; what Databricks says of it stands there already. */
export interface StepEnded {
  readonly status: RunStatus
  readonly outcome: StepEnd | undefined
  readonly error?: StoredError | undefined
  readonly results: readonly KeptResult[]
  readonly endedAt: Date
}

export async function closeStep(db: Executor, stepId: string, ended: StepEnded): Promise<void> {
  const { status, outcome, error, results, endedAt } = ended
  await db
    .updateTable('run_steps')
    .set({
      step_status: status,
      ...(outcome ? { outcome } : {}),
      ...(error ? { step_error: JSON.stringify(error) } : {}),
      ...(results.length > 0 ? { results: JSON.stringify(results) } : {}),
      ended_at: sql<Date>`coalesce(ended_at, ${endedAt}::timestamptz(3))`,
    })
    .where('id', '=', stepId)
    .execute()
}

export interface NewStep extends Place {
  readonly id: string
  readonly runId: string
  readonly at: Date
  readonly databricksJobId: string | undefined
  readonly runsAs: string | undefined
  readonly jobParameters: Readonly<Record<string, string>>
  /** Why it is not to be started although its turn has come. */
  readonly error?: StoredError | undefined
}

/** Keeps an attempt before anything is called for it (RUN-1). */
export async function insertStep(db: Executor, step: NewStep): Promise<void> {
  await db.insertInto('run_steps').values(rowOf(step)).execute()
}

/** A step that does not take place. */
export async function insertSkipped(
  db: Executor,
  step: Omit<NewStep, 'jobParameters' | 'error'>,
  results: readonly KeptResult[],
): Promise<void> {
  await db
    .insertInto('run_steps')
    .values({
      ...rowOf({ ...step, jobParameters: {} }),
      ...{ step_status: 'Skipped', outcome: 'skipped', ended_at: step.at },
      ...(results.length > 0 ? { results: JSON.stringify(results) } : {}),
    })
    .execute()
}

/** What a step takes of others may be in its values: they go when results do. */
function rowOf({ id, runId, position, attempt, at, databricksJobId, runsAs, jobParameters, error }: NewStep) {
  return {
    ...NOTHING_SEEN,
    ...{ id, run_id: runId, position, attempt_number: attempt, created_at: at },
    databricks_job_id: databricksJobId ?? null,
    runs_as: runsAs ?? null,
    job_parameters: JSON.stringify(jobParameters),
    results: '[]',
    ...(error ? { step_error: JSON.stringify(error) } : {}),
  }
}

export interface GoingOn {
  readonly place: Place
  readonly pauseMs: number
  /** For so long it is tried to start it, from when it is due. */
  readonly patienceMs: number
  /** When the attempt before it began. */
  readonly startedAt: Date | undefined
}

/**
 * Moves a run on to an attempt that was just kept, from where it was seen: compare-and-set (RUN-4). Whatever was said of starting
 * the one before, its calls, its error, its deadline, is of that one. Nobody holds the run from then on, and it is due when its
 * rest is over, or at once when its end was asked for. False when it stands elsewhere by now.
 */
export async function moveOn(
  db: Executor,
  seen: Place & { readonly runId: string; readonly state?: RunState },
  { place, pauseMs, patienceMs, startedAt }: GoingOn,
): Promise<boolean> {
  const { from, to } = goOnTo(place, seen)
  const due = inMs(pauseMs)
  const row = await db
    .updateTable('runs')
    .set({
      state: to,
      status: 'Running',
      ...(startedAt ? { started_at: firstStart(startedAt) } : {}),
      step_position: place.position,
      step_attempt: place.attempt,
      ...{ attempts: 0, maybe_started: false, error: null, ended_at: null },
      not_before: pauseMs > 0 ? due : null,
      deadline: inMs(pauseMs + patienceMs),
      due_at: sql<Date>`case when cancel_requested_at is null then ${due} else now() end`,
      ...{ lease_owner: null, lease_until: null },
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', seen.runId)
    .where('state', 'in', from)
    .where('step_position', '=', seen.position)
    .where('step_attempt', '=', seen.attempt)
    .returning('person_id')
    .executeTakeFirst()
  if (!row) return false
  await notify(db, WORK_DUE, 'runs')
  await notify(db, RUN_CHANGED, `${seen.runId} ${row.person_id}`)
  return true
}

function inMs(ms: number): RawBuilder<Date> {
  return sql<Date>`now() + ${ms}::double precision * interval '1 millisecond'`
}

/** All attempts of the steps of a run that were ever kept, in their order. */
export async function selectSteps(db: Executor, runId: string): Promise<StepRow[]> {
  const rows = await db
    .selectFrom('run_steps')
    .innerJoin('runs', 'runs.id', 'run_steps.run_id')
    .selectAll('run_steps')
    .select(['runs.status as run_status', 'runs.state', 'runs.step_position', 'runs.step_attempt'])
    .where('run_id', '=', runId)
    .orderBy('position')
    .orderBy('attempt_number')
    .execute()
  return rows.map((row) => {
    const isCurrent = row.position === row.step_position && row.attempt_number === row.step_attempt
    return {
      position: row.position,
      attempt: row.attempt_number,
      status: statusOf(row, isCurrent),
      runsAs: row.runs_as ?? undefined,
      error: row.step_error ? storedError(row.step_error) : undefined,
      databricksJobId: row.databricks_job_id ?? undefined,
      databricksRunId: row.databricks_run_id ?? row.statement_id ?? undefined,
      runPageUrl: row.run_page_url ?? undefined,
      stateMessage: row.state_message ?? undefined,
      settingsDigest: row.settings_digest ?? undefined,
      requestId: row.request_id ?? undefined,
      workspaceId: row.workspace_id ?? undefined,
      createdAt: row.created_at?.getTime(),
      submittedAt: row.submitted_at?.getTime(),
      startedAt: row.started_at?.getTime(),
      endedAt: row.ended_at?.getTime(),
    }
  })
}

interface Standing {
  readonly step_status: RunStatus | null
  readonly outcome: StepEnd | null
  readonly run_status: RunStatus
  readonly state: RunState
}

/** An attempt that is not at work in Databricks has no status of its own: it waits, or has ended as the run did. */
function statusOf({ step_status: status, outcome, run_status, state }: Standing, isCurrent: boolean): RunStatus {
  if (!isCurrent || outcome) return status ?? 'Unknown'
  if (state === 'submitted' || state === 'running') return status ?? 'Waiting'
  return isUnsubmitted(state) ? 'Waiting' : run_status
}
