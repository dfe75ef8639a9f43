import 'server-only'
import { type RawBuilder, sql } from 'kysely'
import type { RunSummary } from '@/lib/runs/run'
import type { Executor } from './database'
import { rareWords } from './frequent-words'
import { type Condition, type RunCursor, type RunFilter, rareWordsIn, restOf, timeOf, wordsIn } from './run-filter'
import { pathsOf, type RunPath } from './run-paths'
import { SUMMARY, type SummaryRow, toSummary } from './run-summaries'

/**
 * So many rows are looked at on one way, however few of them fit: nothing can cancel a statement of the embedded store, and it
 * stops everybody else. Each key gets as many as show that it is not there at all.
 */
const MOST_LOOKED_AT = 5_000
const LEAST_OF_A_KEY = 400
/** So many rows that have all the words are looked at, in whatever order. */
const MOST_WITH_WORDS = 4_000

export interface RunPlace {
  /** Rows after (older than) or before (newer than) the cursor. */
  readonly after?: RunCursor | undefined
  readonly before?: RunCursor | undefined
  readonly limit: number
  /** So many rows may be looked at on one way, in place of some thousands. */
  readonly mostLookedAt?: number
}

export interface RunsFound {
  /** Newest first. */
  readonly runs: readonly RunSummary[]
  /** Beyond this row nothing was looked at, although the page is not full: whoever goes on starts here. */
  readonly cutAt: RunCursor | undefined
}

/**
 * Runs by seek: the same work at the millionth row as at the first, and never more than some ten thousand rows, whatever is
 * asked for. What one index does not find within that is tried by another.
 */
export async function searchRuns(db: Executor, filter: RunFilter, place: RunPlace): Promise<RunsFound> {
  const [first, second] = pathsOf(filter)
  if (!first || first.keys.length === 0) return { runs: [], cutAt: undefined }
  const found = await lookAlong(db, filter, place, first)
  if (!found.cutAt) return found
  const byWords = await lookByWords(db, filter, place)
  if (byWords) return byWords
  const other = second && (await lookAlong(db, filter, place, second))
  return other && (!other.cutAt || isFurther(other.cutAt, found.cutAt, place)) ? other : found
}

function isFurther(one: RunCursor, other: RunCursor, { before }: RunPlace): boolean {
  return before ? one.createdAt > other.createdAt : one.createdAt < other.createdAt
}

interface LookedRow extends SummaryRow {
  readonly fits: boolean
  /** The last row that its key may be looked at: what lies behind it is not known. */
  readonly is_last: boolean
}

async function lookAlong(db: Executor, filter: RunFilter, place: RunPlace, path: RunPath): Promise<RunsFound> {
  const order = orderOf(place)
  const rest = restOf(filter, path.met)
  const bounds = [...timeOf(filter), ...behind(place)]
  const most = mostOfAKey(place, path)
  const keys = path.keys.map((key) =>
    rest.length === 0
      ? plainKey(all([key, ...bounds]), order, place.limit)
      : lookedKey(all([key, ...bounds]), all(rest), { order, most, limit: place.limit }),
  )
  const { rows } = await sql<LookedRow>`
    with looked as (
      select * from (${sql.join(keys, sql` union all `)}) as of_keys
       order by created_at ${order}, id ${order} limit ${place.limit + 1})
    select looked.fits, looked.is_last, ${SUMMARY}
      from looked join runs on runs.id = looked.id join flows on flows.id = runs.flow_id
     order by looked.created_at ${order}, looked.id ${order}`.execute(db)
  return upToTheCut(rows, place)
}

function mostOfAKey({ mostLookedAt }: RunPlace, { keys }: RunPath): number {
  const share = Math.floor((mostLookedAt ?? MOST_LOOKED_AT) / keys.length)
  return Math.max(share, mostLookedAt === undefined ? LEAST_OF_A_KEY : 1)
}

/** Every row of the key fits. */
function plainKey(condition: Condition, order: RawBuilder<unknown>, limit: number) {
  return sql`(
    select id, created_at, true as fits, false as is_last from runs
     where ${condition} order by created_at ${order}, id ${order} limit ${limit})`
}

/** Rows are looked at one by one, and no further than the page needs: numbering them takes no look ahead. */
function lookedKey(
  condition: Condition,
  rest: Condition,
  { order, most, limit }: { readonly order: RawBuilder<unknown>; readonly most: number; readonly limit: number },
) {
  return sql`(
    select id, created_at, fits, place = ${most} as is_last from (
      select id, created_at, (${rest}) is true as fits,
             row_number() over (order by created_at ${order}, id ${order}) as place
        from runs where ${condition} order by created_at ${order}, id ${order} limit ${most}) as numbered
     where fits or place = ${most} limit ${limit})`
}

function upToTheCut(rows: readonly LookedRow[], place: RunPlace): RunsFound {
  const cut = rows.findIndex(({ is_last }) => is_last)
  const known = cut === -1 ? rows : rows.slice(0, cut + 1)
  const fitting = known.filter(({ fits }) => fits).slice(0, place.limit)
  const last = fitting.length < place.limit ? rows[cut] : undefined
  return { runs: newestFirst(fitting, place), cutAt: last && { createdAt: last.created_at, id: last.id } }
}

/** Rare words, wherever they are: `undefined` where no word is asked for, or too many rows have them. */
async function lookByWords(db: Executor, filter: RunFilter, place: RunPlace): Promise<RunsFound | undefined> {
  const asked = wordsIn(filter)
  if (asked.length === 0) return undefined
  const most = place.mostLookedAt ?? MOST_WITH_WORDS
  const words = rareWordsIn(filter, await rareWords(db, asked, most))
  if (!words) return undefined
  const order = orderOf(place)
  const condition = all([...timeOf(filter), ...behind(place), ...restOf(filter, new Set())])
  // The first part is planned as if it were read to its end, so by the index of words, and read no further than it is needed.
  const { rows } = await sql<SummaryRow & { hits: number; id: string | null }>`
    with every as materialized (select runs.id from runs where ${words}),
         hits as materialized (select id from every limit ${most + 1}),
         found as materialized (
           select runs.id, runs.created_at from hits join runs on runs.id = hits.id
            where ${condition} order by runs.created_at ${order}, runs.id ${order} limit ${place.limit})
    select counted.hits, ${SUMMARY}
      from (select count(*)::int as hits from hits) as counted
      left join (found join runs on runs.id = found.id join flows on flows.id = runs.flow_id) on true
     order by runs.created_at ${order}, runs.id ${order}`.execute(db)
  if ((rows[0]?.hits ?? 0) > most) return undefined
  return {
    runs: newestFirst(
      rows.filter(({ id }) => id !== null),
      place,
    ),
    cutAt: undefined,
  }
}

function orderOf({ before }: RunPlace): RawBuilder<unknown> {
  return sql.raw(before ? 'asc' : 'desc')
}

function behind({ after, before }: RunPlace): Condition[] {
  if (before) return [sql<boolean>`(runs.created_at, runs.id) > (${before.createdAt}, ${before.id}::uuid)`]
  return after ? [sql<boolean>`(runs.created_at, runs.id) < (${after.createdAt}, ${after.id}::uuid)`] : []
}

function all(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`
}

function newestFirst(rows: readonly SummaryRow[], { before }: RunPlace): RunSummary[] {
  const runs = rows.map(toSummary)
  return before ? runs.reverse() : runs
}
