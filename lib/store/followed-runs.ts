import 'server-only'
import { sql } from 'kysely'
import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import type { LookedRun } from '@/lib/runs/choose-runs'
import { compareAndSet, FOLLOWED, type Place, type RunState } from '@/lib/runs/run-state'
import type { RunStatus } from '@/lib/runs/run-status'
import type { Executor } from './database'
import { keepNoticeOfEnd } from './notices'
import { notify } from './notify'
import { RUN_CHANGED } from './run-dispatch'

/** A run whose current attempt Databricks has, and whose end is not stored yet. */
export interface FollowedRun extends Place {
  readonly runId: string
  readonly personId: string
  readonly stepId: string
  readonly databricksRunId: string
  /** undefined: a statement, and `databricksRunId` is its id. */
  readonly databricksJobId: string | undefined
  readonly state: RunState
  readonly status: RunStatus
  readonly runsAs: string | undefined
  readonly submittedAt: Date
  /** By the workspace's clock, once it was seen. */
  readonly startedAt: Date | undefined
  /** Of the row, by whichever process. */
  readonly updatedAt: Date
  readonly cancelRequested: boolean
  readonly watched: boolean
  /** Nothing that it gives back or says is read or kept, as the version says that was pressed. */
  readonly secretResults: boolean
  /** Something may come after this attempt: another one, or another step. */
  readonly mayGoOn: boolean
  readonly timesOutAt: Date | undefined
  /** It took too long, and was told to end for that. */
  readonly timedOut: boolean
  /** It had ended, and Databricks is being asked to go on with it. */
  readonly repair: AskedRepair | undefined
}

export interface AskedRepair {
  readonly requestedAt: Date
  /** The last one that Databricks knew of before. */
  readonly afterId: string | undefined
  /** As Databricks has answered, if its answer came. */
  readonly repairId: string | undefined
}

/** With `pressed` the version that was pressed. */
const mayGoOn = sql<boolean>`coalesce(
  jsonb_array_length(pressed.definition -> 'steps') > runs.step_position + 1
  or pressed.definition -> 'steps' -> runs.step_position -> 'retry' is not null, false)`
const secretResults = sql<boolean>`coalesce(
  (pressed.definition -> 'steps' -> runs.step_position ->> 'secretResults') = 'true', false)`
const submittedAt = sql<Date>`coalesce(run_steps.submitted_at, runs.submitted_at, runs.created_at)`

