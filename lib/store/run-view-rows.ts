import 'server-only'
import type { RunList, SavedView } from '@/lib/runs/saved-view'
import type { Executor } from './database'

interface OfPerson {
  readonly personId: string
  readonly list: RunList
}

/** By name. */
export async function selectViews(db: Executor, { personId, list }: OfPerson): Promise<SavedView[]> {
  return db
    .selectFrom('run_views')
    .select(['id', 'name', 'query', 'is_start as isStart'])
    .where('person_id', '=', personId)
    .where('list', '=', list)
    .orderBy('name')
    .execute()
}

/** A view of this person's, in whichever list; nobody changes it until the transaction ends. */
export async function lockView(trx: Executor, personId: string, id: string) {
  return trx
    .selectFrom('run_views')
    .select(['id', 'list'])
    .where('person_id', '=', personId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** False where the person has one of this name. */
export async function insertView(
  trx: Executor,
  { personId, list, id, name, query, at }: OfPerson & { id: string; name: string; query: string; at: Date },
): Promise<boolean> {
  const inserted = await trx
    .insertInto('run_views')
    .values({ id, person_id: personId, list, name, query, is_start: false, created_at: at })
    .onConflict((conflict) => conflict.columns(['person_id', 'list', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function renameView(trx: Executor, id: string, name: string): Promise<void> {
  await trx.updateTable('run_views').set({ name }).where('id', '=', id).execute()
}

export async function deleteView(trx: Executor, id: string): Promise<void> {
  await trx.deleteFrom('run_views').where('id', '=', id).execute()
}

/** The list opens with this view and no other; with none where there is no id. */
export async function setStartView(
  trx: Executor,
  { personId, list }: OfPerson,
  id: string | undefined,
): Promise<void> {
  await trx
    .updateTable('run_views')
    .set({ is_start: false })
    .where('person_id', '=', personId)
    .where('list', '=', list)
    .where('is_start', '=', true)
    .execute()
  if (id) await trx.updateTable('run_views').set({ is_start: true }).where('id', '=', id).execute()
}
