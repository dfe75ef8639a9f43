import 'server-only'
import { sql } from 'kysely'
import type { ExportedRun } from '@/lib/runs/exported-run'
import type { Executor } from './database'

/** Of what went wrong: a sentence, and not the trace behind it. */
const ERROR_CHARACTERS = 400

/** Those runs, newest first. */
export async function selectExportedRuns(db: Executor, ids: readonly string[]): Promise<ExportedRun[]> {
  if (ids.length === 0) return []
  const iso = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const { rows } = await sql<ExportedRun>`
    select runs.number, runs.id, flows.slug as flow, flows.title as "flowTitle", runs.status,
           runs.started_by as "startedBy", coalesce(last_step.runs_as, runs.runs_as) as "runsAs",
           runs.principal ->> 'name' as principal, runs.identity_mode as "identityMode", runs.trigger,
           connectors.name as workspace,
           coalesce(last_step.databricks_run_id, last_step.statement_id) as "databricksRunId",
           ${iso('runs.created_at')} as "createdAt", ${iso('runs.submitted_at')} as "submittedAt",
           ${iso('runs.started_at')} as "startedAt", ${iso('runs.ended_at')} as "endedAt",
           (extract(epoch from runs.ended_at - runs.created_at) * 1000)::double precision as "durationMs",
           runs.cause,
           case when runs.status <> 'Succeeded' then left(coalesce(
             runs.error -> 'facts' ->> 'message', runs.error ->> 'code', failed.error, last_step.state_message),
             ${ERROR_CHARACTERS}::integer) end as error,
           runs.inputs
      from runs
      join flows on flows.id = runs.flow_id
      join connections on connections.id = runs.connection_id
      join connectors on connectors.id = connections.connector_id
      left join lateral (
        select id, runs_as, databricks_run_id, statement_id, state_message from run_steps
         where run_id = runs.id order by position desc, attempt_number desc limit 1) as last_step on true
      left join lateral (
        select error from tasks
         where runs.status <> 'Succeeded' and step_id = last_step.id and error is not null
         order by position, attempt desc limit 1) as failed on true
     where runs.id in (${sql.join(ids)})
     order by runs.created_at desc, runs.id desc`.execute(db)
  return rows
}
