import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'

export interface Named {
  /** A flow's slug. */
  readonly flow: string | undefined
  /** A connector's slug. */
  readonly workspace: string | undefined
  /** Each stands somewhere in the name or the account of the person. */
  readonly person: readonly string[]
  readonly mostPeople: number
}

/** Whom and what a filter names, by id: lists that are empty where there is nothing of that name. */
export async function selectNamed(db: Executor, { flow, workspace, person, mostPeople }: Named) {
  const isCalled = person.map(
    (part) => sql`position(lower(${part}::text) in lower(display_name || ' ' || user_name)) > 0`,
  )
  const { rows } = await sql<{ flows: string[]; people: string[] }>`
    select array(select flows.id::text
                   from flows join connectors on connectors.id = flows.connector_id
                  where (${flow ?? null}::text is null or flows.slug = ${flow ?? null})
                    and (${workspace ?? null}::text is null or connectors.slug = ${workspace ?? null})) as flows,
           array(select id::text from people where ${isCalled.length > 0 ? sql.join(isCalled, sql` and `) : sql`false`}
                  order by last_seen_at desc, id limit ${mostPeople}) as people`.execute(db)
  return { flows: rows[0]?.flows ?? [], people: rows[0]?.people ?? [] }
}
