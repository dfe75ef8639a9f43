import 'server-only'
import type { Role } from '@/lib/identity/roles'
import type { Executor } from './database'

export interface Person {
  readonly id: string
  readonly tenantId: string
  readonly objectId: string
  readonly userName: string
  readonly displayName: string
  readonly homeAccountId: string | undefined
}

export interface PersonSeen {
  readonly id: string
  readonly tenantId: string
  readonly objectId: string
  readonly userName: string
  readonly displayName: string
  readonly homeAccountId: string
  readonly roles: readonly Role[]
  readonly at: Date
}

/** Keeps a person at sign-in; tenant and object id are the key, names may change (AUTH-4). Answers our id. */
export async function upsertPerson(db: Executor, seen: PersonSeen): Promise<string> {
  const changing = {
    user_name: seen.userName,
    display_name: seen.displayName,
    home_account_id: seen.homeAccountId,
    roles: JSON.stringify(seen.roles),
    last_seen_at: seen.at,
  }
  const { id } = await db
    .insertInto('people')
    .values({
      id: seen.id,
      tenant_id: seen.tenantId,
      object_id: seen.objectId,
      first_seen_at: seen.at,
      ...changing,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'object_id']).doUpdateSet(changing))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The roles that were seen at the person's last sign-in; undefined for somebody new. */
export async function selectRoles(
  db: Executor,
  { tenantId, objectId }: { tenantId: string; objectId: string },
): Promise<readonly Role[] | undefined> {
  const row = await db
    .selectFrom('people')
    .select('roles')
    .where('tenant_id', '=', tenantId)
    .where('object_id', '=', objectId)
    .executeTakeFirst()
  return row?.roles
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
    }
  )
}
