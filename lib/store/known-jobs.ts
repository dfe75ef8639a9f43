import 'server-only'
import { sql } from 'kysely'
import type { ErrorFacts } from '@/lib/errors'
import type { JobInView } from '@/lib/flows/obstacle'
import { FOLLOWED } from '@/lib/runs/run-state'
import { type ConnectionProblem, problemIn, tokensMissing } from './connections'
import type { Executor } from './database'
import { type StoredError, storedError } from './stored-error'

/** What a person's token showed of a job; never shared between people. */
export interface KnownJob {
  readonly name: string | undefined
  readonly runsAs: string | undefined
  readonly parameters: readonly string[]
  /** Names of those of its one notebook; undefined where it takes none. */
  readonly notebookParameters: readonly string[] | undefined
  readonly mostRuns: number | undefined
  readonly checkedAt: Date
}

export async function selectRunsAs(db: Executor, connectionId: string, jobId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('known_jobs')
    .select('runs_as')
    .where('connection_id', '=', connectionId)
    .where('databricks_job_id', '=', jobId)
    .executeTakeFirst()
  return row?.runs_as ?? undefined
}

/** A job as one person may see it, and the connection by which they saw it. */
export interface JobOfPerson extends JobInView {
  readonly checkedAt: Date
  readonly origin: string
  readonly connectionProblem: ConnectionProblem | undefined
}

interface WhichJobs {
  readonly personId: string
  readonly connectorId: string
  /** One at least. */
  readonly jobIds: readonly string[]
}

/** By their ids: those that the person has ever seen, with a connection of theirs. */
export async function selectJobsOfPerson(
  db: Executor,
  { personId, connectorId, jobIds }: WhichJobs,
): Promise<ReadonlyMap<string, JobOfPerson>> {
  const rows = await db
    .selectFrom('known_jobs')
    .innerJoin('connections', 'connections.id', 'known_jobs.connection_id')
    .innerJoin('connectors', 'connectors.id', 'connections.connector_id')
    .select([
      'known_jobs.databricks_job_id',
      'known_jobs.runs_as',
      'known_jobs.checked_at',
      'known_jobs.parameters',
      'known_jobs.notebook_parameters',
      'known_jobs.most_runs',
      'known_jobs.problem as job_problem',
      'known_jobs.problem_facts as job_problem_facts',
      'connections.problem',
      'connections.problem_facts',
      tokensMissing,
      'connectors.origin',
      activeRuns.as('active'),
    ])
    .where('connections.person_id', '=', personId)
    .where('connections.connector_id', '=', connectorId)
    .where('known_jobs.databricks_job_id', 'in', [...jobIds])
    .execute()
  return new Map(
    rows.map((row) => [
      row.databricks_job_id,
      {
        runsAs: row.runs_as ?? undefined,
        checkedAt: row.checked_at,
        parameters: row.parameters ?? undefined,
        notebookParameters: row.notebook_parameters ?? [],
        mostRuns: row.most_runs ?? undefined,
        problem: jobProblem(row.job_problem, row.job_problem_facts),
        active: row.active,
        origin: row.origin,
        connectionProblem: problemIn(row),
      },
    ]),
  )
}

/** Everybody's, since the limit is the job's. Counted only where the job skips what is more. */
const activeRuns = sql<number>`case when known_jobs.most_runs is null then 0 else (
  select count(*)::int from runs
    join run_steps on run_steps.run_id = runs.id
      and run_steps.position = runs.step_position and run_steps.attempt_number = runs.step_attempt
    join connections as others on others.id = runs.connection_id
  where runs.state in (${sql.join(FOLLOWED)}) and run_steps.databricks_job_id = known_jobs.databricks_job_id
    and others.connector_id = connections.connector_id) end`

function jobProblem(code: string | null, facts: ErrorFacts | null): StoredError | undefined {
  return code === null ? undefined : storedError({ code, facts })
}

/** Seeing a job says nothing of starting it: that a start was refused stays known for so long. */
const REFUSED_FOR_S = 600

/** Keeps what a token showed; a refusal before is forgotten, but for one of a start not long ago. */
export async function upsertKnownJob(
  db: Executor,
  connectionId: string,
  jobId: string,
  job: KnownJob,
): Promise<void> {
  const shown = {
    name: job.name ?? null,
    runs_as: job.runsAs ?? null,
    parameters: JSON.stringify(job.parameters),
    notebook_parameters: job.notebookParameters ? JSON.stringify(job.notebookParameters) : null,
    most_runs: job.mostRuns ?? null,
    checked_at: job.checkedAt,
  }
  const isKept = sql<boolean>`(known_jobs.problem_facts ->> 'refusedAt')::timestamptz
    > now() - ${REFUSED_FOR_S}::int * interval '1 second'`
  await db
    .insertInto('known_jobs')
    .values({ connection_id: connectionId, databricks_job_id: jobId, ...shown })
    .onConflict((conflict) =>
      conflict.columns(['connection_id', 'databricks_job_id']).doUpdateSet({
        ...shown,
        problem: sql`case when ${isKept} then known_jobs.problem end`,
        problem_facts: sql`case when ${isKept} then known_jobs.problem_facts end`,
      }),
    )
    .execute()
}

/** Keeps that a token showed nothing of the job, and why. Whose rights its code had when it was seen last stays known. */
export async function markJobNotShown(
  db: Executor,
  {
    connectionId,
    jobId,
    problem,
    checkedAt,
  }: {
    readonly connectionId: string
    readonly jobId: string
    readonly problem: StoredError
    readonly checkedAt: Date
  },
): Promise<void> {
  const refused = { problem: problem.code, problem_facts: JSON.stringify(problem.facts), checked_at: checkedAt }
  await db
    .insertInto('known_jobs')
    .values({ connection_id: connectionId, databricks_job_id: jobId, name: null, runs_as: null, ...refused })
    .onConflict((conflict) => conflict.columns(['connection_id', 'databricks_job_id']).doUpdateSet(refused))
    .execute()
}

interface JobOfConnection {
  readonly connectionId: string
  readonly jobId: string
}

/** Keeps that Databricks let nobody start the job over this connection, though it may show it. */
export async function markStartRefused(
  db: Executor,
  { connectionId, jobId }: JobOfConnection,
  { code, facts }: StoredError,
): Promise<void> {
  await sql`
    update known_jobs
       set problem = ${code}, problem_facts = ${JSON.stringify(facts)}::jsonb || jsonb_build_object('refusedAt', now())
     where connection_id = ${connectionId} and databricks_job_id = ${jobId}`.execute(db)
}

/** The right may have been given meanwhile, or the job has just been started. */
export async function forgetStartRefused(db: Executor, { connectionId, jobId }: JobOfConnection): Promise<void> {
  await sql`
    update known_jobs set problem = null, problem_facts = null
     where connection_id = ${connectionId} and databricks_job_id = ${jobId} and problem_facts ? 'refusedAt'`.execute(
    db,
  )
}
