import 'server-only'
import { sql } from 'kysely'
import type { Principal } from '@/lib/connectors/security'
import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import type { StartRights } from '@/lib/flows/audience'
import type { FlowDefinition, FlowStep, IdentityMode } from '@/lib/flows/flow'
import type { Role } from '@/lib/identity/roles'
import {
  compareAndSet,
  isActive,
  isUnsubmitted,
  type MoveName,
  type Place,
  type RunState,
  UNSUBMITTED,
} from '@/lib/runs/run-state'
import type { RunStatus } from '@/lib/runs/run-status'
import type { Intent } from '@/lib/runs/submission'
import type { Executor } from './database'
import { keepNoticeOfEnd } from './notices'
import { notify } from './notify'
import { RUN_CHANGED } from './run-dispatch'
import { type StoredError, storedError } from './stored-error'
import { type Budget, takeCallNow } from './workspace-budgets'

/** An attempt of a press with everything that submitting it takes. */
export interface Dispatch extends Intent, Place {
  readonly runId: string
  readonly stepId: string
  /** By which Databricks knows this attempt, however often it is sent (RUN-2). */
  readonly token: string
  readonly identityMode: IdentityMode
  readonly connectionId: string
  /** As whom it was pressed, where that is not the person. */
  readonly principal: Principal | undefined
  /** Calls that failed. */
  readonly tries: number
  readonly pressedAt: Date
  readonly sealedInputs: string | undefined
  /** Until then a file of it may be with a process; undefined: none is awaited. */
  readonly filesUntil: Date | undefined
  /** As the version says that was pressed. */
  readonly definition: Pick<FlowDefinition, 'steps' | 'inputs'>
  readonly step: FlowStep
  /** Why it is not to be sent at all, as was seen when it was kept. */
  readonly stepError: StoredError | undefined
  readonly jobParameters: Readonly<Record<string, string>>
  /** As they stand now: the flow may have been taken away since the press (AUTHZ-8). */
  readonly rights: StartRights
  readonly person: {
    readonly id: string
    readonly objectId: string
    readonly roles: readonly Role[]
    readonly groups: readonly string[]
  }
}

export async function selectDispatch(db: Executor, runId: string): Promise<Dispatch | undefined> {
  const row = await db
    .selectFrom('runs')
    .innerJoin('run_steps', (join) =>
      join
        .onRef('run_steps.run_id', '=', 'runs.id')
        .onRef('run_steps.position', '=', 'runs.step_position')
        .onRef('run_steps.attempt_number', '=', 'runs.step_attempt'),
    )
    .innerJoin('people', 'people.id', 'runs.person_id')
    .innerJoin('flows', 'flows.id', 'runs.flow_id')
    .innerJoin('connectors', 'connectors.id', 'flows.connector_id')
    .innerJoin('flow_versions as pressed', (join) =>
      join.onRef('pressed.flow_id', '=', 'runs.flow_id').onRef('pressed.version', '=', 'runs.flow_version'),
    )
    // A flow that is only tried out has none in force.
    .leftJoin('flow_versions', (join) =>
      join
        .onRef('flow_versions.flow_id', '=', 'flows.id')
        .onRef('flow_versions.version', '=', 'flows.current_version'),
    )
    .select([
      'runs.person_id',
      'people.object_id',
      'people.roles',
      'people.groups',
      'flow_versions.definition',
      'connectors.audience as connector_audience',
      'flows.state as flow_state',
      'flows.makers',
      'runs.trigger',
      'runs.identity_mode',
      'run_steps.id as step_id',
      'run_steps.step_error',
      'runs.id',
      'runs.step_position',
      'runs.step_attempt',
      'runs.not_before',
      'runs.waits_since',
      'runs.connection_id',
      'runs.principal',
      'runs.person_id',
      'runs.state',
      'runs.attempts',
      sql<Date>`coalesce(run_steps.created_at, runs.created_at)`.as('created_at'),
      'runs.maybe_started',
      'runs.deadline',
      'runs.cancel_requested_at',
      'runs.sealed_inputs',
      'runs.files_until',
      'pressed.definition as pressed_definition',
      'run_steps.job_parameters',
    ])
    .where('runs.id', '=', runId)
    .executeTakeFirst()
  const step = row?.pressed_definition.steps[row.step_position]
  return (
    row &&
    step && {
      runId: row.id,
      stepId: row.step_id,
      position: row.step_position,
      attempt: row.step_attempt,
      token: row.step_position === 0 && row.step_attempt === 1 ? row.id : row.step_id,
      identityMode: row.identity_mode,
      connectionId: row.connection_id,
      principal: row.principal ?? undefined,
      state: row.state,
      tries: row.attempts,
      notBefore: row.not_before ?? undefined,
      waitsForItsTurn: row.waits_since !== null,
      pressedAt: row.created_at,
      maybeStarted: row.maybe_started,
      deadline: row.deadline,
      cancelRequested: row.cancel_requested_at !== null,
      sealedInputs: row.sealed_inputs ?? undefined,
      definition: row.pressed_definition,
      filesUntil: row.files_until ?? undefined,
      step,
      stepError: row.step_error ? storedError(row.step_error) : undefined,
      jobParameters: row.job_parameters,
      rights: {
        trigger: row.trigger,
        state: row.flow_state,
        makers: row.makers,
        audience: row.definition?.audience ?? { roles: [], people: [] },
        connectorAudience: row.connector_audience,
      },
      person: { id: row.person_id, objectId: row.object_id, roles: row.roles, groups: row.groups },
    }
  )
}

