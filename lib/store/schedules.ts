import 'server-only'
import { sql } from 'kysely'
import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import { FINISHED } from '@/lib/runs/run-state'
import type { Planned, Schedule, Timing } from '@/lib/schedules/schedule'
import { isDue } from './claim-runs'
import type { Executor } from './database'
import { type Lease, LeaseLost, leaseEnd } from './lease'
import { storedError } from './stored-error'

export interface NewSchedule extends Timing, Planned {
  readonly id: string
  readonly flowId: string
  readonly personId: string
  readonly until: Date
  readonly nextAt: Date
}

export async function insertSchedule(trx: Executor, schedule: NewSchedule): Promise<void> {
  await trx
    .insertInto('schedules')
    .values({
      id: schedule.id,
      flow_id: schedule.flowId,
      person_id: schedule.personId,
      cron: schedule.cron,
      time_zone: schedule.timeZone,
      typed: JSON.stringify(schedule.typed),
      confirmed: schedule.confirmed ?? null,
      principal: schedule.principal ?? null,
      state: 'on',
      agreed_at: sql<Date>`now()`,
      agreed_until: schedule.until,
      next_at: schedule.nextAt,
      last_at: null,
      last_run_id: null,
      problem: null,
      problem_at: null,
      due_at: schedule.nextAt,
      lease_owner: null,
      lease_until: null,
    })
    .execute()
}

/** Schedules of one person, or of everybody, that come next first. */
export async function selectSchedules(
  db: Executor,
  { personId, limit }: { readonly personId: string | undefined; readonly limit: number },
): Promise<Schedule[]> {
  let rows = withNames(db)
  if (personId !== undefined) rows = rows.where('schedules.person_id', '=', personId)
  const found = await rows
    .orderBy(sql`schedules.next_at asc nulls last`)
    .orderBy('schedules.id')
    .limit(limit)
    .execute()
  return found.map(toSchedule)
}

export async function selectSchedule(db: Executor, id: string): Promise<Schedule | undefined> {
  const row = await withNames(db).where('schedules.id', '=', id).executeTakeFirst()
  return row && toSchedule(row)
}

export async function countSchedules(db: Executor, personId: string): Promise<number> {
  const { many } = await db
    .selectFrom('schedules')
    .select(sql<number>`count(*)::int`.as('many'))
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()
  return many
}

function withNames(db: Executor) {
  return db
    .selectFrom('schedules')
    .innerJoin('flows', 'flows.id', 'schedules.flow_id')
    .innerJoin('people', 'people.id', 'schedules.person_id')
    .leftJoin('runs', 'runs.id', 'schedules.last_run_id')
    .select([
      'schedules.id',
      'schedules.person_id',
      'schedules.cron',
      'schedules.time_zone',
      'schedules.state',
      'schedules.agreed_at',
      'schedules.agreed_until',
      'schedules.next_at',
      'schedules.last_at',
      'schedules.problem',
      'schedules.problem_at',
      'runs.id as run_id',
      'runs.number',
      'flows.slug',
      'flows.title',
      'people.display_name',
      'people.user_name',
    ])
}

type Row = Awaited<ReturnType<ReturnType<typeof withNames>['execute']>>[number]

function toSchedule(row: Row): Schedule {
  return {
    id: row.id,
    personId: row.person_id,
    personName: row.display_name,
    userName: row.user_name,
    flowSlug: row.slug,
    flowTitle: row.title,
    cron: row.cron,
    timeZone: row.time_zone,
    state: row.state,
    agreedAt: row.agreed_at.getTime(),
    until: row.agreed_until.getTime(),
    nextAt: row.next_at?.getTime(),
    last:
      row.run_id !== null && row.number !== null && row.last_at !== null
        ? { runId: row.run_id, number: row.number, at: row.last_at.getTime() }
        : undefined,
    problem:
      row.problem && row.problem_at ? { ...storedError(row.problem), at: row.problem_at.getTime() } : undefined,
  }
}

/** On, and due at its next time; or off, and due no more. */
export async function switchSchedule(trx: Executor, id: string, nextAt: Date | undefined): Promise<void> {
  await trx
    .updateTable('schedules')
    .set({ state: nextAt ? 'on' : 'off', next_at: nextAt ?? null, due_at: nextAt ?? null, problem: null })
    .where('id', '=', id)
    .execute()
}

