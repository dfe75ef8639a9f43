import 'server-only'
import { sql } from 'kysely'
import type { FlowQueue } from '@/lib/flows/flow'
import { FINISHED } from '@/lib/runs/run-state'
import type { Executor } from './database'
import { notify } from './notify'
import { RUN_CHANGED } from './run-dispatch'

/** How many runs of a flow are under way, and how many wait for their turn. */
export interface Occupancy {
  readonly underWay: number
  readonly waiting: number
}

/** Until the transaction ends nobody else takes a place among the flow's runs. To be locked after the connection. */
export async function lockQueue(trx: Executor, flowId: string): Promise<Occupancy> {
  await trx.selectFrom('flows').select('id').where('id', '=', flowId).forNoKeyUpdate().execute()
  const { rows } = await sql<Occupancy>`
    select count(*) filter (where waits_since is null)::int as "underWay",
           count(*) filter (where waits_since is not null)::int as waiting
      from runs
     where flow_id = ${flowId} and state not in (${sql.join(FINISHED)})`.execute(trx)
  return rows[0] ?? { underWay: 0, waiting: 0 }
}

/** Flows of which runs wait for their turn, with the limits of the version in force. */
export async function selectQueues(
  db: Executor,
): Promise<{ readonly flowId: string; readonly queue: FlowQueue | undefined }[]> {
  const { rows } = await sql<{ flowId: string; queue: FlowQueue | null }>`
    select flows.id as "flowId", flow_versions.definition -> 'queue' as queue
      from flows
      left join flow_versions on flow_versions.flow_id = flows.id and flow_versions.version = flows.current_version
     where flows.id in (select flow_id from runs where waits_since is not null)`.execute(db)
  return rows.map(({ flowId, queue }) => ({ flowId, queue: queue ?? undefined }))
}

/** Lets those go that have waited longest, `most` of them: they are due at once, and expected within `patienceMs`. */
export async function letGo(trx: Executor, flowId: string, most: number, patienceMs: number): Promise<void> {
  const { rows } = await sql<{ id: string; person_id: string }>`
    update runs
       set waits_since = null, due_at = now(), updated_at = now(),
           deadline = now() + ${patienceMs}::double precision * interval '1 millisecond'
     where id in (
       select id from runs
        where flow_id = ${flowId} and waits_since is not null
        order by waits_since, id
        limit ${most}
          for update skip locked)
    returning id, person_id`.execute(trx)
  for (const { id, person_id } of rows) await notify(trx, RUN_CHANGED, `${id} ${person_id}`)
}
