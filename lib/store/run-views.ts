import 'server-only'
import { sql } from 'kysely'
import type { ErrorFacts } from '@/lib/errors'
import type { Repair, RepairState } from '@/lib/runs/repair'
import { UNSUBMITTED } from '@/lib/runs/run-state'
import { type RunPulse, type RunRow, runVersion, type TaskRow } from '@/lib/runs/run-view'
import { problemIn } from './connections'
import type { Executor } from './database'
import { notesOfRun, toNote } from './run-notes'
import { storedError } from './stored-error'

/** Of a run that waits for its turn: 1 is the next. */
const queuePlace = sql<number | null>`case when runs.waits_since is not null then (
  select count(*)::int from runs as others
   where others.flow_id = runs.flow_id and others.waits_since is not null
     and (others.waits_since, others.id) <= (runs.waits_since, runs.id)) end`

interface RepairJson {
  readonly id: string
  readonly state: RepairState
  readonly repair_id: string | null
  readonly error: { readonly code: string; readonly facts: ErrorFacts } | null
  readonly requested_at_ms: number
}

const repairs = sql<readonly RepairJson[]>`coalesce((
  select jsonb_agg(jsonb_build_object(
           'id', id, 'state', state, 'repair_id', repair_id, 'error', error,
           'requested_at_ms', floor(extract(epoch from requested_at) * 1000)) order by requested_at, id)
    from repairs where repairs.run_id = runs.id), '[]'::jsonb)`

function toRepair({ id, state, repair_id, error, requested_at_ms }: RepairJson): Repair {
  return {
    ...{ id, state, repairId: repair_id ?? undefined, requestedAt: Number(requested_at_ms) },
    error: error ? storedError(error) : undefined,
  }
}

/** Whom the flow names; else who makes it, as they were called last. */
const contact = sql<string | null>`coalesce(nullif(flows.owner, ''), (
  select string_agg(makers.user_name, ', ' order by makers.user_name)
    from (select user_name from people
           where tenant_id = (select tenant_id from people as owner where owner.id = runs.person_id)
             and flows.makers @> to_jsonb(object_id::text)
           order by user_name limit 3) as makers))`

export async function selectRun(db: Executor, runId: string): Promise<RunRow | undefined> {
  return (await selectRuns(db, [runId]))[0]
}