/** The runs of one connection that want following, newest first: `most` of them, or those that are named. */
export async function selectFollowedRuns(
  db: Executor,
  connectionId: string,
  chosen: { readonly most: number } | { readonly ids: readonly string[] },
): Promise<FollowedRun[]> {
  let runs = db
    .selectFrom('runs')
    .innerJoin('run_steps', (join) =>
      join
        .onRef('run_steps.run_id', '=', 'runs.id')
        .onRef('run_steps.position', '=', 'runs.step_position')
        .onRef('run_steps.attempt_number', '=', 'runs.step_attempt'),
    )
    .innerJoin('flow_versions as pressed', (join) =>
      join.onRef('pressed.flow_id', '=', 'runs.flow_id').onRef('pressed.version', '=', 'runs.flow_version'),
    )
    .leftJoin('repairs', (join) => join.onRef('repairs.run_id', '=', 'runs.id').on('repairs.state', '=', 'asked'))
    .select([
      'runs.id',
      'runs.step_position',
      'runs.step_attempt',
      'runs.person_id',
      'run_steps.id as step_id',
      sql<string | null>`coalesce(run_steps.databricks_run_id, run_steps.statement_id)`.as('databricks_run_id'),
      'run_steps.databricks_job_id',
      'runs.state',
      'runs.status',
      sql<string | null>`coalesce(run_steps.runs_as, case when runs.step_position = 0 then runs.runs_as end)`.as(
        'runs_as',
      ),
      submittedAt.as('submitted_at'),
      mayGoOn.as('may_go_on'),
      secretResults.as('secret_results'),
      'run_steps.started_at',
      'run_steps.times_out_at',
      'run_steps.timed_out_at',
      'runs.updated_at',
      'runs.cancel_requested_at',
      'repairs.requested_at as repair_requested_at',
      'repairs.after_repair_id',
      'repairs.repair_id',
      sql<boolean>`coalesce(runs.watched_until > now(), false)`.as('watched'),
    ])
    .where('runs.connection_id', '=', connectionId)
    .where('runs.state', 'in', FOLLOWED)
  runs = 'ids' in chosen ? runs.where('runs.id', 'in', [...chosen.ids]) : runs.limit(chosen.most)
  const rows = await runs.orderBy(submittedAt, 'desc').orderBy('runs.id', 'desc').execute()
  return rows.flatMap((row) =>
    row.databricks_run_id === null
      ? []
      : [
          {
            runId: row.id,
            personId: row.person_id,
            stepId: row.step_id,
            databricksRunId: row.databricks_run_id,
            databricksJobId: row.databricks_job_id ?? undefined,
            state: row.state,
            status: row.status,
            runsAs: row.runs_as ?? undefined,
            submittedAt: row.submitted_at,
            startedAt: row.started_at ?? undefined,
            updatedAt: row.updated_at,
            cancelRequested: row.cancel_requested_at !== null,
            watched: row.watched,
            position: row.step_position,
            attempt: row.step_attempt,
            mayGoOn: row.may_go_on,
            secretResults: row.secret_results,
            timesOutAt: row.times_out_at ?? undefined,
            timedOut: row.timed_out_at !== null,
            repair: row.repair_requested_at
              ? {
                  requestedAt: row.repair_requested_at,
                  afterId: row.after_repair_id ?? undefined,
                  repairId: row.repair_id ?? undefined,
                }
              : undefined,
          },
        ],
  )
}

/** When each run of a connection was asked about: what it takes to choose some of very many. */
export async function selectLooks(db: Executor, connectionId: string): Promise<LookedRun[]> {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('run_steps', (join) =>
      join
        .onRef('run_steps.run_id', '=', 'runs.id')
        .onRef('run_steps.position', '=', 'runs.step_position')
        .onRef('run_steps.attempt_number', '=', 'runs.step_attempt'),
    )
    .select(['runs.id', 'looked_at', submittedAt.as('submitted_at')])
    .select(sql<boolean>`coalesce(watched_until > now(), false)`.as('watched'))
    .where('connection_id', '=', connectionId)
    .where('state', 'in', FOLLOWED)
    .execute()
  return rows.map((row) => ({
    runId: row.id,
    submittedAt: row.submitted_at.getTime(),
    lookedAt: row.looked_at?.getTime() ?? 0,
    watched: row.watched,
  }))
}

export interface StepSeen {
  readonly lifeCycleState: string | undefined
  readonly resultState: string | undefined
  readonly terminationCode: string | undefined
  readonly terminationType: string | undefined
  readonly stateMessage: string | undefined
  readonly queueReason: string | undefined
  readonly runPageUrl: string | undefined
  readonly startedAt: Date | undefined
  readonly endedAt: Date | undefined
  readonly status: RunStatus
}

export async function updateStep(db: Executor, stepId: string, seen: StepSeen): Promise<void> {
  await db
    .updateTable('run_steps')
    .set({
      step_status: seen.status,
      life_cycle_state: seen.lifeCycleState ?? null,
      result_state: seen.resultState ?? null,
      termination_code: seen.terminationCode ?? null,
      termination_type: seen.terminationType ?? null,
      state_message: seen.stateMessage ?? null,
      queue_reason: seen.queueReason ?? null,
      started_at: seen.startedAt ?? null,
      ended_at: seen.endedAt ?? null,
      ...(seen.runPageUrl ? { run_page_url: seen.runPageUrl } : {}),
    })
    .where('id', '=', stepId)
    .execute()
}

