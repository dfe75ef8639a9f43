import 'server-only'
import type { DatabricksRun } from '@/lib/databricks/run'
import {
  type DatabricksStatement,
  getResultChunk,
  getStatement,
  getStatementState,
} from '@/lib/databricks/statements'
import type { Workspace } from '@/lib/databricks/workspace'
import { type StatementResult, statementOutput, statementText } from '@/lib/runs/statement-result'
import type { FollowedRun } from '@/lib/store/followed-runs'
import type { TaskResult } from '@/lib/store/kept-tasks'

const ONCE = { attempts: 1, windowMs: 0 }
const READ_MS = 10_000
const ROWS_MS = 20_000
/** A result within the limits that we ask for has far fewer. */
const MOST_CHUNKS = 100
const TASK = { taskKey: 'statement', attemptNumber: 0 }

/** A statement as it stands, told as a run of one task. `results` reads its rows, when it has ended, where they are no secret. */
export interface SeenStatement {
  readonly seen: DatabricksRun
  readonly results: (() => Promise<TaskResult>) | undefined
}

/** @throws PortalError databricks_missing when the workspace no longer knows it, and the other databricks_ codes */
export async function readStatement(workspace: Workspace, run: FollowedRun): Promise<SeenStatement> {
  const signal = AbortSignal.timeout(READ_MS)
  if (run.secretResults) {
    const state = await getStatementState(workspace, run.databricksRunId, { retry: ONCE, signal })
    return { seen: asRun(state, run), results: undefined }
  }
  const statement = await getStatement(workspace, run.databricksRunId, { retry: ONCE, signal })
  return { seen: asRun(statement, run), results: () => resultOf(workspace, statement) }
}

interface Standing {
  readonly statementId: string
  readonly status: { readonly state: string; readonly error?: { readonly message: string | undefined } | undefined }
}

/** The API tells no times: it began when it was handed over, and has ended when that is first seen. */
function asRun({ statementId, status }: Standing, run: FollowedRun): DatabricksRun {
  const current = statusOf(status, run)
  const times = {
    startTime: run.submittedAt.getTime(),
    endTime: current.state === 'TERMINATED' ? Date.now() : undefined,
    ...{ setupDuration: undefined, executionDuration: undefined, cleanupDuration: undefined },
    queueDuration: undefined,
  }
  const shared = { runId: statementId, status: current, state: undefined, runPageUrl: undefined, ...times }
  const task = { ...TASK, ...shared, kind: 'sql_statement', description: undefined, dependsOn: [], runIf: undefined }
  const ofTask = {
    conditionTask: undefined,
    forEachTask: undefined,
    runJobTask: undefined,
    notebookTask: undefined,
    told: undefined,
    compute: undefined,
  }
  const duration = times.endTime === undefined ? undefined : times.endTime - times.startTime
  return {
    ...shared,
    tasks: [{ ...task, ...ofTask, executionDuration: duration }],
    ...{ jobId: undefined, jobRunId: undefined, originalAttemptRunId: undefined, runName: undefined },
    ...{ runType: undefined, trigger: undefined, triggerInfo: undefined, creatorUserName: undefined },
    ...{ runDuration: duration, iterations: [], jobParameters: [], repairHistory: [] },
  }
}

/** In the words of a run, which everything behind this understands. A state that is new goes on. */
function statusOf({ state, error }: Standing['status'], { cancelRequested }: FollowedRun) {
  const ended = (code: string, type: string, message?: string) => ({
    state: 'TERMINATED',
    terminationDetails: { code, type, message },
    queueDetails: undefined,
  })
  if (state === 'SUCCEEDED' || state === 'CLOSED') return ended('SUCCESS', 'SUCCESS')
  if (state === 'FAILED') return ended('STATEMENT_FAILED', 'CLIENT_ERROR', error?.message)
  if (state === 'CANCELED') return ended(cancelRequested ? 'USER_CANCELED' : 'CANCELED', 'SUCCESS')
  const isWaiting = state === 'PENDING'
  return { state: isWaiting ? 'PENDING' : 'RUNNING', terminationDetails: undefined, queueDetails: undefined }
}

async function resultOf(workspace: Workspace, statement: DatabricksStatement): Promise<TaskResult> {
  const result = statement.manifest && (await rowsOf(workspace, statement))
  const output = result && statementOutput(result)
  return {
    taskKey: TASK.taskKey,
    attempt: TASK.attemptNumber,
    output,
    outputText: result && output && statementText(result),
    error: statement.status.error?.message,
    errorTrace: undefined,
    firstRow: result?.rows[0]?.map((value, at) => ({ name: result.columns[at]?.name ?? '', value })) ?? [],
  }
}

async function rowsOf(workspace: Workspace, statement: DatabricksStatement): Promise<StatementResult> {
  const { manifest } = statement
  const rows = [...(statement.result?.dataArray ?? [])]
  let next = statement.result?.nextChunkIndex
  for (let read = 0; next !== undefined && read < MOST_CHUNKS; read += 1) {
    const signal = AbortSignal.timeout(ROWS_MS)
    const chunk = await getResultChunk(workspace, statement.statementId, next, { retry: ONCE, signal })
    rows.push(...chunk.dataArray)
    next = chunk.nextChunkIndex
  }
  const columns = (manifest?.schema?.columns ?? []).map(({ name = '', typeName = '' }) => ({ name, typeName }))
  return { columns, rows, isCut: manifest?.truncated === true || next !== undefined }
}