/** In no order. */
export async function selectRuns(db: Executor, runIds: readonly string[]): Promise<readonly RunRow[]> {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('flows', 'flows.id', 'runs.flow_id')
    .innerJoin('run_steps', (join) =>
      join
        .onRef('run_steps.run_id', '=', 'runs.id')
        .onRef('run_steps.position', '=', 'runs.step_position')
        .onRef('run_steps.attempt_number', '=', 'runs.step_attempt'),
    )
    .innerJoin('connections', 'connections.id', 'runs.connection_id')
    .innerJoin('connectors', 'connectors.id', 'connections.connector_id')
    .selectAll('runs')
    .select([
      'flows.slug',
      'flows.title',
      'flows.owner',
      'connections.not_watched_since',
      'connections.problem',
      'connections.problem_facts',
      'connectors.origin',
      'run_steps.databricks_job_id',
      'run_steps.databricks_run_id',
      'run_steps.statement_id',
      'run_steps.run_page_url',
      'run_steps.life_cycle_state',
      'run_steps.result_state',
      'run_steps.termination_code',
      'run_steps.termination_type',
      'run_steps.state_message',
      'run_steps.queue_reason',
      'run_steps.settings_digest',
      queuePlace.as('queue_place'),
      repairs.as('repairs'),
      notesOfRun.as('notes'),
      contact.as('contact'),
    ])
    .where('runs.id', 'in', [...runIds])
    .execute()
  return rows.map((row) => ({
    repairs: row.repairs.map(toRepair),
    notes: row.notes.map(toNote),
    contact: row.contact ?? undefined,
    id: row.id,
    number: row.number,
    personId: row.person_id,
    connectionId: row.connection_id,
    flowId: row.flow_id,
    flowVersion: row.flow_version,
    trigger: row.trigger,
    flowSlug: row.slug,
    flowTitle: row.title,
    flowOwner: row.owner,
    startedBy: row.started_by,
    principal: row.principal ?? undefined,
    identityMode: row.identity_mode,
    runsAs: row.runs_as ?? undefined,
    state: row.state,
    maybeStarted: row.maybe_started,
    status: row.status,
    inputs: row.inputs,
    files: row.files ?? {},
    error: row.error ? storedError(row.error) : undefined,
    createdAt: row.created_at.getTime(),
    submittedAt: row.submitted_at?.getTime(),
    startedAt: row.started_at?.getTime(),
    endedAt: row.ended_at?.getTime(),
    followedAt: row.followed_at?.getTime(),
    updatedAt: row.updated_at.getTime(),
    deadline: row.deadline.getTime(),
    cancelRequestedAt: row.cancel_requested_at?.getTime(),
    notWatchedSince: row.not_watched_since?.getTime(),
    notWatchedBecause: problemIn(row),
    origin: row.origin,
    position: row.step_position,
    attempt: row.step_attempt,
    notBefore: row.not_before?.getTime(),
    queuePlace: row.queue_place ?? undefined,
    databricksJobId: row.databricks_job_id ?? undefined,
    databricksRunId: row.databricks_run_id ?? row.statement_id ?? undefined,
    runPageUrl: row.run_page_url ?? undefined,
    lifeCycleState: row.life_cycle_state ?? undefined,
    resultState: row.result_state ?? undefined,
    terminationCode: row.termination_code ?? undefined,
    terminationType: row.termination_type ?? undefined,
    stateMessage: row.state_message ?? undefined,
    queueReason: row.queue_reason ?? undefined,
    settingsDigest: row.settings_digest ?? undefined,
  }))
}

export async function selectRunPulse(db: Executor, runId: string): Promise<RunPulse | undefined> {
  const row = await db
    .selectFrom('runs')
    .innerJoin('connections', 'connections.id', 'runs.connection_id')
    .select([
      'runs.id',
      'runs.person_id',
      'runs.connection_id',
      'runs.state',
      'runs.status',
      'runs.updated_at',
      'runs.followed_at',
      'connections.not_watched_since',
      queuePlace.as('queue_place'),
    ])
    .where('runs.id', '=', runId)
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      personId: row.person_id,
      connectionId: row.connection_id,
      state: row.state,
      status: row.status,
      version: runVersion({
        updatedAt: row.updated_at.getTime(),
        notWatchedSince: row.not_watched_since?.getTime(),
        queuePlace: row.queue_place ?? undefined,
      }),
      followedAt: row.followed_at?.getTime(),
    }
  )
}

/** Of a trace, what fits on a page; its end says most. */
const TRACE_SHOWN = 20_000

/** Rows of `run_steps` that are the last attempts of their steps. */
const isLastAttempt = sql<boolean>`not exists (
  select 1 from run_steps as later
   where later.run_id = run_steps.run_id and later.position = run_steps.position and later.attempt_number > run_steps.attempt_number)`

/** All attempts of all tasks, in Databricks' order, step by step; of a step that was repeated, those of the last time. */
export async function selectTasks(db: Executor, runId: string): Promise<readonly TaskRow[]> {
  return (await selectTasksOfRuns(db, [runId])).get(runId) ?? []
}

