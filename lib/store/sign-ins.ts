import 'server-only'
import { type Insertable, sql } from 'kysely'
import type { Executor } from './database'
import type { SignInsTable } from './tables'

export type SignInRow = Insertable<SignInsTable>

/** One row for every sign-in and every token request (AUTH-10). */
export async function insertSignIn(db: Executor, row: SignInRow): Promise<void> {
  await db.insertInto('sign_ins').values(row).execute()
}

/** So many of the newest rows are looked at: the log may be long. */
const ROWS_LOOKED_AT = 500

/** Whether this client has lately been given tokens for this scope. */
export async function haveTokensBeenSeen(
  db: Executor,
  { clientId, scope }: { clientId: string; scope: string },
): Promise<boolean> {
  const newest = db
    .selectFrom('sign_ins')
    .select(['app_id', 'scopes', 'error_code'])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(ROWS_LOOKED_AT)
  const found = await db
    .selectFrom(newest.as('newest'))
    .select('app_id')
    .where('app_id', '=', clientId)
    .where('error_code', '=', '0')
    .where(sql<boolean>`${scope} = any(string_to_array(scopes, ' '))`)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}
