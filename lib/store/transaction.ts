import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Kysely, Transaction } from 'kysely'

interface Scope {
  open: boolean
}

// Next evaluates a module once for each bundle: without globalThis every bundle would guard only itself.
const SLOT = Symbol.for('lakeport.store.transaction')
const shared = globalThis as { [SLOT]?: AsyncLocalStorage<Scope> }
shared[SLOT] ??= new AsyncLocalStorage<Scope>()
const scopes = shared[SLOT]

/** PostgreSQL's word for the one of several transactions that it gave up because they waited for each other. */
const DEADLOCK = '40P01'
const MOST_TRIES = 5

/**
 * Runs `work` in one transaction; it commits when `work` fulfils and rolls back when it rejects.
 * `work` uses the handle it is given and nothing else: the outer handle would wait for ever on the embedded
 * store, which has one session, so it throws on both stores. A network call would hold up everybody.
 * It is done again when the database gave it up for others that it stood in the way of, and so changes nothing but rows.
 */
export async function transact<DB, T>(db: Kysely<DB>, work: (trx: Transaction<DB>) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transactOnce(db, work)
    } catch (error) {
      if (!isDeadlock(error) || tries === MOST_TRIES) throw error
    }
  }
}

function transactOnce<DB, T>(db: Kysely<DB>, work: (trx: Transaction<DB>) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    const scope: Scope = { open: true }
    try {
      return await scopes.run(scope, () => work(trx))
    } finally {
      scope.open = false
    }
  })
}

function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === DEADLOCK
}

/** To be called before every network call, and before the outer handle is used. @throws Error: a bug of the caller */
export function assertOutsideTransaction(what: string): void {
  if (scopes.getStore()?.open) throw new Error(`${what} inside a transaction: pass the transaction down instead`)
}