/** The same of several runs, by their ids. */
export async function selectTasksOfRuns(
  db: Executor,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, readonly TaskRow[]>> {
  const rows = await db
    .selectFrom('tasks')
    .innerJoin('run_steps', 'run_steps.id', 'tasks.step_id')
    .select([
      'run_steps.run_id',
      'run_steps.position as step_position',
      'task_key',
      'tasks.attempt',
      'tasks.databricks_run_id',
      'kind',
      'tasks.status',
      'depends_on',
      'tasks.state_message',
      'tasks.started_at',
      'tasks.ended_at',
      'duration_ms',
      'detail',
      'facts',
      'output',
      'tasks.error',
      sql<string | null>`right(error_trace, ${TRACE_SHOWN})`.as('error_trace'),
    ])
    .where('run_steps.run_id', 'in', [...runIds])
    .where(isLastAttempt)
    .orderBy('run_steps.position')
    .orderBy('tasks.position')
    .orderBy('tasks.attempt')
    .execute()
  const tasks = rows.map((row): readonly [string, TaskRow] => [
    row.run_id,
    {
      position: row.step_position,
      taskKey: row.task_key,
      attempt: row.attempt,
      databricksRunId: row.databricks_run_id,
      kind: row.kind,
      status: row.status,
      dependsOn: row.depends_on,
      stateMessage: row.state_message ?? undefined,
      startedAt: row.started_at?.getTime(),
      endedAt: row.ended_at?.getTime(),
      durationMs: row.duration_ms ?? undefined,
      detail: row.detail,
      facts: row.facts ?? {},
      output: row.output ?? undefined,
      error: row.error ?? undefined,
      errorTrace: row.error_trace === null ? undefined : fromWholeLine(row.error_trace),
    },
  ])
  return new Map(runIds.map((id) => [id, tasks.flatMap(([runId, task]) => (runId === id ? [task] : []))]))
}

/** A trace that was cut begins with its first whole line, and not within one or within a colour of it. */
function fromWholeLine(trace: string): string {
  return trace.length < TRACE_SHOWN ? trace : trace.slice(trace.indexOf('\n') + 1)
}

/** The whole text that the latest attempt of a task gave back, in the step at `position`. */
export async function selectOutputText(
  db: Executor,
  runId: string,
  { position, taskKey }: { readonly position: number; readonly taskKey: string },
): Promise<{ readonly text: string; readonly kind: string } | undefined> {
  const row = await db
    .selectFrom('tasks')
    .innerJoin('run_steps', 'run_steps.id', 'tasks.step_id')
    .select(['output_text', 'kind'])
    .where('run_steps.run_id', '=', runId)
    .where('run_steps.position', '=', position)
    .where('task_key', '=', taskKey)
    .orderBy('run_steps.attempt_number', 'desc')
    .orderBy('tasks.attempt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.output_text == null ? undefined : { text: row.output_text, kind: row.kind }
}

/** Whether nothing of a run was sent that is not known to have ended; nobody sends it until the transaction ends. */
export async function lockUnsent(trx: Executor, runId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('runs')
    .select('id')
    .where('id', '=', runId)
    .where('state', 'in', [...UNSUBMITTED])
    .where('maybe_started', '=', false)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** Asks for the end of a run; the first time counts. Answers how the run stands, and nobody moves it until the commit. */
export async function requestCancel(db: Executor, runId: string, at: Date) {
  const { state, step_position, step_attempt } = await db
    .updateTable('runs')
    .set((set) => ({
      cancel_requested_at: set.fn.coalesce('cancel_requested_at', set.val(at)),
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', runId)
    .returning(['state', 'step_position', 'step_attempt'])
    .executeTakeFirstOrThrow()
  const { databricks_job_id, databricks_run_id, statement_id } = await db
    .selectFrom('run_steps')
    .select(['databricks_job_id', 'databricks_run_id', 'statement_id'])
    .where('run_id', '=', runId)
    .where('position', '=', step_position)
    .where('attempt_number', '=', step_attempt)
    .executeTakeFirstOrThrow()
  return {
    state,
    databricksJobId: databricks_job_id ?? undefined,
    databricksRunId: databricks_run_id ?? statement_id ?? undefined,
  }
}

/** The inputs of a person's own run of this flow, to begin another with. */
export async function selectRunInputs(
  db: Executor,
  { runId, personId, flowId }: { runId: string; personId: string; flowId: string },
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const row = await db
    .selectFrom('runs')
    .select('inputs')
    .where('id', '=', runId)
    .where('person_id', '=', personId)
    .where('flow_id', '=', flowId)
    .executeTakeFirst()
  return row?.inputs
}
