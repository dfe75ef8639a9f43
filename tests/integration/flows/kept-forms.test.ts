import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { formOf } from '@/lib/drafts/server/form-of'
import { keepForm } from '@/lib/flows/server/keep-form'
import { openFlow } from '@/lib/flows/server/open-flow'
import type { Viewer } from '@/lib/identity/viewer'
import { sweep } from '@/lib/retention/server/sweep'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'

const SLUG = 'refresh-sales'
const USER = 'user@contoso.example'
const TYPED = { region: 'APAC', top_n: '12,5', include_returns: true }

describePortal('what was typed before somebody left to connect', SAMPLE_FLOWS, (portal) => {
  const keep = async (viewer: Viewer, typed = TYPED) =>
    keepForm(viewer, await formOf(viewer, { slug: SLUG, draft: undefined }), typed)
  const begins = async (viewer: Viewer) => (await openFlow(viewer, SLUG, undefined)).begins
  const goBy = () =>
    sql`update kept_forms set expires_at = now() - interval '1 second'`.execute(portal.store().kysely)
  const rows = () => portal.store().kysely.selectFrom('kept_forms').selectAll().execute()

  it('is in the form again, as it was typed, for that person alone', async () => {
    const user = await portal.signIn(USER)
    await keep(user, { ...TYPED, region: 'AMER' })
    await keep(user)
    expect(await begins(user)).toEqual({ kept: TYPED, inputs: { region: 'APAC', include_returns: true } })
    expect(await begins(await portal.signIn('maker@contoso.example'))).toEqual({})
  })

  it('gives way to an earlier run that is to be repeated', async () => {
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, SLUG, { region: 'EMEA', top_n: '3' })
    await keep(user)
    const { earlier, kept } = (await openFlow(user, SLUG, runId)).begins
    expect([earlier?.runId, kept]).toEqual([runId, undefined])
  })

  it('is forgotten once the flow is pressed, and after an hour', async () => {
    const user = await portal.signIn(USER)
    await keep(user)
    await portal.press(user, SLUG, { region: 'EMEA', top_n: '3' })
    expect(await begins(user)).toEqual({})

    await keep(user)
    await goBy()
    expect(await begins(user)).toEqual({})
    expect((await sweep(new Date())).forms).toBe(1)
    expect(await rows()).toEqual([])
  })

  it('stays when a press starts nothing', async () => {
    const user = await portal.signIn(USER)
    await keep(user)
    await expect(portal.press(user, SLUG, { region: 'nowhere', top_n: '3' })).rejects.toThrow()
    expect((await begins(user)).kept).toEqual(TYPED)
  })
})
