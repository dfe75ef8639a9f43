import 'server-only'
import { type RawBuilder, sql } from 'kysely'
import type { Role } from '@/lib/identity/roles'
import type { PersonPlace } from '@/lib/people/people-query'
import type { PersonRow } from '@/lib/people/person'
import type { Executor } from './database'

interface PeopleFilter {
  readonly q: string
  readonly after: PersonPlace | undefined
  readonly before: PersonPlace | undefined
  readonly limit: number
}

interface Row {
  readonly id: string
  readonly user_name: string
  readonly display_name: string
  readonly roles: Role[]
  readonly last_seen_at: Date
  readonly connections: number
  readonly active_runs: number
}

/** Of each row that is shown, by an index of its own: what else there is of anybody costs nothing. */
const COUNTS = sql`
  (select count(*)::int from connections
    where person_id = seen.id and problem is distinct from 'connection_removed') as connections,
  (select count(*)::int from runs
    where person_id = seen.id and status in ('Waiting', 'Queued', 'Running')) as active_runs`

/** By account; from the end with `before`. */
export async function selectPeoplePage(db: Executor, filter: PeopleFilter): Promise<PersonRow[]> {
  const { after, before, limit } = filter
  const direction = before ? sql`desc` : sql`asc`
  const conditions: RawBuilder<boolean>[] = [
    ...(filter.q === '' ? [] : [nameBegins(filter.q)]),
    ...(after ? [sql<boolean>`(lower(user_name), id) > (${after.account}, ${after.id}::uuid)`] : []),
    ...(before ? [sql<boolean>`(lower(user_name), id) < (${before.account}, ${before.id}::uuid)`] : []),
  ]
  const where = conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`
  const { rows } = await sql<Row>`
    select id, user_name, display_name, roles, last_seen_at, ${COUNTS}
      from (select * from people ${where} order by lower(user_name) ${direction}, id ${direction} limit ${limit}) as seen
     order by lower(user_name) ${direction}, id ${direction}`.execute(db)
  return (before ? rows.toReversed() : rows).map((row) => ({
    id: row.id,
    userName: row.user_name,
    displayName: row.display_name,
    roles: row.roles,
    lastSignInAt: row.last_seen_at.getTime(),
    connections: row.connections,
    activeRuns: row.active_runs,
  }))
}

/** The account, the name, or a word of the name begins so. */
function nameBegins(typed: string): RawBuilder<boolean> {
  const beginning = `${typed.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  return sql`(lower(user_name) like ${beginning} or lower(display_name) like ${beginning}
              or lower(display_name) like ${`% ${beginning}`})`
}

/** What is known of one person; times are epoch ms. */
export interface PersonFacts {
  readonly id: string
  readonly tenantId: string
  readonly objectId: string
  readonly userName: string
  readonly displayName: string
  readonly roles: readonly Role[]
  /** Entra object ids. */
  readonly groups: readonly string[]
  readonly groupClaim: string
  /** `undefined`: at the last sign-in. */
  readonly rolesReadAt: number | undefined
  readonly firstSeenAt: number
  readonly lastSignInAt: number
  readonly activeRuns: number
}

export async function selectPersonFacts(db: Executor, personId: string): Promise<PersonFacts | undefined> {
  const row = await db
    .selectFrom('people')
    .selectAll()
    .select(
      sql<number>`(select count(*)::int from runs
        where person_id = people.id and status in ('Waiting', 'Queued', 'Running'))`.as('active_runs'),
    )
    .where('id', '=', personId)
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      tenantId: row.tenant_id,
      objectId: row.object_id,
      userName: row.user_name,
      displayName: row.display_name,
      roles: row.roles,
      groups: row.groups,
      groupClaim: row.group_claim,
      rolesReadAt: row.roles_read_at?.getTime(),
      firstSeenAt: row.first_seen_at.getTime(),
      lastSignInAt: row.last_seen_at.getTime(),
      activeRuns: row.active_runs,
    }
  )
}
