import 'server-only'
import type { Insertable } from 'kysely'
import type { Executor } from './database'
import type { SignInsTable } from './tables'

export type SignInRow = Insertable<SignInsTable>

/** One row for every sign-in and every token request (AUTH-10). */
export async function insertSignIn(db: Executor, row: SignInRow): Promise<void> {
  await db.insertInto('sign_ins').values(row).execute()
}