export interface RunSeen {
  readonly move: 'see' | 'end' | 'vanish'
  readonly status: RunStatus
  /** As stored before, where it is not given. */
  readonly startedAt?: Date | undefined
  readonly endedAt: Date | undefined
  readonly error?: { readonly code: ErrorCode; readonly facts: ErrorFacts }
  /** Of which attempt that is said. */
  readonly at?: Place
}

/**
 * Stores what the workspace says of a run, and tells everybody who shows it; of its end, also its person, so that it belongs
 * into a transaction. Answers when, by the row's own clock;
 * `undefined` when its end is stored already.
 */
export async function updateFollowedRun(db: Executor, runId: string, seen: RunSeen): Promise<Date | undefined> {
  const { from, to } = compareAndSet(seen.move)
  const isOver = seen.move !== 'see'
  let moved = db
    .updateTable('runs')
    .set({
      state: to,
      status: seen.status,
      ...(seen.startedAt ? { started_at: firstStart(seen.startedAt) } : {}),
      ended_at: seen.endedAt ?? null,
      followed_at: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
      ...(isOver ? { sealed_inputs: null } : {}),
      ...(seen.error ? { error: JSON.stringify(seen.error) } : {}),
    })
    .where('id', '=', runId)
    .where('state', 'in', from)
  if (seen.at) {
    moved = moved.where('step_position', '=', seen.at.position).where('step_attempt', '=', seen.at.attempt)
  }
  const row = await moved.returning(['person_id', 'updated_at']).executeTakeFirst()
  if (!row) return undefined
  if (isOver) await keepNoticeOfEnd(db, runId)
  await notify(db, RUN_CHANGED, `${runId} ${row.person_id}`)
  return row.updated_at
}

/** A run began when the first of its attempts did. */
export function firstStart(startedAt: Date) {
  const isFirst = sql<boolean>`step_position = 0 and step_attempt = 1`
  return sql<Date>`case when ${isFirst} then ${startedAt}::timestamptz(3) else coalesce(started_at, ${startedAt}::timestamptz(3)) end`
}

/** It has taken too long: from now on it is told to end. */
export async function markTimedOut(db: Executor, stepId: string): Promise<void> {
  await db
    .updateTable('run_steps')
    .set({ timed_out_at: sql<Date>`now()` })
    .where('id', '=', stepId)
    .where('timed_out_at', 'is', null)
    .execute()
}

/** Whose rights the run's code has, which its job tells and no run does. */
export async function setRunsAs(
  db: Executor,
  { runId, stepId, position }: Pick<FollowedRun, 'runId' | 'stepId' | 'position'>,
  runsAs: string,
): Promise<void> {
  await db
    .updateTable('run_steps')
    .set({ runs_as: runsAs })
    .where('id', '=', stepId)
    .where('runs_as', 'is', null)
    .execute()
  const row = await db
    .updateTable('runs')
    .set({ updated_at: sql<Date>`now()`, ...(position === 0 ? { runs_as: runsAs } : {}) })
    .where('id', '=', runId)
    .$if(position === 0, (update) => update.where('runs_as', 'is', null))
    .returning('person_id')
    .executeTakeFirst()
  if (row) await notify(db, RUN_CHANGED, `${runId} ${row.person_id}`)
}

/** These were asked about just now, and of those the workspace said something, if only that nothing had changed. */
export async function touchFollowedRuns(
  db: Executor,
  { asked, answered }: { readonly asked: readonly string[]; readonly answered: readonly string[] },
): Promise<void> {
  if (asked.length === 0) return
  const isAnswered = answered.length > 0 ? sql<boolean>`id in (${sql.join(answered)})` : sql<boolean>`false`
  await db
    .updateTable('runs')
    .set({
      looked_at: sql<Date>`now()`,
      followed_at: sql<Date>`case when ${isAnswered} then now() else followed_at end`,
    })
    .where('id', 'in', [...asked])
    .execute()
}
