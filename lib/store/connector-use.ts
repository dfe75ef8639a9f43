import 'server-only'
import { sql } from 'kysely'
import type { FlowDefinition } from '@/lib/flows/flow'
import { deleteSecretsAndTokens } from './connector-secrets'
import type { Executor } from './database'

/** What hangs on a connector. */
export interface UseOfConnector {
  readonly flows: readonly {
    readonly slug: string
    readonly title: string
    /** Of the version in force; null for one that was never published. */
    readonly definition: FlowDefinition | null
  }[]
  readonly connections: number
  /** In the history, of flows that once used it. */
  readonly runs: number
}

export async function selectUseOfConnector(db: Executor, connectorId: string): Promise<UseOfConnector> {
  const flows = await db
    .selectFrom('flows')
    .leftJoin('flow_versions', (join) =>
      join
        .onRef('flow_versions.flow_id', '=', 'flows.id')
        .onRef('flow_versions.version', '=', 'flows.current_version'),
    )
    .select(['flows.slug', 'flows.title', 'flow_versions.definition'])
    .where('flows.connector_id', '=', connectorId)
    .orderBy('flows.title')
    .execute()
  const { rows } = await sql<{ connections: number; runs: number }>`
    select (select count(*) from connections where connector_id = ${connectorId})::int as connections,
           (select count(*) from (select 1 from runs join connections on connections.id = runs.connection_id
                                   where connections.connector_id = ${connectorId} limit 1000) as kept)::int as runs`.execute(
    db,
  )
  return { flows, connections: rows[0]?.connections ?? 0, runs: rows[0]?.runs ?? 0 }
}

/** With its secrets, everybody's connections to it and their tokens. The caller has seen that no flow and no run needs it. */
export async function deleteConnectorRows(trx: Executor, connectorId: string): Promise<void> {
  const own = trx.selectFrom('connections').select('id').where('connector_id', '=', connectorId)
  await trx.deleteFrom('known_jobs').where('connection_id', 'in', own).execute()
  await trx.deleteFrom('poll_groups').where('id', 'in', own).execute()
  await deleteSecretsAndTokens(trx, connectorId)
  await trx.deleteFrom('connections').where('connector_id', '=', connectorId).execute()
  await trx.deleteFrom('connector_tests').where('connector_id', '=', connectorId).execute()
  await trx.deleteFrom('connector_versions').where('connector_id', '=', connectorId).execute()
  await trx.deleteFrom('connectors').where('id', '=', connectorId).execute()
}
