import 'server-only'
import { sql } from 'kysely'
import { newId } from '@/lib/new-id'
import { FINISHED } from '@/lib/runs/run-state'
import type { Executor } from './database'

/** Rows that are over since before a moment, and how many of them to take at once. */
export interface Aged {
  readonly before: Date
  readonly limit: number
}

/** One sweep at a time over all processes. Any number that nothing else locks. */
const SWEEPING = 50_420_006

/** Whether nobody else sweeps now; nobody else will until the transaction ends. */
export async function takeSweep(db: Executor): Promise<boolean> {
  const { rows } = await sql<{
    mine: boolean
  }>`select pg_try_advisory_xact_lock(${SWEEPING}::bigint) as mine`.execute(db)
  return rows[0]?.mine ?? false
}

/** The time of the database: whose clock is wrong removes nothing too early. */
export async function selectNow(db: Executor): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now()::timestamptz(3) as now`.execute(db)
  const [row] = rows
  if (!row) throw new Error('The database knows no time')
  return row.now
}

/** Takes results and traces out of tasks whose run has ended so long ago. Each answers how many rows it has changed. */
export async function clearOldResults(db: Executor, { before, limit }: Aged): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    with old as (
      select step_id, task_key, attempt
        from tasks
        join run_steps on run_steps.id = tasks.step_id
        join runs on runs.id = run_steps.run_id
       where (output is not null or output_text is not null or error_trace is not null)
         and coalesce(tasks.ended_at, '-infinity'::timestamptz(3)) < ${before}
         and runs.state in (${sql.join(FINISHED)}) and coalesce(runs.ended_at, runs.updated_at) < ${before}
       order by coalesce(tasks.ended_at, '-infinity'::timestamptz(3))
       limit ${limit})
    update tasks set output = null, output_text = null, error_trace = null
      from old
     where tasks.step_id = old.step_id and tasks.task_key = old.task_key and tasks.attempt = old.attempt`.execute(db)
  return Number(numAffectedRows)
}

/** The same of what steps took of each other: the values that one left, and those that another was started with. */
export async function clearOldStepResults(db: Executor, { before, limit }: Aged): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    with old as (
      select run_steps.id
        from run_steps
        join runs on runs.id = run_steps.run_id
       where results is not null and coalesce(run_steps.ended_at, runs.ended_at) < ${before}
         and runs.state in (${sql.join(FINISHED)}) and coalesce(runs.ended_at, runs.updated_at) < ${before}
       order by run_steps.ended_at
       limit ${limit})
    update run_steps
       set results = null, job_parameters = case when position = 0 then job_parameters else '{}'::jsonb end
      from old
     where run_steps.id = old.id`.execute(db)
  return Number(numAffectedRows)
}

/** Removes runs that ended so long ago, with their steps and tasks. One that is under way stays, however old. */
export async function deleteOldRuns(db: Executor, { before, limit }: Aged): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from runs
     where created_at < ${before} and state in (${sql.join(FINISHED)}) and coalesce(ended_at, updated_at) < ${before}
     order by created_at, id
     limit ${limit}
       for update skip locked`.execute(db)
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return 0
  const steps = db.selectFrom('run_steps').select('id').where('run_id', 'in', ids)
  await db.deleteFrom('tasks').where('step_id', 'in', steps).execute()
  await db.deleteFrom('repairs').where('run_id', 'in', ids).execute()
  await db.deleteFrom('run_notes').where('run_id', 'in', ids).execute()
  await db.deleteFrom('run_steps').where('run_id', 'in', ids).execute()
  await db.deleteFrom('runs').where('id', 'in', ids).execute()
  return ids.length
}

export async function deleteOldSignIns(db: Executor, { before, limit }: Aged): Promise<number> {
  const old = db
    .selectFrom('sign_ins')
    .select('id')
    .where('created_at', '<', before)
    .orderBy('created_at')
    .limit(limit)
  const { numDeletedRows } = await db.deleteFrom('sign_ins').where('id', 'in', old).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Sessions that ended so long ago, and neither open anything nor say anything any more. */
export async function deleteOldSessions(db: Executor, { before, limit }: Aged): Promise<number> {
  const old = db
    .selectFrom('sessions')
    .select('key_hash')
    .where('expires_at', '<', before)
    .orderBy('expires_at')
    .limit(limit)
  const { numDeletedRows } = await db.deleteFrom('sessions').where('key_hash', 'in', old).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}

/** Removes the oldest rows of the audit log, in the one way that leaves its chain whole: a row says up to where. */
export async function pruneAudit(db: Executor, { before, limit }: Aged): Promise<number> {
  const { rows } = await sql<{ removed: number }>`
    select audit_prune(${newId()}::uuid, ${before}, ${limit}::integer) as removed`.execute(db)
  return rows[0]?.removed ?? 0
}

/** The time of the audit log's oldest row. */
export async function selectOldestAudit(db: Executor): Promise<Date | undefined> {
  const row = await db.selectFrom('audit').select('at').orderBy('position').limit(1).executeTakeFirst()
  return row?.at
}
