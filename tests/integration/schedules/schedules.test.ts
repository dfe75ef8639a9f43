import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { importFlows } from '@/lib/flows/server/import-flows'
import { sweepTokens } from '@/lib/identity/server/forget-tokens'
import type { Viewer } from '@/lib/identity/viewer'
import { inputs } from '@/lib/language/en/inputs'
import { schedules as words } from '@/lib/language/en/schedules'
import { newId } from '@/lib/new-id'
import { getRun } from '@/lib/runs/server/get-run'
import { addSchedule } from '@/lib/schedules/server/add-schedule'
import { listSchedules, removeSchedule, turnSchedule } from '@/lib/schedules/server/own-schedules'
import { runSchedule } from '@/lib/schedules/server/run-schedule'
import { claimSchedules } from '@/lib/store/schedules'
import { runNowCalls } from '@/tests/integration/runs/run-now-calls'
import { SAMPLE_FLOWS, SECRET_FLOW } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'

const USER = 'user@contoso.example'
const FLOW = 'refresh-sales'
const TYPED = { region: 'AMER', top_n: '3', include_returns: 'on' }
const MINUTE_MS = 60_000
const ALL_ISSUES = { ...words.issues, inputs }
const AGREED = { days: 30, agreed: true, cron: '0 4 * * *', timeZone: 'Europe/Berlin' }

