import 'server-only'
import { type Kysely, sql } from 'kysely'

const OVER = `state in ('done', 'refused', 'lost')`
/** What only tries a draft out says nothing of a flow. */
const REAL = "trigger <> 'test'"
/** Of a run that has worked and ended; others have no times. */
const RAN = 'started_at is not null and ended_at is not null'
const MS = (from: string, to: string) => `greatest(extract(epoch from ${to} - ${from}) * 1000, 0)::bigint`

/** Seconds. */
const EDGES = '1,2,5,10,20,30,60,120,300,600,1200,1800,3600,7200,14400,28800,86400'

/** What an ended run adds to a day: that of its press, in UTC. Its length is how many of the edges it has reached. */
const DAY = `(created_at at time zone 'UTC')::date as day`
const LENGTH = `case when ${RAN} then width_bucket(extract(epoch from ended_at - created_at), '{${EDGES}}'::numeric[])
  else -1 end as length`
const ADDED = `
  1 as runs, case when ${RAN} then 1 else 0 end as ran,
  case when ${RAN} then ${MS('created_at', 'started_at')} else 0 end as queued_ms,
  case when ${RAN} then ${MS('created_at', 'ended_at')} else 0 end as took_ms`

const SUMS = ['runs', 'ran', 'queued_ms', 'took_ms'] as const
const SUM_COLUMNS = 'runs integer not null, ran integer not null, queued_ms bigint not null, took_ms bigint not null'
const FLOW_KEY = 'day, flow_id, status, length'
const PERSON_KEY = 'person_id, day, flow_id, status'

/**
 * How many runs there were on each day, and how long they took: counted by the database itself with the end of each run, whichever
 * version of the portal stores it. A run whose end changes is taken out and counted anew; what retention removes stays counted.
 * They refer to no flows and people: that would lock those while all runs are counted.
 */
const STATEMENTS = [
  `create table flow_days (
     day date not null,
     flow_id uuid not null,
     status text not null,
     length smallint not null,
     ${SUM_COLUMNS},
     primary key (${FLOW_KEY}))`,
  'create index flow_days_of_flow on flow_days (flow_id, day)',
  `create table person_days (
     person_id uuid not null,
     day date not null,
     flow_id uuid not null,
     status text not null,
     ${SUM_COLUMNS},
     primary key (${PERSON_KEY}))`,
  'create index person_days_by_day on person_days (day)',
  `create function count_run(run runs, times integer) returns void language plpgsql as $$
   begin
     ${countOne('flow_days', FLOW_KEY, `${DAY}, flow_id, status, ${LENGTH}`)};
     ${countOne('person_days', PERSON_KEY, `person_id, ${DAY}, flow_id, status`)};
   end $$`,
  `create function count_ended_run() returns trigger language plpgsql as $$
   begin
     if old.${OVER} then perform count_run(old, -1); end if;
     if new.${OVER} then perform count_run(new, 1); end if;
     return null;
   end $$`,
  // Runs that are put back from a backup are inserted, and their counts beside them.
  `create trigger runs_counted after update on runs for each row
     when (new.${REAL} and (old.${OVER} or new.${OVER})
           and (old.state, old.status, old.started_at, old.ended_at)
               is distinct from (new.state, new.status, new.started_at, new.ended_at))
     execute function count_ended_run()`,
  `create function count_all_runs() returns void language plpgsql as $$
   begin
     delete from flow_days;
     delete from person_days;
     ${countAll('flow_days', FLOW_KEY, `${DAY}, flow_id, status, ${LENGTH}`)};
     ${countAll('person_days', PERSON_KEY, `person_id, ${DAY}, flow_id, status`)};
   end $$`,
  'revoke execute on function count_all_runs() from public',
  'select count_all_runs()',
]

function countOne(table: string, key: string, keyOfRun: string): string {
  return `insert into ${table} as counted (${key}, ${SUMS.join(', ')})
     select ${key}, ${SUMS.map((sum) => `times * ${sum}`).join(', ')}
       from (select ${keyOfRun}, ${ADDED} from (select (run).*) as one) as added
         on conflict (${key}) do update set ${SUMS.map((sum) => `${sum} = counted.${sum} + excluded.${sum}`).join(', ')}`
}

function countAll(table: string, key: string, keyOfRun: string): string {
  return `insert into ${table} (${key}, ${SUMS.join(', ')})
     select ${key}, ${SUMS.map((sum) => `sum(${sum})`).join(', ')}
       from (select ${keyOfRun}, ${ADDED} from runs where ${OVER} and ${REAL}) as ended
      group by ${key}`
}

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
