import 'server-only'
import { sql } from 'kysely'
import { config } from '@/lib/config'
import { newId } from '@/lib/new-id'
import type { DeliveryState } from '@/lib/notices/delivery'
import { ENDS_WELL, MOST_COUNTED, type Notice, STANDARD_WISHES, type Way } from '@/lib/notices/notice'
import { waysWith } from '@/lib/notices/ways-with'
import { FOLLOWED, UNSUBMITTED } from '@/lib/runs/run-state'
import type { Aged } from './aged-rows'
import type { Executor } from './database'

const UNDER_WAY = [...UNSUBMITTED, ...FOLLOWED]

/** What the person of a run wants to be told: of its flow, else of all. `runs` is the table that it is joined to. */
const WISHES_OF_RUNS = sql`
  left join notice_wishes as own on own.person_id = runs.person_id and own.flow_id = runs.flow_id
  left join notice_wishes as usual on usual.person_id = runs.person_id and usual.flow_id is null`
const WISHES = sql`coalesce(own.wishes, usual.wishes, ${JSON.stringify(STANDARD_WISHES)}::jsonb)`

const EVENT_OF_END = sql`case when runs.status in (${sql.join(ENDS_WELL)}) then 'end' else 'failure' end`

/** As a table `made`: an id for each way out of the portal. */
const newDeliveries = () =>
  sql`(values (${newId()}::uuid, 'email'), (${newId()}::uuid, 'teams'), (${newId()}::uuid, 'webhook')) as made (id, way)`

/**
 * Tells the person of a run that it is over, as they want to be told. To be called in the transaction that stores the end: there
 * is no end of which nobody is told, and nobody is told twice.
 */
export function keepNoticeOfEnd(trx: Executor, runId: string): Promise<boolean> {
  return keepNotice(trx, runId, EVENT_OF_END)
}

/** That it takes unusually long: once, and while it is under way. Answers whether that is news. */
export function keepNoticeOfWait(trx: Executor, runId: string): Promise<boolean> {
  return keepNotice(trx, runId, sql`'wait'`, sql`and runs.state in (${sql.join(UNDER_WAY)})`)
}

async function keepNotice(
  trx: Executor,
  runId: string,
  event: ReturnType<typeof sql>,
  condition = sql``,
): Promise<boolean> {
  const ways = waysWith(config())
  const { rows } = await sql`
    with run as (
      select runs.id, runs.person_id, runs.status, ${event} as event, ${WISHES} as wishes
        from runs ${WISHES_OF_RUNS}
       where runs.id = ${runId} ${condition}),
    wanted as (
      select *, ${JSON.stringify(ways)}::jsonb as offered from run),
    kept as (
      insert into notices (id, person_id, run_id, event, status, in_app, created_at)
      select ${newId()}::uuid, person_id, id, event, status, wishes -> event @> '"app"', now()
        from wanted
       where exists (select from jsonb_array_elements(wishes -> event) as way where offered @> way)
      on conflict do nothing
      returning id),
    sent as (
      insert into deliveries (id, notice_id, way, created_at, due_at)
      select made.id, kept.id, made.way, now(), now()
        from kept, wanted, ${newDeliveries()}
       where wishes -> event @> to_jsonb(made.way) and offered @> to_jsonb(made.way))
    select id from kept`.execute(trx)
  return rows.length > 0
}

/** So many of a flow's last runs say how long it takes; fewer than that say nothing. */
const LAST_RUNS = 50
const FEWEST_RUNS = 5

/**
 * Runs of people who want to be told, that take longer than nine of ten of their flow's last runs, and a minute at least, or
 * that have not begun after ten minutes.
 */
export async function selectLongWaits(db: Executor, limit: number): Promise<{ id: string; personId: string }[]> {
  const { rows } = await sql<{ id: string; personId: string }>`
    select runs.id, runs.person_id as "personId"
      from notice_wishes as asked
      join runs on runs.person_id = asked.person_id and runs.state in (${sql.join(UNDER_WAY)})
       and (asked.flow_id is null or asked.flow_id = runs.flow_id)
      ${WISHES_OF_RUNS}
      left join lateral (
        select percentile_disc(0.9) within group (order by ended_at - created_at) as length
          from (select past.status, past.created_at, past.ended_at from runs as past
                 where past.flow_id = runs.flow_id order by past.created_at desc, past.id desc
                 limit ${LAST_RUNS}) as last_runs
         where status = 'Succeeded' and ended_at is not null
        having count(*) >= ${FEWEST_RUNS}) as usually on true
     where asked.wishes -> 'wait' <> '[]' and ${WISHES} -> 'wait' <> '[]'
       and not exists (select from notices where notices.run_id = runs.id and notices.event = 'wait')
       and ((usually.length is not null and now() - runs.created_at > greatest(usually.length, interval '1 minute'))
            or (runs.status in ('Waiting', 'Queued') and now() - runs.created_at > interval '10 minutes'))
     group by runs.id, runs.person_id
     limit ${limit}`.execute(db)
  return rows
}

