import 'server-only'
import { sql } from 'kysely'
import type { Trigger } from '@/lib/flows/audience'
import type { RunExtras } from '@/lib/runs/run'
import type { Executor } from './database'

/** Of a value in a list; the run's page has all of it. */
const MOST_CHARACTERS = 200

/** What only some lists show, by the runs' ids; of the inputs those that are named. */
export async function selectRunExtras(
  db: Executor,
  ids: readonly string[],
  inputs: readonly string[],
): Promise<ReadonlyMap<string, RunExtras>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{
    id: string
    trigger: Trigger
    workspace: string
    databricksRunId: string | null
    inputs: Readonly<Record<string, unknown>>
  }>`
    select runs.id, runs.trigger, connectors.name as workspace, runs.inputs,
           (select coalesce(databricks_run_id, statement_id) from run_steps
             where run_id = runs.id order by position desc, attempt_number desc limit 1) as "databricksRunId"
      from runs
      join connections on connections.id = runs.connection_id
      join connectors on connectors.id = connections.connector_id
     where runs.id in (${sql.join(ids)})`.execute(db)
  return new Map(rows.map(({ id, ...row }) => [id, { ...row, inputs: shownInputs(row.inputs, inputs) }]))
}

function shownInputs(given: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> {
  const shown = names.filter((name) => Object.hasOwn(given, name) && given[name] !== null)
  return Object.fromEntries(shown.map((name) => [name, textOf(given[name]).slice(0, MOST_CHARACTERS)]))
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
