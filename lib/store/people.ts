import 'server-only'
import { sql } from 'kysely'
import type { Groups } from '@/lib/identity/groups'
import type { GroupsTold } from '@/lib/identity/groups-told'
import type { Role } from '@/lib/identity/roles'
import type { Standing } from '@/lib/identity/standing'
import type { Executor } from './database'

export interface Person {
  readonly id: string
  readonly tenantId: string
  readonly objectId: string
  readonly userName: string
  readonly displayName: string
  readonly homeAccountId: string | undefined
  readonly roles: readonly Role[]
  /** Entra object ids. */
  readonly groups: readonly string[]
}

export interface PersonSeen {
  readonly id: string
  readonly tenantId: string
  readonly objectId: string
  readonly userName: string
  readonly displayName: string
  readonly homeAccountId: string
  readonly roles: readonly Role[]
  readonly groups: Groups
  readonly at: Date
}

/**
 * Keeps a person at sign-in; tenant and object id are the key, names may change (AUTH-4). What Entra says of one who is known
 * is for `updateStanding`. Answers our id.
 */
export async function upsertPerson(db: Executor, seen: PersonSeen): Promise<string> {
  const changing = {
    user_name: seen.userName,
    display_name: seen.displayName,
    home_account_id: seen.homeAccountId,
    last_seen_at: seen.at,
  }
  const { id } = await db
    .insertInto('people')
    .values({
      id: seen.id,
      tenant_id: seen.tenantId,
      object_id: seen.objectId,
      roles: JSON.stringify(seen.roles),
      roles_read_at: seen.at,
      groups: JSON.stringify(seen.groups.ids),
      group_claim: seen.groups.claim,
      first_seen_at: seen.at,
      ...changing,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'object_id']).doUpdateSet(changing))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Whom this account is here, with the roles as they stand; undefined for somebody new. */
export async function selectKnown(
  db: Executor,
  { tenantId, objectId }: { tenantId: string; objectId: string },
): Promise<Pick<Person, 'id' | 'roles'> | undefined> {
  return await db
    .selectFrom('people')
    .select(['id', 'roles'])
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .executeTakeFirst()
}

export async function selectPerson(db: Executor, personId: string): Promise<Person | undefined> {
  const row = await db.selectFrom('people').selectAll().where('id', '=', personId).executeTakeFirst()
  return (
    row && {
      id: row.id,
      tenantId: row.tenant_id,
      objectId: row.object_id,
      userName: row.user_name,
      displayName: row.display_name,
      homeAccountId: row.home_account_id ?? undefined,
      roles: row.roles,
      groups: row.groups,
    }
  )
}

/** The same with what it takes to act for somebody who is not there; `rolesReadAt`: when Entra last said them. */
export async function selectPersonAway(db: Executor, personId: string) {
  const row = await db.selectFrom('people').selectAll().where('id', '=', personId).executeTakeFirst()
  return (
    row && {
      personId: row.id,
      tenantId: row.tenant_id,
      objectId: row.object_id,
      userName: row.user_name,
      displayName: row.display_name,
      homeAccountId: row.home_account_id ?? undefined,
      roles: row.roles,
      rolesReadAt: row.roles_read_at ?? undefined,
      groups: row.groups,
    }
  )
}

/** The object id of who has this account; user names are unique in a tenant, in any case. */
export async function selectPersonCalled(
  db: Executor,
  tenantId: string,
  userName: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('people')
    .select('object_id')
    .where('tenant_id', '=', tenantId)
    .where(({ eb, fn }) => eb(fn<string>('lower', ['user_name']), '=', userName.toLowerCase()))
    .orderBy('last_seen_at', 'desc')
    .executeTakeFirst()
  return row?.object_id
}

/** What these people are called, as far as they were ever here: by their object ids. */
export async function selectNames(
  db: Executor,
  tenantId: string,
  objectIds: readonly string[],
): Promise<Map<string, { readonly userName: string; readonly displayName: string }>> {
  if (objectIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('people')
    .select(['object_id', 'user_name', 'display_name'])
    .where('tenant_id', '=', tenantId)
    .where('object_id', 'in', [...objectIds])
    .execute()
  return new Map(rows.map((row) => [row.object_id, { userName: row.user_name, displayName: row.display_name }]))
}

/** Roles and groups as they stand, held until the transaction ends: whoever else learns of others waits. */
export async function lockStanding(db: Executor, personId: string): Promise<Standing> {
  const { roles, group_claim, groups } = await db
    .selectFrom('people')
    .select(['roles', 'group_claim', 'groups'])
    .where('id', '=', personId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return { roles, groups: { claim: group_claim, ids: groups } }
}

/** What Entra says of a person's roles and groups, and since when. */
export async function updateStanding(
  db: Executor,
  personId: string,
  { roles, groups }: Standing,
  at: Date,
): Promise<void> {
  await db
    .updateTable('people')
    .set({
      roles: JSON.stringify(roles),
      groups: JSON.stringify(groups.ids),
      group_claim: groups.claim,
      roles_read_at: at,
    })
    .where('id', '=', personId)
    .execute()
}

/** How many people Entra has told the groups of, and of how many it says that they are too many for a token. */
export async function countGroupClaims(db: Executor): Promise<GroupsTold> {
  const { rows } = await sql<GroupsTold>`
    select (count(*) filter (where group_claim = 'listed'))::int as listed,
           (count(*) filter (where group_claim = 'too_many'))::int as "tooMany",
           count(*)::int as people
      from people
     where roles_read_at is not null`.execute(db)
  return rows[0] ?? { listed: 0, tooMany: 0, people: 0 }
}

export async function haveRolesBeenRead(db: Executor, personId: string, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .select('id')
    .where('id', '=', personId)
    .where('roles_read_at', '>=', since)
    .executeTakeFirst()
  return row !== undefined
}

/** The object ids of those who have been here under these names, by the name in small letters. */
export async function selectObjectIds(db: Executor, userNames: readonly string[]): Promise<Map<string, string>> {
  if (userNames.length === 0) return new Map()
  const rows = await db
    .selectFrom('people')
    .select(['object_id', sql<string>`lower(user_name)`.as('name')])
    .where(sql<string>`lower(user_name)`, 'in', userNames)
    .execute()
  return new Map(rows.map(({ name, object_id }) => [name, object_id]))
}

/** The user names of those among them who have been here, by their object ids. */
export async function selectUserNames(db: Executor, objectIds: readonly string[]): Promise<Map<string, string>> {
  if (objectIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('people')
    .select(['object_id', 'user_name'])
    .where('object_id', 'in', objectIds)
    .execute()
  return new Map(rows.map(({ object_id, user_name }) => [object_id, user_name]))
}

/** Those whose name or account begins so: their ids, and accounts in small letters; the exact account first. */
export async function selectPeopleLike(
  db: Executor,
  typed: string,
  limit: number,
): Promise<{ readonly id: string; readonly account: string }[]> {
  const wanted = typed.toLowerCase()
  const beginning = `${wanted.replaceAll(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<{ id: string; account: string }>`
    select id, lower(user_name) as account from people
     where lower(user_name) = ${wanted} or lower(user_name) like ${beginning} or lower(display_name) like ${beginning}
        or lower(display_name) like ${`% ${beginning}`}
     order by (lower(user_name) = ${wanted}) desc, lower(user_name)
     limit ${limit}`.execute(db)
  return rows
}
