import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'

/** Somebody whose roles are to be read again, with what it takes to ask Entra for them. */
export interface RoleReading {
  readonly personId: string
  readonly tenantId: string
  readonly objectId: string
  readonly userName: string
  readonly homeAccountId: string
}

interface Due {
  readonly at: Date
  readonly idleSince: Date
  /** Roles that were read before are due. */
  readonly before: Date
}

/** People with a live session and tokens whose roles were read too long ago, those of the longest ago first. */
export async function selectRoleReadingsDue(
  db: Executor,
  { at, idleSince, before }: Due,
  limit: number,
): Promise<RoleReading[]> {
  const rows = await db
    .selectFrom('people')
    .select(['id', 'tenant_id', 'object_id', 'user_name', 'home_account_id'])
    .where(sql<boolean>`coalesce(roles_read_at, '-infinity') < ${before}`)
    .where(
      sql<boolean>`(select max(created_at) from sessions
        where person_id = people.id and revoked_at is null
          and expires_at > ${at} and last_seen_at > ${idleSince}) < ${before}`,
    )
    .where(sql<boolean>`exists (select 1 from token_partitions where person_id = people.id)`)
    .orderBy(sql`roles_read_at nulls first`)
    .limit(limit)
    .execute()
  return rows.flatMap((row) =>
    row.home_account_id === null
      ? []
      : [
          {
            personId: row.id,
            tenantId: row.tenant_id,
            objectId: row.object_id,
            userName: row.user_name,
            homeAccountId: row.home_account_id,
          },
        ],
  )
}
