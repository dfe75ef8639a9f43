import 'server-only'
import { sql } from 'kysely'
import type { Executor } from './database'

/** The file of a run has reached its volume: nothing of it is awaited any more. */
export async function markUploaded(
  db: Executor,
  runId: string,
  { field, bytes }: { readonly field: string; readonly bytes: number },
): Promise<void> {
  await sql`
    update runs
       set files = jsonb_set(files, array[${field}, 'bytes'], to_jsonb(${bytes}::bigint)), files_until = null
     where id = ${runId}`.execute(db)
}