describePortal('a schedule', [...SAMPLE_FLOWS, SECRET_FLOW], (portal) => {
  const db = () => portal.store().kysely
  let user: Viewer
  let runId: string
  beforeEach(async () => {
    user = await portal.signIn(USER)
    runId = await portal.press(user, FLOW, TYPED)
  })
  const ended = async () => {
    await portal.databricks().advanceClock(1_200_000)
    await portal.untilRun(user, runId, ({ run }) => run.state === 'done')
  }
  const add = async (change: Partial<typeof AGREED> = {}): Promise<string> => {
    const added = await addSchedule(user, { runId, ...AGREED, ...change }, ALL_ISSUES)
    if (!added.ok) throw new Error(JSON.stringify(added.issues))
    return added.value
  }
  const comes = (ago: number) =>
    sql`update schedules set next_at = now() - ${ago}::double precision * interval '1 ms',
      due_at = now() - ${ago}::double precision * interval '1 ms'`.execute(db())
  const next = () => listSchedules(user).then(([schedule]) => schedule)
  const told = () => until(next, (schedule) => schedule?.problem !== undefined || schedule?.last !== undefined)

  it('runs the flow when its time has come, as the person, with the inputs of the run that it was made from', async () => {
    await add()
    await portal.databricks().advanceClock(1_200_000)
    await comes(0)
    const schedule = await told()
    const { run } = await getRun(user, schedule?.last?.runId ?? '')
    expect(run).toMatchObject({
      ...{ trigger: 'schedule', startedBy: USER, personId: user.personId },
      inputs: { region: 'AMER', top_n: 3, include_returns: true },
    })
    await portal.untilRun(user, run.id, (view) => view.run.databricksRunId !== undefined)
    expect((await portal.databricks().runs()).map(({ creator_user_name }) => creator_user_name)).toEqual([USER, USER])
    expect(schedule?.nextAt).toBeGreaterThan(Date.now())
  })

  it('makes one run of each time, whoever comes to it and however often (RUN-3)', async () => {
    const id = await add()
    await sql`update schedules set next_at = now(), due_at = null`.execute(db())
    const time = (await db().selectFrom('schedules').select('next_at').executeTakeFirstOrThrow()).next_at
    for (let again = 0; again < 2; again += 1) {
      // As if the process had died before it noted what it did.
      await db()
        .updateTable('schedules')
        .set({ next_at: time, lease_owner: null, lease_until: null, last_run_id: null })
        .execute()
      const owner = newId()
      await sql`update schedules set lease_owner = ${owner}, lease_until = now() + interval '1 minute'`.execute(db())
      await runSchedule({ table: 'schedules', owner, id })
    }
    const runs = await db().selectFrom('runs').select('id').where('trigger', '=', 'schedule').execute()
    expect(runs).toHaveLength(1)
    await portal.untilRun(user, runs[0]?.id ?? '', ({ run }) => run.databricksRunId !== undefined)
    expect(await runNowCalls(portal)).toHaveLength(2)
  })

  it('is one claimer’s alone until its lease runs out', async () => {
    await add()
    const taken = await db()
      .transaction()
      .execute(async (trx) => {
        await sql`update schedules set due_at = now() - interval '1 second'`.execute(trx)
        const claims = [
          await claimSchedules(trx, { owner: newId(), limit: 5 }),
          await claimSchedules(trx, { owner: newId(), limit: 5 }),
        ]
        await sql`update schedules set due_at = null`.execute(trx)
        return claims.map(({ length }) => length)
      })
    expect(taken).toEqual([1, 0])
  })

  it('leaves a time out that is long over, says so, and goes on', async () => {
    await add()
    await comes(16 * MINUTE_MS)
    const schedule = await told()
    expect(schedule).toMatchObject({ last: undefined, problem: { code: 'schedule_missed' } })
    expect(schedule?.nextAt).toBeGreaterThan(Date.now())
    expect(await runNowCalls(portal)).toHaveLength(1)
  })

  it('leaves a time out while its last run is at work', async () => {
    const id = await add()
    await db()
      .updateTable('schedules')
      .set({ last_run_id: runId, last_at: new Date() })
      .where('id', '=', id)
      .execute()
    await comes(0)
    const { problem } = (await until(next, (schedule) => schedule?.problem !== undefined)) ?? {}
    expect(problem).toMatchObject({ code: 'schedule_overlap' })
  })

  it('ends on the day that was agreed to (AUTHZ-8)', async () => {
    const id = await add()
    await db()
      .updateTable('schedules')
      .set({ agreed_until: new Date(Date.now() - MINUTE_MS) })
      .execute()
    await comes(0)
    expect(await told()).toMatchObject({ problem: { code: 'schedule_ended' }, nextAt: undefined })
    await expect(turnSchedule(user, id, 'on')).rejects.toMatchObject({ code: 'schedule_ended' })
    expect(await runNowCalls(portal)).toHaveLength(1)
  })

  it('does nothing while it is off, and goes on from its next time', async () => {
    const id = await add()
    await turnSchedule(user, id, 'off')
    expect(await next()).toMatchObject({ state: 'off', nextAt: undefined })
    await turnSchedule(user, id, 'on')
    expect((await next())?.nextAt).toBeGreaterThan(Date.now())
  })

  it('is turned on by its person alone, off and away by an Admin too, and unknown to others (AUTHZ-4, AUTHZ-7)', async () => {
    const id = await add()
    const other = await portal.signIn('user2@contoso.example')
    await expect(turnSchedule(other, id, 'off')).rejects.toMatchObject({ code: 'not_found' })
    await expect(removeSchedule(other, id)).rejects.toMatchObject({ code: 'not_found' })
    const admin = await portal.signIn('admin@contoso.example')
    await turnSchedule(admin, id, 'off')
    await expect(turnSchedule(admin, id, 'on')).rejects.toMatchObject({ code: 'not_permitted' })
    expect(await next()).toMatchObject({ state: 'off', nextAt: undefined })
    await removeSchedule(admin, id)
    expect(await listSchedules(user)).toEqual([])
  })

  it('starts nothing once the flow is not for the person any more, or asks for something else (AUTHZ-8)', async () => {
    await add()
    const flow = SAMPLE_FLOWS.find((known) => (known as { slug: string }).slug === FLOW) as object
    await importFlows({ flows: [{ ...flow, audience: { roles: ['Portal.Admin'], people: [] } }] })
    await comes(0)
    expect(await told()).toMatchObject({ problem: { code: 'not_found' } })
    await importFlows({ flows: [{ ...flow, confirm: 'It costs money.' }] })
    await comes(0)
    await until(next, (schedule) => schedule?.problem?.code === 'schedule_outdated')
    await importFlows({ flows: [flow] })
    expect(await runNowCalls(portal)).toHaveLength(1)
  })

  it('keeps its person’s tokens also when they are signed out, until it is off (TOK-8)', async () => {
    await ended()
    const id = await add()
    await db()
      .updateTable('sessions')
      .set({ revoked_at: new Date(Date.now() - 400 * 24 * 60 * MINUTE_MS) })
      .execute()
    expect(await sweepTokens()).toBe(0)
    await comes(0)
    const schedule = await told()
    await portal.untilRun(user, schedule?.last?.runId ?? '', ({ run }) => run.databricksRunId !== undefined)
    await portal.databricks().advanceClock(1_200_000)
    await portal.untilRun(user, schedule?.last?.runId ?? '', ({ run }) => run.state === 'done')
    await turnSchedule(user, id, 'off')
    expect(await db().selectFrom('token_partitions').select('partition_key').execute()).toEqual([])
  })

  it('asks Entra for the person’s roles before it starts anything, and starts nothing without one (AUTHZ-1)', async () => {
    await add()
    await portal.entra().patchUser(USER, { roles: [] })
    await db()
      .updateTable('people')
      .set({ roles_read_at: new Date(0) })
      .execute()
    await comes(0)
    expect((await told())?.problem).toBeDefined()
    expect(await runNowCalls(portal)).toHaveLength(1)
    await portal.entra().patchUser(USER, { roles: ['Portal.User'] })
  })

  it.each<[string, Partial<typeof AGREED>, string, string]>([
    ['nobody has agreed to', { agreed: false }, 'agreed', words.issues.agree],
    ['is no cron', { cron: '0 4 * *' }, 'cron', words.issues.cron],
    ['is a cron of names', { cron: '0 4 * * MON' }, 'cron', words.issues.cron],
    ['comes every minute', { cron: '* * * * *' }, 'cron', words.issues.often],
    ['comes twice in ten minutes', { cron: '0,10 4 * * *' }, 'cron', words.issues.often],
    ['never comes', { cron: '0 4 31 2 *' }, 'cron', words.issues.never],
    ['comes too late', { cron: '0 4 29 2 *' }, 'cron', words.issues.never],
    ['is in no zone', { timeZone: 'Europe/Atlantis' }, 'timeZone', words.issues.zone],
  ])('is not kept of what %s', async (_what, change, field, message) => {
    expect(await addSchedule(user, { runId, ...AGREED, ...change }, ALL_ISSUES)).toEqual({
      ok: false,
      issues: [{ field, message }],
    })
    expect(await listSchedules(user)).toEqual([])
  })

  it('is not made of a flow that asks for a secret, nor of somebody else’s run (AUTHZ-7, TOK-1)', async () => {
    const secretRun = await portal.press(user, 'with-secret', { password: 'x' })
    expect(await addSchedule(user, { runId: secretRun, ...AGREED }, ALL_ISSUES)).toMatchObject({
      issues: [{ message: words.issues.secret }],
    })
    const admin = await portal.signIn('admin@contoso.example')
    await expect(addSchedule(admin, { runId, ...AGREED }, ALL_ISSUES)).rejects.toMatchObject({
      code: 'not_permitted',
    })
    const other = await portal.signIn('user2@contoso.example')
    await expect(addSchedule(other, { runId, ...AGREED }, ALL_ISSUES)).rejects.toMatchObject({ code: 'not_found' })
  })
})
