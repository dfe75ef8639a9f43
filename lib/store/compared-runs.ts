import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'

/** The digest of the whole text that each task left, with the place of its step; of the last attempt. */
export async function selectResultDigests(db: Executor, runIds: readonly string[]) {
  const { rows } = await sql<{ runId: string; position: number; taskKey: string; digest: string }>`
    select distinct on (run_steps.run_id, run_steps.position, tasks.task_key)
           run_steps.run_id as "runId", run_steps.position, tasks.task_key as "taskKey",
           md5(tasks.output_text) as digest
      from tasks join run_steps on run_steps.id = tasks.step_id
     where run_steps.run_id in (${sql.join(runIds)}) and tasks.output_text is not null
     order by run_steps.run_id, run_steps.position, tasks.task_key, run_steps.attempt_number desc, tasks.attempt desc`.execute(
    db,
  )
  return rows
}

/** The run of the same flow that the same person started before this one; one that only tried a draft out counts for none. */
export async function selectPreviousRun(db: Executor, runId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select before.id
      from runs as this
      join runs as before on before.person_id = this.person_id and before.flow_id = this.flow_id
     where this.id = ${runId} and before.trigger <> 'test'
       and (before.created_at, before.id) < (this.created_at, this.id)
     order by before.created_at desc, before.id desc limit 1`.execute(db)
  return rows[0]?.id
}
