import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { type Notice, STANDARD_WISHES, type Wishes } from '@/lib/notices/notice'
import { chooseWishes, getWishes } from '@/lib/notices/server/choose-wishes'
import { listNotices, readAllNotices, readNotice } from '@/lib/notices/server/own-notices'
import { tellLongWaits } from '@/lib/notices/server/watch-long-waits'
import { erasePerson } from '@/lib/retention/server/erase-person'
import { sweep } from '@/lib/retention/server/sweep'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { getRunPulse } from '@/lib/runs/server/get-run'
import { failRunNow } from '@/tests/integration/runs/run-now-calls'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { startForecast } from '@/tests/integration/runs/start-forecast'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'

const USER = 'user@contoso.example'
const PING = 'ping-lakehouse'
const NOTHING: Wishes = { end: [], failure: [], wait: [] }

describePortal('what people are told of their runs', SAMPLE_FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const told = async (viewer: Viewer): Promise<readonly Notice[]> => (await listNotices(viewer, undefined)).notices
  const ended = async (viewer: Viewer, slug = PING): Promise<string> => {
    const runId = await portal.press(viewer, slug)
    await portal.databricks().advanceClock(600_000)
    await portal.untilRun(viewer, runId, ({ run }) => run.state === 'done')
    return runId
  }
  const auditOf = (action: string) =>
    sql<{ outcome: string; before: unknown; after: unknown }>`
      select outcome, before, after from audit where action = ${action} order by position desc limit 1`.execute(db())

  it('that one is done, by the bell alone, of whoever has said nothing', async () => {
    const user = await portal.signIn(USER)
    const runId = await ended(user)
    expect(await told(user)).toMatchObject([{ event: 'end', isRead: false, run: { id: runId, status: 'Succeeded' } }])
    expect((await getWishes(user, undefined)).wishes).toEqual(STANDARD_WISHES)
  })

  it('that one has failed, that its press was refused, or that it was cancelled before it began', async () => {
    const user = await portal.signIn(USER)
    await failRunNow(portal, { status: 400, times: 1 })
    const refused = await portal.press(user, PING)
    await portal.untilRun(user, refused, ({ run }) => run.state === 'refused')
    expect(await told(user)).toMatchObject([{ event: 'failure', run: { id: refused, status: 'Failed' } }])
    const cancelled = await startForecast(portal, user)
    await cancelRun(user, cancelled)
    await portal.untilRun(user, cancelled, ({ run }) => run.state === 'done')
    expect(await told(user)).toMatchObject([{ event: 'end', run: { status: 'Cancelled' } }, { event: 'failure' }])
  })

  it('together with the end or not at all: there is no end without, and no second one', async () => {
    const user = await portal.signIn(USER)
    await sql`create sequence tries`.execute(db()) // which counts on, whatever is rolled back
    await sql`create function no_notice() returns trigger language plpgsql as $$
      begin perform nextval('tries'); raise exception 'no notice can be kept'; end $$`.execute(db())
    await sql`create trigger no_notice before insert on notices for each row execute function no_notice()`.execute(
      db(),
    )
    const runId = await portal.press(user, PING)
    await portal.databricks().advanceClock(600_000)
    const tries = async () => {
      await getRunPulse(user, runId)
      return (
        (await sql<{ tries: number }>`select last_value::int as tries from tries`.execute(db())).rows[0]?.tries ?? 0
      )
    }
    await until(tries, (count) => count > 1)
    const { state } = await db().selectFrom('runs').select('state').executeTakeFirstOrThrow()
    expect(['submitted', 'running']).toContain(state)
    expect(await told(user)).toEqual([])
    await sql`drop trigger no_notice on notices`.execute(db())
    await sql`drop function no_notice`.execute(db())
    await sql`drop sequence tries`.execute(db())
    await portal.untilRun(user, runId, ({ run }) => run.state === 'done')
    expect(await told(user)).toHaveLength(1)
  })

  it('of nothing, or of one flow something else than of the others, as they have chosen; each choice is on record (AUD-1)', async () => {
    const user = await portal.signIn(USER)
    await chooseWishes(user, undefined, NOTHING)
    await ended(user)
    expect(await told(user)).toEqual([])
    await chooseWishes(user, PING, STANDARD_WISHES)
    expect((await auditOf('notice.choose')).rows).toMatchObject([
      { outcome: 'done', before: null, after: STANDARD_WISHES },
    ])
    await ended(user)
    expect(await told(user)).toHaveLength(1)
    expect(await getWishes(user, undefined)).toMatchObject({ wishes: NOTHING, flows: [{ slug: PING }] })
    await chooseWishes(user, PING, undefined)
    expect(await getWishes(user, PING)).toMatchObject({ wishes: NOTHING, isOwn: false })
    await ended(user)
    expect(await told(user)).toHaveLength(1)
  })

  it('only themselves: another’s notice is as unknown as none, and asking for it is on record (AUTHZ-4)', async () => {
    const [user, admin] = [await portal.signIn(USER), await portal.signIn('admin@contoso.example')]
    await ended(user)
    const [{ id } = { id: '' }] = await told(user)
    expect(await told(admin)).toEqual([])
    await readAllNotices(admin)
    for (const unknown of [id, randomUUID(), 'x']) {
      await expect(readNotice(admin, unknown)).rejects.toMatchObject({ code: 'not_found' })
    }
    expect((await auditOf('notice.read')).rows).toMatchObject([{ outcome: 'refused' }])
    expect(await told(user)).toMatchObject([{ isRead: false }])
    await readNotice(user, id)
    expect(await told(user)).toMatchObject([{ isRead: true }])
  })

  it('once that one takes unusually long, if they want to know', async () => {
    const [user, other] = [await portal.signIn(USER), await portal.signIn('user2@contoso.example')]
    await chooseWishes(user, undefined, { ...NOTHING, wait: ['app'] })
    for (let run = 0; run < 5; run += 1) await ended(user)
    await sql`update runs set created_at = ended_at - interval '3 minutes'`.execute(db())
    await portal.stopLoops()
    const pressed = async (viewer: Viewer, slug: string, status: string, minutesAgo: number) => {
      const runId = await portal.press(viewer, slug, slug === PING ? {} : { horizon_weeks: '12' })
      await sql`update runs set status = ${status}, created_at = now() - ${minutesAgo}::int * interval '1 minute'
        where id = ${runId}`.execute(db())
      return runId
    }
    await pressed(user, PING, 'Running', 2)
    const slow = await pressed(user, PING, 'Running', 4)
    await pressed(other, PING, 'Running', 4)
    await pressed(user, 'rebuild-forecast', 'Running', 12) // of which nobody knows how long it takes
    await tellLongWaits()
    await tellLongWaits()
    expect(await told(user)).toMatchObject([{ event: 'wait', run: { id: slow } }])
    expect(await told(other)).toEqual([])
    const queued = await pressed(user, 'rebuild-forecast', 'Queued', 11)
    await tellLongWaits()
    expect(await told(user)).toMatchObject([{ event: 'wait', run: { id: queued } }, { run: { id: slow } }])
  })

  it('for thirty days, no longer than the run itself, and until they are erased (OPS-7)', async () => {
    const [user, other] = [await portal.signIn(USER), await portal.signIn('user2@contoso.example')]
    await ended(user)
    await ended(other)
    await chooseWishes(user, undefined, NOTHING)
    const kept = async () =>
      (await db().selectFrom('notices').select('person_id').execute()).map((row) => row.person_id)
    expect((await sweep(new Date(Date.now() + 29 * 86_400_000))).notices).toBe(0)
    await erasePerson(portal.store(), USER)
    expect(await kept()).toEqual([other.personId])
    expect(await db().selectFrom('notice_wishes').selectAll().execute()).toEqual([])
    expect((await sweep(new Date(Date.now() + 31 * 86_400_000))).notices).toBe(1)
    expect(await kept()).toEqual([])
  })
})
