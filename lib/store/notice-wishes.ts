import 'server-only'
import { sql } from 'kysely'
import { newId } from '@/lib/new-id'
import type { Wishes } from '@/lib/notices/notice'
import type { Executor } from './database'

/** Whose, and of which flow: `undefined` is every flow that has none of its own. */
interface Whose {
  readonly personId: string
  readonly flowId: string | undefined
}

export async function selectWishes(db: Executor, { personId, flowId }: Whose): Promise<Wishes | undefined> {
  const row = await db
    .selectFrom('notice_wishes')
    .select('wishes')
    .where('person_id', '=', personId)
    .where(sql<boolean>`flow_id is not distinct from ${flowId ?? null}::uuid`)
    .executeTakeFirst()
  return row?.wishes
}

/** Flows of which the person has said something else than of the others, by title. */
export async function selectFlowsWithWishes(
  db: Executor,
  personId: string,
): Promise<{ readonly slug: string; readonly title: string }[]> {
  return db
    .selectFrom('notice_wishes')
    .innerJoin('flows', 'flows.id', 'notice_wishes.flow_id')
    .select(['flows.slug', 'flows.title'])
    .where('notice_wishes.person_id', '=', personId)
    .orderBy('flows.title')
    .orderBy('flows.slug')
    .execute()
}

export async function putWishes(trx: Executor, { personId, flowId }: Whose, wishes: Wishes): Promise<void> {
  await sql`
    insert into notice_wishes (id, person_id, flow_id, wishes)
    values (${newId()}, ${personId}, ${flowId ?? null}, ${JSON.stringify(wishes)})
    on conflict (person_id, flow_id) do update set wishes = excluded.wishes`.execute(trx)
}

export async function deleteWishes(trx: Executor, { personId, flowId }: Whose): Promise<void> {
  await trx
    .deleteFrom('notice_wishes')
    .where('person_id', '=', personId)
    .where(sql<boolean>`flow_id is not distinct from ${flowId ?? null}::uuid`)
    .execute()
}
