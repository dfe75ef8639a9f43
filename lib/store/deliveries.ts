import 'server-only'
import { sql } from 'kysely'
import type { DeliveryProblem, OutWay } from '@/lib/notices/delivery'
import type { NoticeEvent } from '@/lib/notices/notice'
import type { RunStatus } from '@/lib/runs/run-status'
import { isDue } from './claim-runs'
import type { Executor } from './database'
import { leaseEnd } from './lease'

/** Takes up to `limit` that are due; each is somebody else's when the lease runs out. */
export async function claimDeliveries(
  db: Executor,
  { owner, limit }: { readonly owner: string; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with taken as (
      select id from deliveries where ${isDue('deliveries')} order by due_at limit ${limit} for update skip locked)
    update deliveries set lease_owner = ${owner}, lease_until = ${leaseEnd()}, due_at = ${leaseEnd()}
      from taken where deliveries.id = taken.id
    returning deliveries.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** A notice on its way, with what may be told of its run. */
export interface Delivery {
  readonly id: string
  readonly noticeId: string
  readonly way: OutWay
  readonly event: NoticeEvent
  readonly tries: number
  readonly createdAt: Date
  readonly personId: string
  /** The person's sign-in name. */
  readonly userName: string
  readonly run:
    | {
        readonly id: string
        readonly number: number
        readonly flowTitle: string
        readonly status: RunStatus
        readonly createdAt: Date
        readonly endedAt: Date | undefined
      }
    | undefined
}

/** One that is neither sent nor given up. */
export async function selectDelivery(db: Executor, id: string): Promise<Delivery | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .innerJoin('notices', 'notices.id', 'deliveries.notice_id')
    .innerJoin('people', 'people.id', 'notices.person_id')
    .leftJoin('runs', 'runs.id', 'notices.run_id')
    .leftJoin('flows', 'flows.id', 'runs.flow_id')
    .select(['deliveries.id', 'notice_id', 'way', 'event', 'tries', 'deliveries.created_at as kept_at'])
    .select(['notices.person_id', 'people.user_name', 'notices.status'])
    .select(['notices.run_id', 'runs.number', 'flows.title', 'runs.created_at as pressed_at', 'runs.ended_at'])
    .where('deliveries.id', '=', id)
    .where('sent_at', 'is', null)
    .where('given_up_at', 'is', null)
    .executeTakeFirst()
  if (!row) return undefined
  const { run_id, number, title, status, pressed_at, ended_at } = row
  return {
    ...{ id: row.id, noticeId: row.notice_id, way: row.way, event: row.event, tries: row.tries },
    ...{ createdAt: row.kept_at, personId: row.person_id, userName: row.user_name },
    run:
      run_id !== null && number !== null && title !== null && status !== null && pressed_at !== null
        ? { id: run_id, number, flowTitle: title, status, createdAt: pressed_at, endedAt: ended_at ?? undefined }
        : undefined,
  }
}

export async function setSent(trx: Executor, id: string): Promise<void> {
  await sql`update deliveries set sent_at = now(), problem = null where id = ${id}`.execute(trx)
}

/** It was tried once more, and is tried again. */
export async function setTried(trx: Executor, id: string, problem: DeliveryProblem): Promise<void> {
  await sql`update deliveries set tries = tries + 1, problem = ${problem} where id = ${id}`.execute(trx)
}

/** Nobody tries any more: the bell tells the person, whether or not it was to tell of the run. */
export async function giveUp(
  trx: Executor,
  { id, noticeId }: Pick<Delivery, 'id' | 'noticeId'>,
  problem: DeliveryProblem,
): Promise<void> {
  await sql`update deliveries set given_up_at = now(), tries = tries + 1, problem = ${problem} where id = ${id}`.execute(
    trx,
  )
  await sql`update notices set in_app = true, read_at = null where id = ${noticeId}`.execute(trx)
}
