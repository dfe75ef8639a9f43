import 'server-only'
import { sql } from 'kysely'
import { FEWEST_RUNS, LAST_RUNS, type Usual, type UsualTimes } from '@/lib/runs/usual-times'
import type { Executor } from './database'

const PARTS = ['total', 'queue', 'setup', 'work'] as const

/**
 * How long a flow's last runs took that succeeded; undefined where they are too few. What a run waited in Databricks' queues and for
 * its compute is that of the task that waited the longest; the rest of its time is work.
 */
export async function selectUsualTimes(db: Executor, flowId: string): Promise<UsualTimes | undefined> {
  const halves = sql.join(
    PARTS.map(
      (part) => sql`percentile_disc(array[0.5, 0.9]) within group (order by ${sql.ref(part)}) as ${sql.ref(part)}`,
    ),
  )
  const { rows } = await sql<{ runs: number } & Record<(typeof PARTS)[number], readonly [number, number]>>`
    select count(*)::int as runs, ${halves}
      from (
        select total, queue, setup, greatest(total - queue - setup, 0) as work
          from (
            select (extract(epoch from past.ended_at - past.created_at) * 1000)::float8 as total,
                   greatest((extract(epoch from coalesce(past.started_at, past.created_at) - past.created_at) * 1000)::float8, 0)
                     + coalesce(waited.queue, 0) as queue,
                   coalesce(waited.setup, 0) as setup
              from (select id, status, created_at, started_at, ended_at from runs
                     where flow_id = ${flowId} order by created_at desc, id desc limit ${LAST_RUNS}) as past
              left join lateral (
                select max((facts -> 'phases' ->> 'queue')::float8) as queue, max((facts -> 'phases' ->> 'setup')::float8) as setup
                  from run_steps join tasks on tasks.step_id = run_steps.id
                 where run_steps.run_id = past.id) as waited on true
             where past.status = 'Succeeded' and past.ended_at is not null) as split) as times`.execute(db)
  const [row] = rows
  if (!row || row.runs < FEWEST_RUNS) return undefined
  return {
    runs: row.runs,
    total: usual(row.total),
    queue: usual(row.queue),
    setup: usual(row.setup),
    work: usual(row.work),
  }
}

function usual([p50, p90]: readonly [number, number]): Usual {
  return { p50, p90 }
}
