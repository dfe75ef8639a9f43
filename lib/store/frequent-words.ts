import 'server-only'
import { sql } from 'kysely'
import { isBeginning } from '@/lib/runs/search-text'
import type { Executor } from './database'

/** The planner's own estimates change when a table is analyzed, no oftener than this. */
const GOOD_FOR_MS = 10 * 60_000

interface Estimates {
  readonly at: number
  readonly runs: number
  /** By word, the share of runs that have it. */
  readonly shares: ReadonlyMap<string, number>
}

interface Shared {
  lakeportWordShares?: WeakMap<Executor, Estimates>
}

/** Which of the words stand in so few runs that an index of words finds them quickly: about `most` at the most. */
export async function rareWords(db: Executor, words: readonly string[], most: number): Promise<ReadonlySet<string>> {
  const { runs, shares } = await estimates(db)
  return new Set(words.filter((word) => runs * shareOf(shares, word.toLowerCase()) <= most))
}

function shareOf(shares: Estimates['shares'], word: string): number {
  if (!isBeginning(word)) return shares.get(word) ?? 0
  let share = 0
  for (const [known, of] of shares) if (known.startsWith(word)) share += of
  return share
}

async function estimates(db: Executor): Promise<Estimates> {
  const shared = globalThis as Shared
  shared.lakeportWordShares ??= new WeakMap()
  const known = shared.lakeportWordShares.get(db)
  if (known && Date.now() - known.at < GOOD_FOR_MS) return known
  const read = await selectEstimates(db)
  shared.lakeportWordShares.set(db, read)
  return read
}

async function selectEstimates(db: Executor): Promise<Estimates> {
  const { rows } = await sql<{ runs: number; words: string[] | null; shares: number[] | null }>`
    select reltuples::double precision as runs, most_common_elems::text::text[] as words,
           most_common_elem_freqs::double precision[] as shares
      from pg_class
      left join pg_stats on schemaname = current_schema and tablename = 'runs' and attname = 'search'
     where pg_class.oid = 'runs'::regclass`.execute(db)
  const { runs = 0, words, shares } = rows[0] ?? {}
  // Behind the shares of the words stand the least and the greatest of them.
  return { at: Date.now(), runs, shares: new Map((words ?? []).map((word, at) => [word, shares?.[at] ?? 0])) }
}