/** What became of `markSending`. */
export type Sending =
  | { readonly marked: true; readonly failing: boolean }
  /** Not admitted: the workspace is to be left alone for now. Otherwise the press is not to be sent at all. */
  | { readonly marked: false; readonly admitted: boolean }

/**
 * The last thing before run-now is called: takes the call out of the workspace's budget, and from here until the answer
 * is stored it is open whether Databricks has the run, so that a killed process leaves it so. Not marked is a press that
 * was cancelled before anything was sent, one that is in other hands by now, and one whose workspace is left alone.
 */
export async function markSending(
  db: Executor,
  { id, owner }: { id: string; owner: string },
  budget: Budget,
): Promise<Sending> {
  const { from, to } = compareAndSet('send')
  const { rows } = await sql<{ failing: boolean | null; marked: boolean }>`
    with admitted as (${takeCallNow(budget)}),
    marked as (
      update runs set state = ${to}, maybe_started = true
       where id = ${id} and lease_owner = ${owner} and state in (${sql.join(from)})
         and (cancel_requested_at is null or maybe_started) and exists (select from admitted)
      returning id)
    select (select failing from admitted) as failing, exists (select from marked) as marked`.execute(db)
  const { failing = null, marked = false } = rows[0] ?? {}
  return marked ? { marked, failing: failing === true } : { marked, admitted: failing !== null }
}

export interface DispatchChange {
  readonly status?: RunStatus
  readonly maybeStarted?: boolean
  readonly tries?: number
  readonly error?: { readonly code: ErrorCode; readonly facts: ErrorFacts } | null
  readonly submittedAt?: Date
  readonly endedAt?: Date
  /** What further steps still need of the secret inputs. */
  readonly sealedInputs?: string | undefined
}

/**
 * Moves a run on from where it was seen: compare-and-set (RUN-4). False when it stands elsewhere by now.
 * Once Databricks has the secret inputs, or never will, they are dropped, but for what the change says. Whose run is over is
 * told so: to be called in a transaction.
 */
export async function moveRun(
  db: Executor,
  { runId, state, ...place }: { readonly runId: string; readonly state: RunState } & Partial<Place>,
  move: MoveName,
  change: DispatchChange,
): Promise<boolean> {
  const { from, to } = compareAndSet(move, state)
  let moved = db
    .updateTable('runs')
    .set({
      state: to,
      updated_at: sql<Date>`now()`,
      ...(change.status ? { status: change.status } : {}),
      ...(change.maybeStarted === undefined ? {} : { maybe_started: change.maybeStarted }),
      ...(change.tries === undefined ? {} : { attempts: change.tries }),
      ...(change.error === undefined ? {} : { error: change.error && JSON.stringify(change.error) }),
      ...(change.submittedAt ? { submitted_at: sql<Date>`coalesce(submitted_at, ${change.submittedAt})` } : {}),
      ...(change.endedAt ? { ended_at: change.endedAt, waits_since: null } : {}),
      ...(isUnsubmitted(to) ? {} : { sealed_inputs: change.sealedInputs ?? null }),
    })
    .where('id', '=', runId)
    .where('state', 'in', from)
  if (place.position !== undefined) moved = moved.where('step_position', '=', place.position)
  if (place.attempt !== undefined) moved = moved.where('step_attempt', '=', place.attempt)
  const row = await moved.returning('person_id').executeTakeFirst()
  if (!row) return false
  if (!isActive(to)) await keepNoticeOfEnd(db, runId)
  await notify(db, RUN_CHANGED, `${runId} ${row.person_id}`)
  return true
}

/**
 * Keeps what a press is going to send, before it is sent, and the digest of the job's settings for good. False when the press
 * is in other hands by now.
 */
export async function keepToSend(
  db: Executor,
  { id, owner }: { readonly id: string; readonly owner: string },
  {
    stepId,
    sealedInputs,
    settingsDigest,
  }: { stepId: string; sealedInputs: string | undefined; settingsDigest: string },
): Promise<boolean> {
  const kept = await db
    .updateTable('runs')
    .set({ sealed_inputs: sealedInputs ?? null })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .where('state', 'in', [...UNSUBMITTED])
    .returning('id')
    .executeTakeFirst()
  if (!kept) return false
  await db.updateTable('run_steps').set({ settings_digest: settingsDigest }).where('id', '=', stepId).execute()
  return true
}

/** What Databricks calls what was started, a run or a statement, since when, and until when it may take. */
export async function setStarted(
  db: Executor,
  stepId: string,
  started: {
    readonly id: string
    readonly isStatement: boolean
    readonly at: Date
    readonly timesOutAt: Date | null
    readonly requestId: string | undefined
    readonly workspaceId: string | undefined
  },
): Promise<void> {
  const { id, isStatement, at, timesOutAt, requestId = null, workspaceId = null } = started
  const column = isStatement ? { statement_id: id } : { databricks_run_id: id }
  await db
    .updateTable('run_steps')
    .set({ ...column, submitted_at: at, times_out_at: timesOutAt, request_id: requestId, workspace_id: workspaceId })
    .where('id', '=', stepId)
    .execute()
}
