import 'server-only'
import { sql } from 'kysely'
import type { RunPulse, RunRow, TaskRow } from '@/lib/runs/run-view'
import { problemIn } from './connections'
import type { Executor } from './database'
import { storedError } from './stored-error'

export async function selectRun(db: Executor, runId: string): Promise<RunRow | undefined> {
  const row = await db
    .selectFrom('runs')
    .innerJoin('flows', 'flows.id', 'runs.flow_id')
    .innerJoin('run_steps', 'run_steps.run_id', 'runs.id')
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
      'run_steps.state_message',
      'run_steps.queue_reason',
      'run_steps.settings_digest',
    ])
    .where('runs.id', '=', runId)
    .where('run_steps.position', '=', 0)
    .executeTakeFirst()
  return (
    row && {
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
      databricksJobId: row.databricks_job_id ?? undefined,
      databricksRunId: row.databricks_run_id ?? row.statement_id ?? undefined,
      runPageUrl: row.run_page_url ?? undefined,
      lifeCycleState: row.life_cycle_state ?? undefined,
      resultState: row.result_state ?? undefined,
      terminationCode: row.termination_code ?? undefined,
      stateMessage: row.state_message ?? undefined,
      queueReason: row.queue_reason ?? undefined,
      settingsDigest: row.settings_digest ?? undefined,
    }
  )
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
      version: `${row.updated_at.getTime()}.${row.not_watched_since?.getTime() ?? 0}`,
      followedAt: row.followed_at?.getTime(),
    }
  )
}

/** Of a trace, what fits on a page; its end says most. */
const TRACE_SHOWN = 20_000

/** All attempts of all tasks, in Databricks' order. */
export async function selectTasks(db: Executor, runId: string): Promise<TaskRow[]> {
  const rows = await db
    .selectFrom('tasks')
    .innerJoin('run_steps', 'run_steps.id', 'tasks.step_id')
    .select([
      'task_key',
      'attempt',
      'tasks.databricks_run_id',
      'kind',
      'status',
      'depends_on',
      'tasks.state_message',
      'tasks.started_at',
      'tasks.ended_at',
      'duration_ms',
      'detail',
      'output',
      'error',
      sql<string | null>`right(error_trace, ${TRACE_SHOWN})`.as('error_trace'),
    ])
    .where('run_steps.run_id', '=', runId)
    .orderBy('run_steps.position')
    .orderBy('tasks.position')
    .orderBy('attempt')
    .execute()
  return rows.map((row) => ({
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
    output: row.output ?? undefined,
    error: row.error ?? undefined,
    errorTrace: row.error_trace ?? undefined,
  }))
}

/** The whole text that the latest attempt of a task gave back. */
export async function selectOutputText(
  db: Executor,
  runId: string,
  taskKey: string,
): Promise<{ readonly text: string; readonly kind: string } | undefined> {
  const row = await db
    .selectFrom('tasks')
    .innerJoin('run_steps', 'run_steps.id', 'tasks.step_id')
    .select(['output_text', 'kind'])
    .where('run_steps.run_id', '=', runId)
    .where('task_key', '=', taskKey)
    .orderBy('attempt', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.output_text == null ? undefined : { text: row.output_text, kind: row.kind }
}

/** Asks for the end of a run; the first time counts. Answers how the run stands, and nobody moves it until the commit. */
export async function requestCancel(db: Executor, runId: string, at: Date) {
  const { state } = await db
    .updateTable('runs')
    .set((set) => ({
      cancel_requested_at: set.fn.coalesce('cancel_requested_at', set.val(at)),
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', runId)
    .returning('state')
    .executeTakeFirstOrThrow()
  const { databricks_run_id, statement_id } = await db
    .selectFrom('run_steps')
    .select(['databricks_run_id', 'statement_id'])
    .where('run_id', '=', runId)
    .executeTakeFirstOrThrow()
  return { state, databricksRunId: databricks_run_id ?? statement_id ?? undefined }
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