export async function deleteSchedule(trx: Executor, id: string): Promise<void> {
  await trx.deleteFrom('schedules').where('id', '=', id).execute()
}

/** Takes up to `limit` schedules whose time has come; each is somebody else's when the lease runs out. */
export async function claimSchedules(
  db: Executor,
  { owner, limit }: { readonly owner: string; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with taken as (
      select id from schedules where ${isDue('schedules')} order by due_at limit ${limit} for update skip locked)
    update schedules set lease_owner = ${owner}, lease_until = ${leaseEnd()}, due_at = ${leaseEnd()}
      from taken where schedules.id = taken.id
    returning schedules.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** A schedule whose time has come, with all that its run takes. */
export interface DueSchedule extends Timing, Planned {
  readonly id: string
  readonly state: 'on' | 'off'
  readonly until: Date
  readonly dueAt: Date
  readonly flowSlug: string
  /** Its run before this one is not over. */
  readonly isUnderWay: boolean
  readonly person: {
    readonly personId: string
    readonly tenantId: string
    readonly objectId: string
    readonly userName: string
    readonly displayName: string
    readonly homeAccountId: string | undefined
    readonly rolesReadAt: Date | undefined
  }
}

export async function selectDueSchedule(db: Executor, id: string): Promise<DueSchedule | undefined> {
  const row = await db
    .selectFrom('schedules')
    .innerJoin('flows', 'flows.id', 'schedules.flow_id')
    .innerJoin('people', 'people.id', 'schedules.person_id')
    .leftJoin('runs', 'runs.id', 'schedules.last_run_id')
    .selectAll('schedules')
    .select([
      'flows.slug',
      'people.tenant_id',
      'people.object_id',
      'people.user_name',
      'people.display_name',
      'people.home_account_id',
      'people.roles_read_at',
      sql<boolean>`coalesce(runs.state not in (${sql.join(FINISHED)}), false)`.as('under_way'),
    ])
    .where('schedules.id', '=', id)
    .executeTakeFirst()
  if (!row?.next_at) return undefined
  return {
    id: row.id,
    cron: row.cron,
    timeZone: row.time_zone,
    typed: row.typed,
    confirmed: row.confirmed ?? undefined,
    principal: row.principal ?? undefined,
    state: row.state,
    until: row.agreed_until,
    dueAt: row.next_at,
    flowSlug: row.slug,
    isUnderWay: row.under_way,
    person: {
      personId: row.person_id,
      tenantId: row.tenant_id,
      objectId: row.object_id,
      userName: row.user_name,
      displayName: row.display_name,
      homeAccountId: row.home_account_id ?? undefined,
      rolesReadAt: row.roles_read_at ?? undefined,
    },
  }
}

/** What became of one of its times, and when it comes again. */
export interface Occurred {
  readonly runId?: string
  readonly problem?: { readonly code: ErrorCode; readonly facts: ErrorFacts }
  readonly nextAt: Date | undefined
}

/** Stores it, and gives the row back. @throws LeaseLost */
export async function finishOccurrence(trx: Executor, { id, owner }: Lease, occurred: Occurred): Promise<void> {
  const done = await trx
    .updateTable('schedules')
    .set({
      ...(occurred.runId ? { last_run_id: occurred.runId, last_at: sql<Date>`now()` } : {}),
      problem: occurred.problem ? JSON.stringify(occurred.problem) : null,
      problem_at: occurred.problem ? sql<Date>`now()` : null,
      // It may have been turned off meanwhile.
      next_at: sql<Date | null>`case when state = 'on' then ${occurred.nextAt ?? null}::timestamptz(3) end`,
      due_at: sql<Date | null>`case when state = 'on' then ${occurred.nextAt ?? null}::timestamptz(3) end`,
      lease_owner: null,
      lease_until: null,
    })
    .where('id', '=', id)
    .where('lease_owner', '=', owner)
    .returning('id')
    .executeTakeFirst()
  if (!done) throw new LeaseLost(`Schedule ${id} went to another owner`)
}
