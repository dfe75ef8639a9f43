import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'

/** Which of these runs of a workspace were started here, through whichever connector, and by whom. */
export async function selectStartedHere(
  db: Executor,
  { origin, databricksRunIds }: { readonly origin: string; readonly databricksRunIds: readonly string[] },
): Promise<ReadonlyMap<string, { readonly runId: string; readonly personId: string }>> {
  if (databricksRunIds.length === 0) return new Map()
  const { rows } = await sql<{ databricksRunId: string; runId: string; personId: string }>`
    select run_steps.databricks_run_id as "databricksRunId", runs.id as "runId", runs.person_id as "personId"
      from run_steps
      join runs on runs.id = run_steps.run_id
      join connections on connections.id = runs.connection_id
      join connectors on connectors.id = connections.connector_id
     where run_steps.databricks_run_id in (${sql.join(databricksRunIds)})
       and connectors.origin = ${origin}`.execute(db)
  return new Map(rows.map(({ databricksRunId, ...run }) => [databricksRunId, run]))
}
