import 'server-only'
import { sql } from 'kysely'
import type { Typed } from '@/lib/flows/typed'
import type { Aged } from './aged-rows'
import type { Executor } from './database'

interface OfPerson {
  readonly personId: string
  readonly flowId: string
}

/** For an hour by the database's clock, in place of what the person had kept of this flow. */
export async function putKeptForm(trx: Executor, { personId, flowId }: OfPerson, typed: Typed): Promise<void> {
  const kept = { typed: JSON.stringify(typed), expires_at: sql<Date>`now() + interval '1 hour'` }
  await trx
    .insertInto('kept_forms')
    .values({ person_id: personId, flow_id: flowId, ...kept })
    .onConflict((conflict) => conflict.columns(['person_id', 'flow_id']).doUpdateSet(kept))
    .execute()
}

/** What a person has of a flow: whether they marked it, whether they make it, and what they left behind in its form. */
export async function selectBelongings(
  db: Executor,
  { personId, objectId, flowId }: OfPerson & { readonly objectId: string },
): Promise<{ readonly favourite: boolean; readonly makes: boolean; readonly kept: Typed | undefined }> {
  const { rows } = await sql<{ favourite: boolean; makes: boolean; kept: Typed | null }>`
    select exists (select from favourites where person_id = ${personId} and flow_id = ${flowId}) as favourite,
           exists (select from flows where id = ${flowId} and makers ? ${objectId}) as makes,
           (select typed from kept_forms
             where person_id = ${personId} and flow_id = ${flowId} and expires_at > now()) as kept`.execute(db)
  return { favourite: rows[0]?.favourite ?? false, makes: rows[0]?.makes ?? false, kept: rows[0]?.kept ?? undefined }
}

/** It was pressed: the form is empty the next time. */
export async function deleteKeptForm(trx: Executor, { personId, flowId }: OfPerson): Promise<void> {
  await trx.deleteFrom('kept_forms').where('person_id', '=', personId).where('flow_id', '=', flowId).execute()
}

/** Answers how many were over before then. */
export async function deleteOldForms(trx: Executor, { before, limit }: Aged): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from kept_forms
     where (person_id, flow_id) in (
       select person_id, flow_id from kept_forms where expires_at < ${before} order by expires_at limit ${limit})`.execute(
    trx,
  )
  return Number(numAffectedRows)
}
