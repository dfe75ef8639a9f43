import 'server-only'
import { sql } from 'kysely'
import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import { newId } from '@/lib/new-id'
import { backToWork } from '@/lib/runs/run-state'
import type { Executor } from './database'
import { notify } from './notify'
import { RUN_CHANGED } from './run-dispatch'

interface Asked {
  readonly runId: string
  readonly stepId: string
  /** The last repair that Databricks knows of. */
  readonly afterRepairId: string | undefined
  readonly timesOutAt: Date | null
}

/**
 * Keeps the intent, and has the run followed again; the person's wish to end it was about its earlier work. False when the run has
 * not ended, or goes on again by now.
 */
export async function insertRepair(db: Executor, { runId, stepId, afterRepairId, timesOutAt }: Asked) {
  const { from, to } = backToWork()
  const row = await db
    .updateTable('runs')
    .set({
      ...{ state: to, status: 'Waiting', ended_at: null, cancel_requested_at: null, error: null },
      ...{ cause: null, error_line: null, error_group: null },
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', runId)
    .where('state', 'in', from)
    .returning('person_id')
    .executeTakeFirst()
  if (!row) return false
  await db
    .updateTable('run_steps')
    .set({ timed_out_at: null, times_out_at: timesOutAt })
    .where('id', '=', stepId)
    .execute()
  const id = newId()
  await db
    .insertInto('repairs')
    .values({
      ...{ id, run_id: runId, after_repair_id: afterRepairId ?? null, repair_id: null },
      ...{ state: 'asked', error: null, requested_at: sql<Date>`now()` },
    })
    .execute()
  await notify(db, RUN_CHANGED, `${runId} ${row.person_id}`)
  return true
}

/** Databricks has taken it. It stays asked for until that shows in the run: an answer of the workspace may be older than this one. */
export async function keepRepairId(db: Executor, runId: string, repairId: string): Promise<void> {
  await db
    .updateTable('repairs')
    .set({ repair_id: repairId })
    .where('run_id', '=', runId)
    .where('state', '=', 'asked')
    .execute()
}

type Answer =
  | { readonly repairId: string | undefined }
  | { readonly error: { readonly code: ErrorCode; readonly facts: ErrorFacts } }

/** What became of the one that was asked for. The first who knows says it: false when it was said already. */
export async function settleRepair(db: Executor, runId: string, answer: Answer): Promise<boolean> {
  const row = await db
    .updateTable('repairs')
    .set(
      'error' in answer
        ? { state: 'refused', error: JSON.stringify(answer.error) }
        : { state: 'done', ...(answer.repairId && { repair_id: answer.repairId }) },
    )
    .where('run_id', '=', runId)
    .where('state', '=', 'asked')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
