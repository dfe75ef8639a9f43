import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { PortalError } from '@/lib/errors'
import { repairRun } from '@/lib/runs/server/repair-run'
import { figuresOfAll, figuresOfMine, healthOfFlow } from '@/lib/runs/server/run-figures'
import type { Database } from '@/lib/store/database'
import { selectDays, selectShares } from '@/lib/store/run-figures'
import { transact } from '@/lib/store/transaction'
import { describePortal } from '@/tests/support/in-process-portal'
import { seedRuns } from '@/tests/support/seed-runs'
import { describeOnBothStores } from '@/tests/support/stores'
import { flowOf, PING_JOB, SAMPLE_FLOWS } from './sample-flows'

const EVERYBODY = { personId: undefined, flowSlug: undefined, from: '2000-01-01' }
const SPAN = { span: 30, flow: '' } as const
const SALES = { region: 'EMEA', top_n: '3' }

describeOnBothStores('runs counted by day', (open) => {
  let db: Database['kysely']

  beforeAll(async () => {
    db = (await open()).kysely
    await seedRuns(db, 6_000)
  })

  const counts = async () => {
    const { rows } = await sql<{ row: string }>`
      select to_jsonb(flow_days)::text as row from flow_days where runs <> 0
       union all select to_jsonb(person_days)::text from person_days where runs <> 0 order by 1`.execute(db)
    return rows.map(({ row }) => row)
  }
  /** What the counts would be, were they made now from the runs themselves. */
  const recounted = async () => {
    await sql`select count_all_runs()`.execute(db)
    return counts()
  }

  it('are as many as there are, by flow, by person and by length', async () => {
    const { rows } = await sql<{ flow: string; person: string; status: string; seconds: number; waited: number }>`
      select flows.slug as flow, person_id as person, status, extract(epoch from ended_at - runs.created_at)::float8 as seconds,
             extract(epoch from started_at - runs.created_at)::float8 as waited
        from runs join flows on flows.id = flow_id`.execute(db)
    const days = await selectDays(db, EVERYBODY)
    const { flows, people, lengths } = await selectShares(db, EVERYBODY)
    const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + of(row), 0)
    const total = (of: 'runs' | 'good' | 'bad' | 'queuedMs' | 'tookMs') => days.reduce((all, day) => all + day[of], 0)
    expect(total('runs')).toBe(rows.length)
    expect(total('good')).toBe(sum(({ status }) => Number(status.startsWith('Succeeded'))))
    expect(total('bad')).toBe(sum(({ status }) => Number(['Failed', 'Timed out'].includes(status))))
    expect(total('tookMs')).toBe(sum(({ seconds }) => seconds * 1_000))
    expect(total('queuedMs')).toBe(sum(({ waited }) => waited * 1_000))
    for (const { key, runs } of flows) expect(runs).toBe(rows.filter(({ flow }) => flow === key).length)
    for (const { key, runs } of people) expect(runs).toBe(rows.filter(({ person }) => person === key).length)
    expect(flows.map(({ runs }) => runs)).toEqual(flows.map(({ runs }) => runs).toSorted((one, other) => other - one))
    expect(flows).toHaveLength(20)
    // From two minutes to less than five.
    expect(lengths.get(8)).toBe(rows.filter(({ seconds }) => seconds >= 120 && seconds < 300).length)
  })

  it('are those of one flow or one person where they are asked for', async () => {
    const { flows, people } = await selectShares(db, EVERYBODY)
    const [{ key: flowSlug, runs } = { key: '', runs: 0 }] = flows
    const ofFlow = await selectDays(db, { ...EVERYBODY, flowSlug })
    expect(ofFlow.reduce((all, day) => all + day.runs, 0)).toBe(runs)
    const [person] = people
    const ofPerson = await selectDays(db, { ...EVERYBODY, personId: person?.key })
    expect(ofPerson.reduce((all, day) => all + day.runs, 0)).toBe(person?.runs)
    const shares = await selectShares(db, { ...EVERYBODY, personId: person?.key })
    expect(shares.people).toEqual([])
    expect(shares.flows.reduce((all, flow) => all + flow.runs, 0)).toBeLessThanOrEqual(person?.runs ?? 0)
  })

  it('follow a run that goes on again and ends otherwise, in the same transaction', async () => {
    const before = await counts()
    const some = sql`select id from runs order by created_at desc limit 7`
    await sql`update runs set state = 'running', status = 'Running', ended_at = null where id in (${some})`.execute(
      db,
    )
    expect(await counts()).not.toEqual(before)
    expect(await counts()).toEqual(await recounted())
    await sql`update runs set state = 'done', status = 'Timed out', ended_at = now() where id in (${some})`.execute(
      db,
    )
    await sql`update runs set attempts = attempts + 1, looked_at = now() where id in (${some})`.execute(db)
    expect(await counts()).toEqual(await recounted())
  })

  it('are right when many of a flow end at once', async () => {
    const { rows } = await sql<{ id: string }>`select id from runs order by created_at desc limit 50`.execute(db)
    const some = sql.join(rows.map(({ id }) => id))
    await sql`update runs set flow_id = (select flow_id from runs order by id limit 1), state = 'running', status = 'Running',
                     ended_at = null where id in (${some})`.execute(db)
    await sql`select count_all_runs()`.execute(db)
    const end = ({ id }: { id: string }) =>
      transact(db, async (trx) => {
        await sql`update runs set state = 'done', status = 'Succeeded', ended_at = now() where id = ${id}`.execute(
          trx,
        )
      })
    await Promise.all(rows.map(end))
    const kept = await counts()
    expect(kept).toEqual(await recounted())
  })

  it('leave out what only tries a draft out', async () => {
    const before = await counts()
    const one = sql`select id from runs order by created_at desc limit 1`
    await sql`update runs set state = 'running', status = 'Running', ended_at = null where id in (${one})`.execute(db)
    await sql`update runs set trigger = 'test' where id in (${one})`.execute(db)
    await sql`update runs set state = 'done', status = 'Failed', ended_at = now() where id in (${one})`.execute(db)
    const after = await counts()
    expect(after).not.toEqual(before)
    expect(after).toEqual(await recounted())
  })

  it('stay when old runs are removed', async () => {
    const before = await counts()
    const some = sql`select id from runs order by created_at limit 5`
    await sql`delete from tasks where step_id in (${some})`.execute(db)
    await sql`delete from run_steps where run_id in (${some})`.execute(db)
    await sql`delete from runs where id in (${some})`.execute(db)
    expect(await counts()).toEqual(before)
  })
})

