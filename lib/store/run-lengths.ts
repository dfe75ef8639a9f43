import 'server-only'
import { sql } from 'kysely'

/** Seconds, each twice the one before: a year lies in the last of the classes between them. */
const EDGES = Array.from({ length: 25 }, (_none, place) => 2 ** place)

/** Of an ended run, how many of the edges it has reached; null of one that goes on. As `late-indexes.ts` has it. */
export const LENGTH_CLASS = `width_bucket(extract(epoch from (ended_at - created_at)), '{${EDGES.join(',')}}'::numeric[])`

/** From the press to the end, or until now. */
const LENGTH = sql`(coalesce(runs.ended_at, case when runs.state in ('done', 'refused', 'lost') then runs.created_at else now() end) - runs.created_at)`

export interface LengthRange {
  readonly atLeastMs: number | undefined
  readonly atMostMs: number | undefined
}

export function isOfLength({ atLeastMs, atMostMs }: LengthRange) {
  const ms = (count: number) => sql`${count}::double precision * interval '1 millisecond'`
  return [
    ...(atLeastMs === undefined ? [] : [sql<boolean>`${LENGTH} >= ${ms(atLeastMs)}`]),
    ...(atMostMs === undefined ? [] : [sql<boolean>`${LENGTH} <= ${ms(atMostMs)}`]),
  ]
}

/** One condition for each class in which such runs are; those that go on are a class by themselves. */
export function lengthClasses({ atLeastMs = 0, atMostMs = Number.POSITIVE_INFINITY }: LengthRange) {
  const reached = (ms: number) => EDGES.filter((edge) => edge * 1_000 <= ms).length
  const [first, last] = [reached(atLeastMs), reached(atMostMs)]
  const classes = Array.from({ length: Math.max(last - first + 1, 0) }, (_none, place) => first + place)
  const lengthClass = sql.raw(LENGTH_CLASS)
  return [...classes.map((of) => sql<boolean>`${lengthClass} = ${of}`), sql<boolean>`${lengthClass} is null`]
}