/** For the statement that looks a person up, of whom `people` is the table: how many notices wait to be read. */
export const UNREAD_OF_PEOPLE = sql<number>`(
  select count(*)::int from (
    select from notices where person_id = people.id and in_app and read_at is null limit ${sql.lit(MOST_COUNTED)}) as unread)`
/** The same: whether runs of theirs are under way. */
export const HAVE_RUNS_UNDER_WAY = sql<boolean>`exists (
  select from runs where person_id = people.id and state in (${sql.join(UNDER_WAY.map((state) => sql.lit(state)))}))`

/** What a person was told in the portal, newest first; of those, the ones before `before`. */
export async function selectNotices(
  db: Executor,
  {
    personId,
    before,
    limit,
  }: { readonly personId: string; readonly before: string | undefined; readonly limit: number },
): Promise<Notice[]> {
  let rows = db
    .selectFrom('notices')
    .leftJoin('runs', 'runs.id', 'notices.run_id')
    .leftJoin('flows', 'flows.id', 'runs.flow_id')
    .select(['notices.id', 'event', 'notices.status', 'notices.created_at', 'read_at'])
    .select(['run_id', 'runs.number', 'flows.title'])
    .select(
      sql<DeliveryState[]>`coalesce((
        select jsonb_agg(jsonb_build_object('way', way, 'problem', problem, 'state',
                 case when sent_at is not null then 'sent' when given_up_at is not null then 'given_up' else 'open' end)
                 order by way)
          from deliveries where notice_id = notices.id), '[]')`.as('deliveries'),
    )
    .where('notices.person_id', '=', personId)
    .where('in_app', '=', true)
  if (before !== undefined) rows = rows.where('notices.id', '<', before)
  const found = await rows.orderBy('notices.id', 'desc').limit(limit).execute()
  return found.map((row) => ({
    id: row.id,
    event: row.event,
    at: row.created_at.getTime(),
    isRead: row.read_at !== null,
    deliveries: row.deliveries,
    run:
      row.run_id !== null && row.number !== null && row.title !== null && row.status !== null
        ? { id: row.run_id, number: row.number, flowTitle: row.title, status: row.status }
        : undefined,
  }))
}

/** A test for the person. False where they had one so short a time ago: whoever asks first locks the person. */
export async function keepTestNotice(
  trx: Executor,
  test: { readonly id: string; readonly personId: string; readonly ways: readonly Way[]; readonly everyMs: number },
): Promise<boolean> {
  await trx.selectFrom('people').select('id').where('id', '=', test.personId).forUpdate().execute()
  const { rows } = await sql`
    insert into notices (id, person_id, event, in_app, created_at)
    select ${test.id}::uuid, ${test.personId}::uuid, 'test', true, now()
     where not exists (select from notices where person_id = ${test.personId} and event = 'test'
                          and created_at > now() - ${test.everyMs}::double precision * interval '1 millisecond')
    returning id`.execute(trx)
  if (rows.length === 0) return false
  await sql`
    insert into deliveries (id, notice_id, way, created_at, due_at)
    select made.id, ${test.id}::uuid, made.way, now(), now()
      from ${newDeliveries()} where ${JSON.stringify(test.ways)}::jsonb @> to_jsonb(made.way)`.execute(trx)
  return true
}

/** Whose it is, and of which run. */
export async function selectNoticeOwner(
  db: Executor,
  id: string,
): Promise<{ readonly personId: string; readonly runId: string | undefined } | undefined> {
  const row = await db.selectFrom('notices').select(['person_id', 'run_id']).where('id', '=', id).executeTakeFirst()
  return row && { personId: row.person_id, runId: row.run_id ?? undefined }
}

/** One of this person's, or all of them. */
export async function setRead(db: Executor, personId: string, id?: string): Promise<void> {
  let unread = db
    .updateTable('notices')
    .set({ read_at: sql<Date>`now()` })
    .where('person_id', '=', personId)
    .where('read_at', 'is', null)
  if (id !== undefined) unread = unread.where('id', '=', id)
  await unread.execute()
}

/** Answers how many. */
export async function deleteOldNotices(db: Executor, { before, limit }: Aged): Promise<number> {
  const old = db
    .selectFrom('notices')
    .select('id')
    .where('created_at', '<', before)
    .orderBy('created_at')
    .limit(limit)
  const { numDeletedRows } = await db.deleteFrom('notices').where('id', 'in', old).executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
