import 'server-only'
import { sql } from 'kysely'
import type { UnmatchedError } from '@/lib/drafts/unmatched-error'
import { errorGroupOf } from '@/lib/runs/error-group'
import type { Failure } from '@/lib/runs/failure'
import type { Executor } from './database'

/** Why a run failed. A repair takes it back. */
export async function setFailure(
  db: Executor,
  runId: string,
  { cause, line }: Failure,
  inputs: Readonly<Record<string, unknown>>,
): Promise<void> {
  const group = line === undefined ? null : errorGroupOf(line, inputs)
  await db
    .updateTable('runs')
    .set({ cause, error_line: line ?? null, error_group: group })
    .where('id', '=', runId)
    .execute()
}

/** So many runs that failed are looked at, the latest. */
const MOST_LOOKED_AT = 2_000
const MOST_GROUPS = 20

interface Asked {
  readonly flowId: string
  readonly days: number
  /** What the line of an error must not have in it, in any spelling of upper and lower case. */
  readonly patterns: readonly string[]
  /** Whose runs may be named; everybody's where it is left out. */
  readonly runsOf: string | undefined
}

interface GroupRow {
  readonly group: string
  readonly count: number
  readonly last_at: Date
  readonly run: { readonly id: string; readonly number: number } | null
}

/** Errors by what those of a kind have in common, most frequent first. Runs that tried a draft out do not count. */
export async function selectUnmatchedErrors(db: Executor, asked: Asked): Promise<UnmatchedError[]> {
  const { flowId, days, patterns, runsOf } = asked
  const line = sql`normalize(lower(failed.error_line))`
  const matches = patterns.map((pattern) => sql`position(normalize(lower(${pattern}::text)) in ${line}) > 0`)
  const isTheirs = runsOf === undefined ? sql`true` : sql`failed.person_id = ${runsOf}::uuid`
  const { rows } = await sql<GroupRow>`
    with failed as (
      select id, number, person_id, error_line, error_group, created_at from runs
       where flow_id = ${flowId} and error_group is not null and trigger <> 'test'
         and created_at > now() - ${days}::integer * interval '1 day'
       order by created_at desc limit ${MOST_LOOKED_AT})
    select error_group as "group", count(*)::integer as count, max(created_at) as last_at,
           (array_agg(jsonb_build_object('id', id, 'number', number) order by created_at desc)
              filter (where ${isTheirs}))[1] as run
      from failed
     where ${matches.length === 0 ? sql`true` : sql`not (${sql.join(matches, sql` or `)})`}
     group by error_group
     order by count desc, last_at desc
     limit ${MOST_GROUPS}`.execute(db)
  return rows.map(({ group, count, last_at, run }) => ({
    ...{ group, count, lastAt: last_at.getTime() },
    run: run ?? undefined,
  }))
}