const CLOSING = flowOf('close-day', PING_JOB)

describePortal('figures', [...SAMPLE_FLOWS, CLOSING], (portal) => {
  it('are of one’s own runs, or of everybody’s for an Admin, who is seen to look (AUTHZ-4, AUD-1)', async () => {
    const user = await portal.signIn('user@contoso.example')
    const admin = await portal.signIn('admin@contoso.example')
    const runId = await portal.press(user, 'refresh-sales', SALES)
    expect((await figuresOfMine(user, SPAN)).whole.runs).toBe(0)
    await portal.databricks().advanceClock(600_000)
    const { run } = await portal.untilRun(user, runId, (view) => view.run.state === 'done')

    const mine = await figuresOfMine(user, SPAN)
    expect(mine.whole).toMatchObject({ runs: 1, good: 1, bad: 0, ran: 1 })
    expect(mine.whole.tookMs).toBe((run.endedAt ?? 0) - run.createdAt)
    expect(mine.days).toHaveLength(30)
    expect(mine.flows).toMatchObject([{ key: 'refresh-sales', runs: 1 }])
    expect(mine.people).toEqual([])
    expect((await figuresOfMine(admin, SPAN)).whole.runs).toBe(0)
    expect((await figuresOfMine(user, { ...SPAN, flow: 'ping-lakehouse' })).whole.runs).toBe(0)

    expect((await figuresOfAll(admin, SPAN)).people).toMatchObject([{ key: user.personId, runs: 1 }])
    await expect(figuresOfAll(user, SPAN)).rejects.toEqual(expect.any(PortalError))
    const { rows } = await sql<{ actor: string; outcome: string }>`
      select actor_id as actor, outcome from audit where action = 'runs.view' order by position`.execute(
      portal.store().kysely,
    )
    expect(rows).toEqual([
      { actor: admin.personId, outcome: 'done' },
      { actor: user.personId, outcome: 'refused' },
    ])
  })

  it('count a run once, however often it is repaired', async () => {
    await portal.databricks().putJobs({
      job_id: PING_JOB,
      settings: { name: 'Close', tasks: [{ task_key: 'close', notebook_task: { notebook_path: '/Shared/close' } }] },
      script: { tasks: { close: { durationMs: 10, outcome: ['FAILED', 'SUCCESS'], error: 'ValueError' } } },
    })
    const user = await portal.signIn('user@contoso.example')
    const runId = await portal.press(user, 'close-day', {})
    await portal.untilRun(user, runId, ({ run }) => run.state === 'done' && run.status === 'Failed')
    const flow = await portal
      .store()
      .kysely.selectFrom('flows')
      .select('id')
      .where('slug', '=', 'close-day')
      .execute()
    const flowId = flow[0]?.id ?? ''
    expect((await healthOfFlow(flowId)).whole).toMatchObject({ runs: 1, good: 0, bad: 1 })
    await portal.stopLoops()
    await repairRun(user, runId)
    expect((await healthOfFlow(flowId)).whole).toMatchObject({ runs: 0 })
    await portal.startLoops()
    await portal.untilRun(user, runId, ({ run }) => run.state === 'done' && run.status === 'Succeeded')
    expect((await healthOfFlow(flowId)).whole).toMatchObject({ runs: 1, good: 1, bad: 0 })
  })
})
