import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { importFlows } from '@/lib/flows/server/import-flows'
import type { Viewer } from '@/lib/identity/viewer'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { getRun } from '@/lib/runs/server/get-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { ended, jobStep, LOAD_JOB, putJobs, ranJobs, scriptJob, stepsFlow } from './steps-of-test'

const USER = 'user@contoso.example'
const flow = (queue: object | undefined) =>
  stepsFlow('one-by-one', [jobStep('Load', LOAD_JOB)], queue ? { queue } : {})
const FLOWS = [flow({ atOnce: 1, waiting: 2 })]

describePortal('a flow with a queue', FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const signIn = async (upn = USER) => {
    await putJobs(portal)
    await scriptJob(portal, LOAD_JOB, 'load', { durationMs: 600_000 })
    return portal.signIn(upn)
  }
  const press = (viewer: Viewer) => portal.press(viewer, 'one-by-one')
  const places = async (viewer: Viewer, runIds: readonly string[]) =>
    Promise.all(runIds.map(async (runId) => (await getRun(viewer, runId)).run.queuePlace))
  const end = () => portal.databricks().advanceClock(601_000)

  it('runs as many at once as it may, and lets the others go in their order, one by one', async () => {
    const user = await signIn()
    const runIds = [await press(user), await press(user), await press(user)]
    const [first = '', second = '', third = ''] = runIds
    expect(await places(user, runIds)).toEqual([undefined, 1, 2])
    expect((await getRun(user, third)).run).toMatchObject({ status: 'Waiting', state: 'requested' })
    expect(await ranJobs(portal)).toHaveLength(1)
    await end()
    await ended(portal, user, first)
    await portal.untilRun(user, second, ({ run }) => run.databricksRunId !== undefined)
    expect(await places(user, runIds)).toEqual([undefined, undefined, 1])
    expect(await ranJobs(portal)).toHaveLength(2)
    await end()
    await ended(portal, user, second)
    await portal.untilRun(user, third, ({ run }) => run.databricksRunId !== undefined)
    await end()
    expect((await ended(portal, user, third)).run.status).toBe('Succeeded')
    expect(await ranJobs(portal)).toHaveLength(3)
  })

  it('refuses one more than may wait, keeps and starts nothing of it, and has it on record (AUD-1)', async () => {
    const user = await signIn()
    for (let pressed = 0; pressed < 3; pressed += 1) await press(user)
    await expect(press(user)).rejects.toMatchObject({ code: 'queue_full', facts: { waiting: '2' } })
    const kept = await db().selectFrom('runs').select('id').execute()
    expect(kept).toHaveLength(3)
    const refused = await db()
      .selectFrom('audit')
      .select(['target', 'reason'])
      .where('action', '=', 'run.start')
      .where('outcome', '=', 'refused')
      .where('actor_id', '=', user.personId)
      .execute()
    expect(refused).toEqual([{ target: 'flow:one-by-one', reason: 'queue_full' }])
  })

  it('holds its limit when many press at once, whoever they are', async () => {
    const people = [
      await signIn(),
      await portal.signIn('user2@contoso.example'),
      await portal.signIn('maker@contoso.example'),
    ]
    const pressed = await Promise.allSettled([...people, ...people].map(press))
    expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    const waiting = await db().selectFrom('runs').select('id').where('waits_since', 'is not', null).execute()
    expect(waiting).toHaveLength(2)
    expect(await ranJobs(portal)).toHaveLength(1)
  })

  it('lets one that waits be cancelled, and those behind it come closer (RUN-9)', async () => {
    const user = await signIn()
    const runIds = [await press(user), await press(user), await press(user)]
    const [first = '', second = '', third = ''] = runIds
    await cancelRun(user, second)
    expect((await ended(portal, user, second)).run).toMatchObject({ status: 'Cancelled', databricksRunId: undefined })
    expect(await places(user, [third])).toEqual([1])
    await end()
    await ended(portal, user, first)
    await portal.untilRun(user, third, ({ run }) => run.databricksRunId !== undefined)
    expect(await ranJobs(portal)).toHaveLength(2)
  })

  it('wakes none before its turn, when its person signs in again', async () => {
    const user = await signIn()
    const [, second = ''] = [await press(user), await press(user)]
    await portal.signIn(USER)
    await sql`update runs set due_at = now() where id = ${second}`.execute(db()) // as whatever wakes it
    const due = () => db().selectFrom('runs').select('due_at').where('id', '=', second).executeTakeFirst()
    await until(due, (run) => run?.due_at === null)
    expect(await places(user, [second])).toEqual([1])
    expect(await ranJobs(portal)).toHaveLength(1)
  })

  it('lets all go that wait when its limit is taken away', async () => {
    const user = await signIn()
    const runIds = [await press(user), await press(user), await press(user)]
    expect(await importFlows({ flows: [flow(undefined)] })).toMatchObject({ ok: true })
    for (const runId of runIds) await portal.untilRun(user, runId, ({ run }) => run.databricksRunId !== undefined)
    expect(await ranJobs(portal)).toHaveLength(3)
    await importFlows({ flows: FLOWS })
  })
})
