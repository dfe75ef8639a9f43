import 'server-only'
import type { Executor } from './database'

export interface KnownJob {
  readonly name: string | undefined
  readonly runsAs: string | undefined
  readonly checkedAt: Date
}

/** What this person's token last showed of the job; never shared between people. */
export async function selectKnownJob(
  db: Executor,
  connectionId: string,
  jobId: string,
): Promise<KnownJob | undefined> {
  const row = await db
    .selectFrom('known_jobs')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('databricks_job_id', '=', jobId)
    .executeTakeFirst()
  return row && { name: row.name ?? undefined, runsAs: row.runs_as ?? undefined, checkedAt: row.checked_at }
}

/** The same, found by person and connector. `undefined` where they have no connection yet, or have never seen the job. */
export async function selectKnownJobOfPerson(
  db: Executor,
  { personId, connectorId, jobId }: { personId: string; connectorId: string; jobId: string },
): Promise<{ readonly runsAs: string | undefined } | undefined> {
  const row = await db
    .selectFrom('known_jobs')
    .innerJoin('connections', 'connections.id', 'known_jobs.connection_id')
    .select('known_jobs.runs_as')
    .where('connections.person_id', '=', personId)
    .where('connections.connector_id', '=', connectorId)
    .where('known_jobs.databricks_job_id', '=', jobId)
    .executeTakeFirst()
  return row && { runsAs: row.runs_as ?? undefined }
}

export async function upsertKnownJob(
  db: Executor,
  connectionId: string,
  jobId: string,
  job: KnownJob,
): Promise<void> {
  const changing = { name: job.name ?? null, runs_as: job.runsAs ?? null, checked_at: job.checkedAt }
  await db
    .insertInto('known_jobs')
    .values({ connection_id: connectionId, databricks_job_id: jobId, ...changing })
    .onConflict((conflict) => conflict.columns(['connection_id', 'databricks_job_id']).doUpdateSet(changing))
    .execute()
}
