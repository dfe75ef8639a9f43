import 'server-only'
import type { Executor } from './database'

export async function insertFavourite(db: Executor, personId: string, flowId: string, at: Date): Promise<void> {
  await db
    .insertInto('favourites')
    .values({ person_id: personId, flow_id: flowId, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function deleteFavourite(db: Executor, personId: string, flowId: string): Promise<void> {
  await db.deleteFrom('favourites').where('person_id', '=', personId).where('flow_id', '=', flowId).execute()
}
