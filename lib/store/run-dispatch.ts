import 'server-only'
import { sql } from 'kysely'
import type { Principal } from '@/lib/connectors/security'
import type { Trigger } from '@/lib/flows/audience'
import type { IdentityMode } from '@/lib/flows/flow'
import type { KeptFile } from '@/lib/flows/posted-file'
import { FOLLOWED, UNSUBMITTED } from '@/lib/runs/run-state'
import type { Executor } from './database'
import { leaseEnd } from './lease'
import { type RunWords, runVector } from './run-words'

/** Everybody who shows runs listens here; the payload is `<run id> <person id>`. */
export const RUN_CHANGED = 'run_changed'
/** Wakes the background work of every process; the payload says nothing. */
export const WORK_DUE = 'work_due'

export interface NewRun {
  readonly id: string
  readonly flowId: string
  readonly flowVersion: number
  readonly personId: string
  readonly connectionId: string
  readonly clientKey: string
  readonly trigger: Trigger
  readonly identityMode: IdentityMode
  /** The run's own id for run-now, and any other for what older versions cannot start. */
  readonly stepId: string
  readonly startedBy: string
  readonly runsAs: string | undefined
  /** As whom the connector calls, where that is not the person. */
  readonly principal: Principal | undefined
  readonly inputs: Readonly<Record<string, unknown>>
  readonly sealedInputs: string | undefined
  readonly resubmittedFrom: string | undefined
  /** What it is found by. */
  readonly words: RunWords
  /** undefined: a statement. */
  readonly databricksJobId: string | undefined
  readonly jobParameters: Readonly<Record<string, string>>
  /** Whose rights the first step's code has. */
  readonly stepRunsAs: string | undefined
  readonly at: Date
  readonly deadline: Date
  /** What came with it, by its field. */
  readonly files: Readonly<Record<string, KeptFile>> | undefined
  /** Until then this process may have a file that has not reached its volume yet. */
  readonly filesUntil: Date | undefined
  /** Who is about to submit it: the row is kept under a lease of theirs. undefined: it waits for its turn, and nobody is. */
  readonly leaseOwner: string | undefined
}

/**
 * Keeps a press before anything is called (RUN-1). One row for a person, flow and client key: a double click or a
 * resubmitted page finds the first row (RUN-3), and `undefined` is answered.
 * The run is due when the lease ends, should this process die before it gets to the call.
 */
export async function insertRun(db: Executor, run: NewRun): Promise<string | undefined> {
  const inserted = await db
    .insertInto('runs')
    .values({
      id: run.id,
      flow_id: run.flowId,
      flow_version: run.flowVersion,
      person_id: run.personId,
      connection_id: run.connectionId,
      client_key: run.clientKey,
      trigger: run.trigger,
      identity_mode: run.identityMode,
      started_by: run.startedBy,
      runs_as: run.runsAs ?? null,
      principal: run.principal ? JSON.stringify(run.principal) : null,
      state: 'requested',
      status: 'Waiting',
      inputs: JSON.stringify(run.inputs),
      sealed_inputs: run.sealedInputs ?? null,
      error: null,
      resubmitted_from: run.resubmittedFrom ?? null,
      cancel_requested_at: null,
      created_at: run.at,
      submitted_at: null,
      started_at: null,
      ended_at: null,
      followed_at: null,
      watched_until: null,
      updated_at: run.at,
      attempts: 0,
      maybe_started: false,
      due_at: run.leaseOwner ? leaseEnd() : null,
      deadline: run.deadline,
      files: run.files ? JSON.stringify(run.files) : null,
      files_until: run.filesUntil ?? null,
      lease_owner: run.leaseOwner ?? null,
      lease_until: run.leaseOwner ? leaseEnd() : null,
      waits_since: run.leaseOwner ? null : run.at,
      search: runVector(run.words),
    })
    .onConflict((conflict) => conflict.columns(['person_id', 'flow_id', 'client_key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!inserted) return undefined
  await db
    .insertInto('run_steps')
    .values({
      ...NOTHING_SEEN,
      id: run.stepId,
      run_id: run.id,
      position: 0,
      created_at: run.at,
      runs_as: run.stepRunsAs ?? null,
      databricks_job_id: run.databricksJobId ?? null,
      job_parameters: JSON.stringify(run.jobParameters),
    })
    .execute()
  return inserted.id
}

/** Of a step that Databricks does not have yet. */
export const NOTHING_SEEN = {
  ...{ databricks_run_id: null, run_page_url: null, life_cycle_state: null, result_state: null },
  ...{ termination_code: null, termination_type: null, state_message: null, queue_reason: null },
  ...{ started_at: null, ended_at: null },
}

/** How many presses of this person wait for Databricks, and not for other runs, and until when, ms, `perMinute` of them are younger than a minute. */
export async function selectPresses(
  db: Executor,
  personId: string,
  perMinute: number,
): Promise<{ open: number; fullForMs: number }> {
  const { rows } = await sql<{ open: number; fullForMs: number }>`
    select (select count(*)::int from runs
             where person_id = ${personId} and state in (${sql.join(UNSUBMITTED)})
               and step_position = 0 and step_attempt = 1 and waits_since is null) as open,
           coalesce((
             select extract(epoch from created_at + interval '1 minute' - now()) * 1000 from runs
              where person_id = ${personId} and created_at > now() - interval '1 minute'
              order by created_at desc, id desc
             offset ${perMinute - 1} limit 1), 0)::double precision as "fullForMs"`.execute(db)
  return rows[0] ?? { open: 0, fullForMs: 0 }
}

/** The run of an earlier press with the same key. */
export async function selectRunOfPress(
  db: Executor,
  { personId, flowId, clientKey }: { personId: string; flowId: string; clientKey: string },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('runs')
    .select('id')
    .where('person_id', '=', personId)
    .where('flow_id', '=', flowId)
    .where('client_key', '=', clientKey)
    .executeTakeFirst()
  return row?.id
}

/** Runs of this person whose end is not known. */
export async function countFollowedRuns(db: Executor, personId: string): Promise<number> {
  const { followed } = await db
    .selectFrom('runs')
    .select(sql<number>`count(*)::int`.as('followed'))
    .where('person_id', '=', personId)
    .where('state', 'in', [...UNSUBMITTED, ...FOLLOWED])
    .executeTakeFirstOrThrow()
  return followed
}
