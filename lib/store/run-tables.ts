import type { ColumnType, Generated } from 'kysely'
import type { Principal } from '@/lib/connectors/security'
import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import type { Trigger } from '@/lib/flows/audience'
import type { IdentityMode, StepEnd } from '@/lib/flows/flow'
import type { KeptFile } from '@/lib/flows/posted-file'
import type { Cause } from '@/lib/runs/failure'
import type { RepairState } from '@/lib/runs/repair'
import type { MovedState, RunState } from '@/lib/runs/run-state'
import type { RunStatus } from '@/lib/runs/run-status'
import type { KeptResult } from '@/lib/runs/step-results'
import type { TaskFacts } from '@/lib/runs/task-facts'
import type { TaskOutput } from '@/lib/runs/task-output'
import type { Json, JsonOrNull, Leased } from './stored-types'

export interface RunsTable extends Leased {
  id: string
  number: Generated<number>
  flow_id: string
  flow_version: number
  person_id: string
  connection_id: string
  client_key: string
  trigger: Trigger
  identity_mode: IdentityMode
  /** The name the person signed in with at the time, for display; the key is person_id. */
  started_by: string
  runs_as: string | null
  /** As whom the connector called, where that is a service principal; null: as the person. */
  principal: JsonOrNull<Principal>
  /** Begins as requested; after that only a move of `run-state.ts` is written. */
  state: ColumnType<RunState, 'requested', MovedState>
  status: RunStatus
  /** What was typed; the values of secret inputs are not in it. */
  inputs: Json<Record<string, unknown>>
  /** Secret values, and the settings of a job that is run as the person, until Databricks has them: sealed; then null. */
  sealed_inputs: string | null
  error: JsonOrNull<{ code: ErrorCode; facts: ErrorFacts }>
  resubmitted_from: string | null
  cancel_requested_at: Date | null
  created_at: Date
  submitted_at: Date | null
  started_at: Date | null
  ended_at: Date | null
  /** When the workspace last answered about this run. */
  followed_at: Date | null
  /** When it was last asked about, whatever came of it. */
  looked_at: Date | null
  /** Somebody has the run's page open until about then: its tasks are wanted too. */
  watched_until: Date | null
  updated_at: Date
  attempts: number
  /** A call may have reached Databricks whose answer nobody stored; set before each call, so a killed process leaves it. */
  maybe_started: boolean
  /** What came with it, by its field; never their bytes. */
  files: JsonOrNull<Record<string, KeptFile>>
  /** Until then a process may have the bytes of one that has not reached its volume; null: none is awaited. */
  files_until: Generated<Date | null>
  deadline: Date
  search: string
  /** Why it failed, as `lib/runs/failure.ts` tells it; null: it did not, or ended before that was kept. */
  cause: Generated<Cause | null>
  error_line: Generated<string | null>
  error_group: Generated<string | null>
  /** Of the steps and attempts, the one at which the run stands: its state is that one's. */
  step_position: Generated<number>
  step_attempt: Generated<number>
  /** A repetition rests until then. */
  not_before: Generated<Date | null>
  /** It waits for its turn among the runs of its flow. */
  waits_since: Generated<Date | null>
}

/** One attempt of a step. It is kept before the call that starts it, and never changes its place (RUN-1). */
export interface RunStepsTable {
  /** The run's own, but of a step that older versions must not start: they look for that one. */
  id: string
  run_id: string
  /** From 0. */
  position: number
  /** From 1. */
  attempt_number: Generated<number>
  /** null: when the run was. */
  created_at: Generated<Date | null>
  submitted_at: Generated<Date | null>
  /** Whose rights its code has. */
  runs_as: Generated<string | null>
  /** null: the run's. */
  step_status: ColumnType<RunStatus | null, RunStatus | undefined, RunStatus>
  /** null while it goes on, and where it was cancelled or lost. */
  outcome: ColumnType<StepEnd | null, StepEnd | undefined, StepEnd>
  step_error: ColumnType<{ code: ErrorCode; facts: ErrorFacts } | null, string | undefined, string | null>
  /** What later steps take of it; null where there are none. */
  results: ColumnType<readonly KeptResult[] | null, string | undefined, string | null>
  times_out_at: Generated<Date | null>
  /** Then it was told to end. */
  timed_out_at: Generated<Date | null>
  /** null: the step is a statement. */
  databricks_job_id: string | null
  databricks_run_id: string | null
  /** In place of a run's id. */
  statement_id: Generated<string | null>
  /** Of a statement, the values of its parameters. */
  job_parameters: Json<Record<string, string>>
  run_page_url: string | null
  life_cycle_state: string | null
  result_state: string | null
  termination_code: string | null
  termination_type: string | null
  state_message: string | null
  queue_reason: string | null
  started_at: Date | null
  ended_at: Date | null
  /** Of a job that is run as the person: SHA-256 of its settings at the press. */
  settings_digest: Generated<string | null>
  /** Of the answer to the call that started it. */
  request_id: Generated<string | null>
  workspace_id: Generated<string | null>
}

/** Tasks of a run that ended are to run again in it: kept before it is asked for. */
export interface RepairsTable {
  id: string
  run_id: string
  /** The last repair that Databricks knew of before; null: there was none. */
  after_repair_id: string | null
  repair_id: string | null
  /** At most one of a run is asked for. */
  state: RepairState
  error: JsonOrNull<{ code: ErrorCode; facts: ErrorFacts }>
  requested_at: Date
}

/** What somebody has to say of a run. Nobody changes it. */
export interface RunNotesTable {
  id: string
  run_id: string
  person_id: string
  /** The name of their account at the time. */
  author: string
  text: string
  created_at: Date
}

export interface TasksTable {
  step_id: string
  task_key: string
  attempt: number
  position: number
  databricks_run_id: string
  kind: string
  status: RunStatus
  depends_on: Json<string[]>
  state_message: string | null
  started_at: Date | null
  ended_at: Date | null
  duration_ms: number | null
  detail: Json<Record<string, string>>
  /** null: it was last seen by a version that did not keep them. */
  facts: JsonOrNull<TaskFacts>
  /** What the page shows of the result: bounded. */
  output: JsonOrNull<TaskOutput>
  /** The result as Databricks gave it, for download; Databricks itself cuts it at 5 MB. */
  output_text: string | null
  error: string | null
  error_trace: string | null
}
