import 'server-only'
import type { Executor } from './database'
import { type SealedPage, sealedAsAsked } from './sealed-columns'

export interface SealedInputs {
  readonly runId: string
  readonly tenantId: string
  readonly objectId: string
  readonly sealed: string
}

/** Secret inputs that wait for their submission, in the order of their runs. */
export async function selectSealedInputs(db: Executor, page: SealedPage): Promise<SealedInputs[]> {
  let rows = db
    .selectFrom('runs')
    .innerJoin('people', 'people.id', 'runs.person_id')
    .select(['runs.id as runId', 'sealed_inputs as sealed', 'tenant_id as tenantId', 'object_id as objectId'])
    .where('sealed_inputs', 'is not', null)
    .$narrowType<{ sealed: string }>()
    .where(({ ref }) => sealedAsAsked(ref('sealed_inputs'), page))
  if (page.after !== undefined) rows = rows.where('runs.id', '>', page.after)
  return rows.orderBy('runs.id').limit(page.limit).execute()
}

/** Compare-and-set on the sealed text itself, which is another one with every sealing. */
export async function replaceSealedInputs(
  db: Executor,
  runId: string,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('runs')
    .set({ sealed_inputs: to })
    .where('id', '=', runId)
    .where('sealed_inputs', '=', from)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}
