import 'server-only'
import { sql } from 'kysely'
import { BAD, type DayFigures, type Figures, GOOD, type NamedFigures } from '@/lib/runs/run-figures'
import type { Aged } from './aged-rows'
import type { Executor } from './database'

/** Of whose runs, and from which day on (UTC). */
export interface FiguresOf {
  /** undefined: everybody's. */
  readonly personId: string | undefined
  readonly flowSlug: string | undefined
  readonly from: string
}

const MOST_NAMED = 20

const SUMS = sql`
  greatest(sum(runs), 0)::int as runs,
  greatest(sum(runs) filter (where status in (${sql.join(GOOD)})), 0)::int as good,
  greatest(sum(runs) filter (where status in (${sql.join(BAD)})), 0)::int as bad,
  greatest(sum(ran), 0)::int as ran,
  greatest(sum(queued_ms), 0)::float8 as "queuedMs",
  greatest(sum(took_ms), 0)::float8 as "tookMs"`

/** Only days that have runs, in their order. */
export async function selectDays(db: Executor, of: FiguresOf): Promise<DayFigures[]> {
  const { rows } = await sql<DayFigures>`
    select to_char(day, 'YYYY-MM-DD') as day, ${SUMS}
      from ${of.personId === undefined ? sql`flow_days` : sql`person_days`}
     where ${fits(of)}
     group by day
    having sum(runs) > 0
     order by day`.execute(db)
  return rows
}

/** Those of one flow, as its page shows them. */
export async function selectDaysOfFlow(db: Executor, flowId: string, from: string): Promise<DayFigures[]> {
  const { rows } = await sql<DayFigures>`
    select to_char(day, 'YYYY-MM-DD') as day, ${SUMS}
      from flow_days
     where flow_id = ${flowId} and day >= ${from}::date
     group by day
    having sum(runs) > 0
     order by day`.execute(db)
  return rows
}

export interface Shares {
  readonly flows: readonly NamedFigures[]
  readonly people: readonly NamedFigures[]
  /** By how many edges of `run-figures.ts` a run has reached. */
  readonly lengths: ReadonlyMap<number, number>
}

/** The busiest flows and, of everybody's runs, people and lengths: in one statement. */
export async function selectShares(db: Executor, of: FiguresOf): Promise<Shares> {
  const everybodys = of.personId === undefined
  const { rows } = await sql<NamedFigures & { kind: 'flow' | 'person' | 'length' }>`
    select * from (
      select 'flow' as kind, flows.slug as key, flows.title as name, counted.*
        from (select flow_id, ${SUMS} from ${everybodys ? sql`flow_days` : sql`person_days`} where ${fits(of)}
               group by flow_id having sum(runs) > 0 order by sum(runs) desc, flow_id limit ${MOST_NAMED}) as counted
        join flows on flows.id = counted.flow_id) as by_flow
    ${everybodys ? sql`union all ${byPerson(of)} union all ${byLength(of)}` : sql``}
    order by runs desc, name`.execute(db)
  const named = (kind: string) =>
    rows.filter((row) => row.kind === kind).map(({ key, name, ...figures }) => ({ key, name, ...figuresIn(figures) }))
  const lengths = rows.filter(({ kind }) => kind === 'length')
  return {
    flows: named('flow'),
    people: named('person'),
    lengths: new Map(lengths.map(({ key, runs }) => [Number(key), runs])),
  }
}

function byPerson(of: FiguresOf) {
  return sql`
    select * from (
      select 'person' as kind, people.id::text as key, people.display_name as name, counted.*
        from (select person_id, ${SUMS} from person_days where ${fits(of)}
               group by person_id having sum(runs) > 0 order by sum(runs) desc, person_id limit ${MOST_NAMED}) as counted
        join people on people.id = counted.person_id) as by_person`
}

function byLength(of: FiguresOf) {
  return sql`
    select * from (
      select 'length' as kind, length::text as key, '' as name, null::uuid as nothing, ${SUMS}
        from flow_days where ${fits(of)} group by length having sum(runs) > 0) as by_length`
}

function fits({ personId, flowSlug, from }: FiguresOf) {
  const conditions = [
    sql<boolean>`day >= ${from}::date`,
    ...(personId === undefined ? [] : [sql<boolean>`person_id = ${personId}`]),
    ...(flowSlug === undefined ? [] : [sql<boolean>`flow_id = (select id from flows where slug = ${flowSlug})`]),
  ]
  return sql`${sql.join(conditions, sql` and `)}`
}

function figuresIn({ runs, good, bad, ran, queuedMs, tookMs }: Figures): Figures {
  return { runs, good, bad, ran, queuedMs, tookMs }
}

/** Who ran how much is kept no longer than the runs themselves; what has no names stays. */
export async function deleteOldPersonDays(db: Executor, { before, limit }: Aged): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from person_days
     where ctid in (select ctid from person_days where day < (${before}::timestamptz at time zone 'UTC')::date
                     order by day limit ${limit})`.execute(db)
  return Number(numAffectedRows)
}
