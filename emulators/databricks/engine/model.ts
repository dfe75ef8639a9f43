/** Ids are int64 at the wire and decimal text in here, so no double ever rounds one. */
export type Id = string

export type RunIf =
  | 'ALL_SUCCESS'
  | 'AT_LEAST_ONE_SUCCESS'
  | 'NONE_FAILED'
  | 'ALL_DONE'
  | 'AT_LEAST_ONE_FAILED'
  | 'ALL_FAILED'

export interface Condition {
  op: string
  left: string
  right: string
}

/** A task as its job defines it, in the API's own spelling; the key of its kind (`notebook_task`, …) is among the rest. */
export interface TaskSettings {
  task_key: string
  depends_on?: { task_key: string; outcome?: string }[]
  run_if?: RunIf
  max_retries?: number
  min_retry_interval_millis?: number
  retry_on_timeout?: boolean
  timeout_seconds?: number
  disabled?: boolean
  condition_task?: Condition
  for_each_task?: { inputs: string; concurrency?: number; task: TaskSettings }
  [other: string]: unknown
}

export type Outcome = 'SUCCESS' | 'FAILED' | 'TIMEDOUT' | 'CANCELED' | 'INTERNAL_ERROR'

/**
 * What a task of the emulator does in place of real work. Texts may hold `{{job.parameters.name}}`, and those of a notebook
 * `{{widgets.name}}`, which is what its code reads by that name.
 */
export interface TaskScript {
  /** PENDING, RUNNING and TERMINATING last this long. */
  setupMs?: number
  durationMs?: number
  cleanupMs?: number
  /** A list goes attempt by attempt, its last entry for all later ones. */
  outcome?: Outcome | Outcome[]
  error?: string
  errorTrace?: string
  /** `dbutils.notebook.exit()`, or the name of a made-up table. */
  result?: string | { table: 'sales' }
  truncated?: boolean
  logs?: string
  /** What a SQL task leaves, as get-output tells it; one that is not told has a query's. */
  sql?: Record<string, unknown>
  /** Task values, for `{{tasks.key.values.name}}`. */
  values?: Record<string, string>
  /** Positions of a for-each task's inputs whose iteration fails. */
  failedIterations?: number[]
}

/** How a run, a task run or a repair ended: the legacy `state` and the current `status` in one. */
export interface Ending {
  lifeCycle: string
  result?: string
  message: string
  code: string
  type: string
  cancelledOrTimedOut: boolean
}

export interface TaskOutput {
  result?: string
  truncated?: boolean
  logs?: string
  sql?: Record<string, unknown>
  error?: string
  errorTrace?: string
}

/** One attempt of one task, planned to its end. All times are epoch ms; a moment in the future has not happened yet. */
export interface Attempt {
  runId: Id
  taskKey: string
  attemptNumber: number
  originalRunId: Id
  createdAt: number
  pendingAt: number
  runningAt: number
  terminatingAt: number
  endedAt: number
  /** Set on a failed attempt that another one follows. */
  retryAt?: number
  ending: Ending
  output: TaskOutput
  values?: Record<string, string>
  /** A condition task's operands, resolved, and its answer. */
  condition?: Condition & { outcome: 'true' | 'false' }
  iterations?: Attempt[]
}

export type StopKind = 'cancel' | 'timeout' | 'fault'

export interface Stop {
  at: number
  kind: StopKind
}

/** What a run is made of at its start: a copy, so that later edits of the job do not reach it. */
export interface RoundInput {
  tasks: TaskSettings[]
  /** Clusters that its tasks share. */
  jobClusters?: unknown[]
  scripts: Record<string, TaskScript>
  /** The tasks that run in this round; the others keep the result of the round before. */
  selected: string[]
  startAt: number
  timeoutMs: number
  parameters: Record<string, string>
  /** What run-now brought for notebooks alone. */
  notebookParams?: Record<string, string>
  /** Texts of `{{job.id}}` and the like. */
  facts: Record<string, string>
  stop?: Stop
  /** Cancelled task runs: id and moment. */
  taskStops: Record<Id, number>
  /** A scripted end of the whole run. */
  outcome?: Outcome
  ending?: Partial<Ending>
}

/** The original run, or one repair of it: its input, and the plan that follows from it. */
export interface Round {
  repairId?: Id
  input: RoundInput
  attempts: Attempt[]
  /** The tasks are done; the run cleans up until `endedAt`. */
  workEndedAt: number
  endedAt: number
  ending: Ending
}

export interface Run {
  runId: Id
  jobId: Id
  runName: string
  /** Absent: started by run-now. */
  runType?: 'SUBMIT_RUN'
  /** Whom the code of a submitted run acts as. */
  runAs?: string
  creator: string
  createdAt: number
  idempotencyToken?: string
  /** What run-now brought, for the answers that echo it. */
  jobParameters: { name: string; default?: string; value: string }[]
  overriding?: Record<string, unknown>
  /** Set while the run waits for its turn, and kept for the way it is told. */
  queueReason?: string
  queuedInput?: RoundInput
  /** Ended without ever starting: skipped at the limit, or cancelled in the queue. */
  unstarted?: { at: number; ending: Ending }
  rounds: Round[]
  /** Ids handed out to attempts, by `round/task/attempt`: planning again yields the same ones. */
  taskRunIds: Record<string, Id>
}
