import 'server-only'
import { setImmediate as others } from 'node:timers/promises'
import { query } from '@/lib/store/current'
import type { RunCursor, RunFilter } from '@/lib/store/run-filter'
import { searchRuns } from '@/lib/store/run-search'

/**
 * The ids of all runs that fit, newest first, some at a time; a page may be empty where few fit. Each is read by a statement of
 * its own, from where the one before it ended: nothing is held meanwhile, and others come in between.
 */
export async function* pagesOf(
  filter: RunFilter,
  rowsAtOnce: number,
  from?: RunCursor,
): AsyncGenerator<string[], void> {
  let after = from
  for (;;) {
    const { runs, cutAt } = await query((db) => searchRuns(db, filter, { after, limit: rowsAtOnce }))
    yield runs.map(({ id }) => id)
    const last = runs.at(-1)
    if (runs.length === rowsAtOnce && last) after = { createdAt: new Date(last.createdAt), id: last.id }
    else if (cutAt) after = cutAt
    else return
    // A chain of reads of the embedded store never lets anybody else have a turn.
    await others()
  }
}
