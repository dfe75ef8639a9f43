import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { parseRunQuery } from '@/lib/runs/run-query'
import { askBulk, type BulkAsked, countBulk, getBulk, stopBulk } from '@/lib/runs/server/ask-bulk'
import { carryOutBulk } from '@/lib/runs/server/carry-out-bulk'
import { claimBulks } from '@/lib/store/bulk-requests'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { flowOf, PING_JOB, SAMPLE_FLOWS, SECRET_FLOW } from './sample-flows'

const CONFIRMED = flowOf('with-confirm', PING_JOB, { confirm: 'I mean it.' })

describePortal('many runs at once', [...SAMPLE_FLOWS, SECRET_FLOW, CONFIRMED], (portal) => {
  const asked = (kind: BulkAsked['kind'], params: Record<string, string> = {}): BulkAsked => ({
    ...{ kind, list: 'mine', query: parseRunQuery(params), timeZone: 'UTC' },
  })
  const over = (viewer: Viewer, id: string) =>
    until(
      () => getBulk(viewer, id),
      ({ endedAt }) => endedAt !== undefined,
    )
  const ended = async (viewer: Viewer, slug: string, times: number) => {
    const ids = await Promise.all(Array.from({ length: times }, () => portal.press(viewer, slug)))
    await portal.databricks().advanceClock(600_000)
    for (const id of ids) await portal.untilRun(viewer, id, ({ run }) => run.state === 'done')
    return ids
  }
  const again = async () =>
    portal
      .store()
      .kysely.selectFrom('runs')
      .select(['resubmitted_from'])
      .where('resubmitted_from', 'is not', null)
      .execute()

  it('are repeated once each, as oneself, however often they are asked for and a process dies in between (RUN-3)', async () => {
    const user = await portal.signIn('user@contoso.example')
    const ids = await ended(user, 'ping-lakehouse', 3)
    await portal.stopLoops()
    const id = randomUUID()
    expect(await countBulk(user, asked('again'))).toEqual({ many: 3, isAll: true })
    const askTwice = [askBulk(user, id, asked('again')), askBulk(user, id, asked('again'))]
    expect(await Promise.all(askTwice)).toEqual([id, id])
    // What a process does that dies before it has stored what came of its last run: the lease runs out, and the run is done again.
    const claim = async () => {
      const owner = randomUUID()
      const [claimed] = await claimBulks(portal.store().kysely, { owner, limit: 1 })
      return { table: 'bulk_requests', owner, id: claimed ?? '' } as const
    }
    await carryOutBulk(await claim())
    await sql`update bulk_items set outcome = null`.execute(portal.store().kysely)
    await sql`update bulk_requests set ended_at = null, due_at = now()`.execute(portal.store().kysely)
    await portal.startLoops()
    expect(await over(user, id)).toMatchObject({ total: 3, done: 3, failed: {} })
    expect((await again()).map(({ resubmitted_from }) => resubmitted_from).toSorted()).toEqual(ids.toSorted())
    expect(await portal.databricks().runs()).toHaveLength(6)
  })

  it('are ended where they still go on, and those alone that fit', async () => {
    const user = await portal.signIn('user@contoso.example')
    await ended(user, 'ping-lakehouse', 1)
    const going = await portal.press(user, 'refresh-sales', { region: 'EMEA', top_n: '3' })
    await portal.untilRun(user, going, ({ run }) => run.status === 'Running')
    expect(await countBulk(user, asked('cancel', { flow: 'ping-lakehouse' }))).toEqual({ many: 0, isAll: true })
    const id = await askBulk(user, randomUUID(), asked('cancel'))
    expect(await over(user, id)).toMatchObject({ total: 1, done: 1 })
    await portal.untilRun(user, going, ({ run }) => run.status === 'Cancelled')
  })

  it('say why nothing came of some', async () => {
    const user = await portal.signIn('user@contoso.example')
    await portal.press(user, 'with-secret', { password: 'correcthorse' })
    await portal.press(user, 'ping-lakehouse')
    await portal.databricks().advanceClock(600_000)
    await until(
      () => countBulk(user, asked('again')),
      ({ many }) => many === 2,
    )
    const id = await askBulk(user, randomUUID(), asked('again'))
    expect(await over(user, id)).toMatchObject({ total: 2, done: 1, failed: { asks_person: 1 } })
  })

  it('of others are ended by an Admin with their own token alone, and repeated by nobody (AUTHZ-7)', async () => {
    const [user, admin] = [await portal.signIn('user@contoso.example'), await portal.signIn('admin@contoso.example')]
    await ended(user, 'ping-lakehouse', 1) // which could be repeated
    const going = await portal.press(user, 'refresh-sales', { region: 'EMEA', top_n: '3' })
    await portal.untilRun(user, going, ({ run }) => run.status === 'Running')
    const everybodys = { ...asked('cancel'), list: 'all' } as const
    await expect(askBulk(user, randomUUID(), everybodys)).rejects.toMatchObject({ code: 'not_permitted' })
    await expect(askBulk(admin, randomUUID(), { ...everybodys, kind: 'again' })).rejects.toMatchObject({
      code: 'not_found',
    })
    const refused = await over(admin, await askBulk(admin, randomUUID(), everybodys))
    expect(refused).toMatchObject({ done: 0, failed: { connection_removed: 1 } })
    // Whoever has pressed a flow is connected to its workspace.
    await ended(admin, 'ping-lakehouse', 1)
    const again = await portal.press(user, 'refresh-sales', { region: 'EMEA', top_n: '3' })
    await portal.untilRun(user, again, ({ run }) => run.status === 'Running')
    expect(await over(admin, await askBulk(admin, randomUUID(), everybodys))).toMatchObject({ failed: {} })
    await portal.untilRun(user, again, ({ run }) => run.status === 'Cancelled')
    const cancels = (await portal.databricks().requests()).filter(({ path }) => path.endsWith('/runs/cancel'))
    expect(new Set(cancels.map(({ upn }) => upn))).toEqual(new Set(['admin@contoso.example']))
  })

  it('are one request of a person at a time, which they alone see and stop (AUTHZ-4)', async () => {
    const [user, other] = [await portal.signIn('user@contoso.example'), await portal.signIn('user2@contoso.example')]
    await ended(user, 'ping-lakehouse', 2)
    await portal.stopLoops()
    const id = await askBulk(user, randomUUID(), asked('again'))
    await expect(askBulk(user, randomUUID(), asked('again'))).rejects.toMatchObject({ code: 'conflict' })
    await expect(getBulk(other, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(getBulk(user, 'no-id')).rejects.toMatchObject({ code: 'not_found' })
    await expect(stopBulk(other, id)).rejects.toMatchObject({ code: 'not_found' })
    await stopBulk(user, id)
    await portal.startLoops()
    expect(await over(user, id)).toMatchObject({ total: 2, done: 0, stopRequested: true })
    expect(await again()).toEqual([])
  })
})
