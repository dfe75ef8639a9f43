import 'server-only'
import { sql } from 'kysely'
import type { RunStatus } from '@/lib/runs/run-status'
import type { TaskFacts } from '@/lib/runs/task-facts'
import type { TaskOutput } from '@/lib/runs/task-output'
import type { Executor } from './database'

export interface TaskSeen {
  readonly taskKey: string
  readonly attempt: number
  readonly position: number
  readonly databricksRunId: string
  readonly kind: string
  readonly status: RunStatus
  readonly dependsOn: readonly string[]
  readonly stateMessage: string | undefined
  readonly startedAt: Date | undefined
  readonly endedAt: Date | undefined
  readonly durationMs: number | undefined
  readonly detail: Readonly<Record<string, string>>
  readonly facts: TaskFacts
}

/** A column that reads the row as it was to be inserted. */
const excluded = (column: string) => sql.ref<never>(`excluded.${column}`)

export async function upsertTasks(db: Executor, stepId: string, tasks: readonly TaskSeen[]): Promise<void> {
  if (tasks.length === 0) return
  await db
    .insertInto('tasks')
    .values(
      tasks.map((task) => ({
        step_id: stepId,
        task_key: task.taskKey,
        attempt: task.attempt,
        position: task.position,
        databricks_run_id: task.databricksRunId,
        kind: task.kind,
        status: task.status,
        depends_on: JSON.stringify(task.dependsOn),
        state_message: task.stateMessage ?? null,
        started_at: task.startedAt ?? null,
        ended_at: task.endedAt ?? null,
        duration_ms: task.durationMs ?? null,
        detail: JSON.stringify(task.detail),
        facts: JSON.stringify(task.facts),
        output: null,
        output_text: null,
        error: null,
        error_trace: null,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['step_id', 'task_key', 'attempt']).doUpdateSet({
        position: excluded('position'),
        databricks_run_id: excluded('databricks_run_id'),
        status: excluded('status'),
        state_message: excluded('state_message'),
        started_at: excluded('started_at'),
        ended_at: excluded('ended_at'),
        duration_ms: excluded('duration_ms'),
        detail: excluded('detail'),
        facts: excluded('facts'),
      }),
    )
    .execute()
}

export interface TaskResult {
  readonly taskKey: string
  readonly attempt: number
  readonly output: TaskOutput | undefined
  readonly outputText: string | undefined
  readonly error: string | undefined
  readonly errorTrace: string | undefined
  /** Of a statement: the columns of its first row, none where it has no rows. Stored where a later step takes of it. */
  readonly firstRow?: readonly { readonly name: string; readonly value: string | null }[]
}

/** What could not be read now takes the place of nothing that was: after a repair, other tasks are asked again. */
export async function updateTaskResult(db: Executor, stepId: string, result: TaskResult): Promise<void> {
  await db
    .updateTable('tasks')
    .set({
      output: result.output ? JSON.stringify(result.output) : null,
      output_text: result.outputText ?? null,
      error: result.error ?? null,
      error_trace: result.errorTrace ?? null,
    })
    .where('step_id', '=', stepId)
    .where('task_key', '=', result.taskKey)
    .where('attempt', '=', result.attempt)
    .$if(result.output?.kind === 'unread', (update) =>
      update.where('output', 'is', null).where('error', 'is', null).where('error_trace', 'is', null),
    )
    .execute()
}
