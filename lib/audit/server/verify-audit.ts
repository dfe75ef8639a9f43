import 'server-only'
import { hash } from 'node:crypto'
import { type ChainPlace, ChainWalk } from '@/lib/audit/chain-walk'
import { selectAuditHead, selectChainedRows, selectUnchainedRow } from '@/lib/store/audit-chain'
import type { Database, Executor } from '@/lib/store/database'

const PAGE = 1_000

export type Verified =
  | { readonly ok: true; readonly rows: number; readonly last: ChainPlace; readonly rowsBefore: number }
  | { readonly ok: false; readonly problem: string }

/**
 * Reads the whole audit log and checks its chain (AUD-3), or says what is wrong with the first row that is not as it was
 * written. It reads in pages, so its memory does not grow with the log, and one state of the database, so a portal may
 * write meanwhile. `noted` is a place of the chain that was kept elsewhere; ChainWalk says what only that can show.
 */
export function verifyAudit(database: Database, noted?: ChainPlace): Promise<Verified> {
  return database.unhurried((db) =>
    db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((trx) => walk(trx, noted)),
  )
}

async function walk(db: Executor, noted: ChainPlace | undefined): Promise<Verified> {
  const chain = new ChainWalk((text) => hash('sha256', text, 'hex'), noted)
  for (;;) {
    const page = await selectChainedRows(db, chain.last.position, PAGE)
    for (const row of page) {
      const problem = chain.take(row)
      if (problem) return { ok: false, problem }
    }
    if (page.length < PAGE) break
  }
  const unchained = await selectUnchainedRow(db)
  if (unchained) {
    return { ok: false, problem: `A row (${unchained.action}, id ${unchained.id}) was written past the chain.` }
  }
  const problem = chain.finish(await selectAuditHead(db))
  return problem
    ? { ok: false, problem }
    : { ok: true, rows: chain.rows, last: chain.last, rowsBefore: chain.rowsBefore }
}
