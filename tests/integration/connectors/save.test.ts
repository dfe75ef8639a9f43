import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { createConnector } from '@/lib/connectors/server/create-connector'
import { connectorUse, deleteConnector } from '@/lib/connectors/server/delete-connector'
import { ensureFirstConnector } from '@/lib/connectors/server/first-connector'
import { getConnector, listAllConnectors } from '@/lib/connectors/server/get-connector'
import { listConnectors } from '@/lib/connectors/server/list-connectors'
import { saveGeneral } from '@/lib/connectors/server/save-general'
import { saveSecurity } from '@/lib/connectors/server/save-security'
import { getFlow } from '@/lib/flows/server/get-flow'
import { listFlows } from '@/lib/flows/server/list-flows'
import type { Viewer } from '@/lib/identity/viewer'
import { connectors as words } from '@/lib/language/en/connectors'
import { getRun } from '@/lib/runs/server/get-run'
import { failRunNow, runNowCalls } from '@/tests/integration/runs/run-now-calls'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { FIRST, forgetConnectors, generalTexts, madeConnector } from './connectors-of-test'

const ADMIN = 'admin@contoso.example'
const MAKER = 'maker@contoso.example'
const USER = 'user@contoso.example'
const PING = 'ping-lakehouse'

describePortal('connectors', SAMPLE_FLOWS, (portal) => {
  const url = () => portal.databricks().url
  const rows = async <T>(text: ReturnType<typeof sql<T>>) => (await text.execute(portal.store().kysely)).rows
  const versionsOf = (id: string) =>
    rows(sql<{ version: number; saved: object; saved_by: string }>`
      select version, saved, saved_by from connector_versions where connector_id = ${id} order by version`)
  const letIn = async (admin: Viewer, audience: { roles: readonly string[]; people: string }) => {
    const { version, resourceId } = await getConnector(admin, FIRST)
    return saveSecurity(admin, { slug: FIRST, version }, { ...audience, resourceId }, words)
  }

  afterEach(async () => {
    await forgetConnectors(portal.store())
    await letIn(await portal.signIn(ADMIN), { roles: ['Portal.User'], people: '' })
  })

  it('the settings make one that everybody may use, with the ready actions, and a second start changes nothing', async () => {
    const admin = await portal.signIn(ADMIN)
    const before = await getConnector(admin, FIRST)
    await ensureFirstConnector()
    expect(await getConnector(admin, FIRST)).toEqual(before)
    expect(before).toMatchObject({
      origin: url(),
      definition: null,
      audience: { roles: ['Portal.User'], people: [] },
    })
  })

  it('an Admin makes one from blank, which nobody may use yet, under an address that nobody has (AUTHZ-5)', async () => {
    const admin = await portal.signIn(ADMIN)
    const first = await madeConnector(admin, url(), { actions: 'blank' })
    const second = await madeConnector(admin, url(), { description: 'Another.' })
    expect([first.slug, second.slug]).toEqual(['lakehouse-jobs', 'lakehouse-jobs-2'])
    expect(first).toMatchObject({ version: 1, definition: { paths: {} }, audience: { roles: [], people: [] } })
    expect(await versionsOf(first.id)).toMatchObject([{ version: 1, saved_by: admin.personId }])
    expect((await listAllConnectors(admin)).map(({ slug }) => slug)).toEqual([
      FIRST,
      'lakehouse-jobs',
      'lakehouse-jobs-2',
    ])
  })

  it('Makers look, Users do not, and only Admins make, change and delete (AUTHZ-7)', async () => {
    const [admin, maker, user] = [await portal.signIn(ADMIN), await portal.signIn(MAKER), await portal.signIn(USER)]
    const { slug, version, id } = await madeConnector(admin, url())
    expect((await getConnector(maker, slug)).id).toBe(id)
    const refused = { code: 'not_permitted' }
    await expect(listAllConnectors(user)).rejects.toMatchObject(refused)
    await expect(getConnector(user, slug)).rejects.toMatchObject(refused)
    for (const viewer of [maker, user]) {
      await expect(getConnector(viewer, slug, 'Portal.Admin')).rejects.toMatchObject(refused)
      await expect(connectorUse(viewer, id)).rejects.toMatchObject(refused)
      await expect(
        createConnector(viewer, { ...generalTexts(url()), actions: 'ready' }, words),
      ).rejects.toMatchObject(refused)
      await expect(saveGeneral(viewer, { slug, version }, generalTexts(url()), words)).rejects.toMatchObject(refused)
      const security = { resourceId: 'api://x', roles: ['Portal.User'], people: '' }
      await expect(saveSecurity(viewer, { slug, version }, security, words)).rejects.toMatchObject(refused)
      await expect(deleteConnector(viewer, slug, words)).rejects.toMatchObject(refused)
    }
    expect(await versionsOf(id)).toHaveLength(1)
  })

  it.each([
    ['a host of nobody', { host: 'evil.example' }, 'host'],
    ['the metadata service', { host: '169.254.169.254' }, 'host'],
    ['another port of this machine', { host: '127.0.0.1:1' }, 'host'],
    ['a workspace on another port', { scheme: 'https', host: 'adb-1.2.azuredatabricks.net:8443' }, 'host'],
    ['a workspace without TLS', { scheme: 'http', host: 'adb-1.2.azuredatabricks.net' }, 'host'],
    ['a name that only ends like a zone', { scheme: 'https', host: 'evilazuredatabricks.net' }, 'host'],
    ['a user in front of the host', { scheme: 'https', host: 'x@adb-1.2.azuredatabricks.net' }, 'host'],
    ['a path behind the host', { scheme: 'https', host: 'adb-1.2.azuredatabricks.net/api' }, 'host'],
    ['nothing', { host: ' ' }, 'host'],
    ['a base path that climbs', { basePath: '/api/../x' }, 'basePath'],
    ['a base path with a query', { basePath: '/api?x=1' }, 'basePath'],
    ['a base path that names another host', { basePath: '//evil.example' }, 'basePath'],
    ['no name', { name: '  ' }, 'name'],
    ['a name with a NUL', { name: 'a\0b' }, 'name'],
    ['no colour', { colour: 'red' }, 'colour'],
  ] as const)('%s is said beside its field, and nothing is saved (OUT-1)', async (_what, texts, field) => {
    const admin = await portal.signIn(ADMIN)
    const { slug, id } = await madeConnector(admin, url())
    const typed = generalTexts(url(), texts)
    const made = await createConnector(admin, { ...typed, actions: 'ready' }, words)
    const saved = await saveGeneral(admin, { slug, version: 1 }, typed, words)
    for (const answer of [made, saved]) {
      expect(answer).toEqual({ ok: false, issues: [{ field, message: expect.any(String) }] })
    }
    expect(await versionsOf(id)).toHaveLength(1)
    expect(await listAllConnectors(admin)).toHaveLength(2)
  })

  it('a workspace is taken however its address was copied (OUT-1)', async () => {
    const admin = await portal.signIn(ADMIN)
    const host = 'https://ADB-1234567890123456.7.azuredatabricks.net/'
    const { origin } = await madeConnector(admin, url(), { scheme: 'https', host })
    expect(origin).toBe('https://adb-1234567890123456.7.azuredatabricks.net')
  })

  it('each state that is saved stays as a version, with who saved it; one that changes nothing makes none', async () => {
    const admin = await portal.signIn(ADMIN)
    const { slug, id } = await madeConnector(admin, url())
    const texts = generalTexts(url(), { description: 'Starts jobs.' })
    expect(await saveGeneral(admin, { slug, version: 1 }, texts, words)).toEqual({ ok: true, value: 2 })
    expect(await saveGeneral(admin, { slug, version: 2 }, texts, words)).toEqual({ ok: true, value: 2 })
    expect(await versionsOf(id)).toMatchObject([
      { version: 1, saved: { name: 'Lakehouse jobs', description: '' } },
      { version: 2, saved: { description: 'Starts jobs.', origin: url() }, saved_by: admin.personId },
    ])
  })

  it('who saves an older state than the one in force is told by whom, and overwrites nothing', async () => {
    const admin = await portal.signIn(ADMIN)
    const { slug, id } = await madeConnector(admin, url())
    await saveGeneral(admin, { slug, version: 1 }, generalTexts(url(), { description: 'First.' }), words)
    const late = saveGeneral(admin, { slug, version: 1 }, generalTexts(url(), { description: 'Late.' }), words)
    await expect(late).rejects.toMatchObject({ code: 'conflict', facts: { by: ADMIN, version: '2' } })
    expect((await getConnector(admin, slug)).description).toBe('First.')
    expect(await versionsOf(id)).toHaveLength(2)
  })

  it('of two that save at once one wins, and the other is told', async () => {
    const admin = await portal.signIn(ADMIN)
    const { slug, id } = await madeConnector(admin, url())
    const saves = ['One.', 'Other.'].map((description) =>
      saveGeneral(admin, { slug, version: 1 }, generalTexts(url(), { description }), words).catch(
        (thrown: { code: string }) => thrown.code,
      ),
    )
    const outcomes = await Promise.all(saves)
    expect(outcomes).toEqual(expect.arrayContaining([{ ok: true, value: 2 }, 'conflict']))
    expect(await versionsOf(id)).toHaveLength(2)
  })

  it('a change that the audit log does not take is not made, nor its version (AUD-4)', async () => {
    const admin = await portal.signIn(ADMIN)
    const { slug, id } = await madeConnector(admin, url())
    const { kysely } = portal.store()
    await sql`alter table audit add constraint no_saves check (action <> 'connector.save') not valid`.execute(kysely)
    try {
      const saved = saveGeneral(admin, { slug, version: 1 }, generalTexts(url(), { description: 'Lost.' }), words)
      await expect(saved).rejects.toThrow()
      await expect(createConnector(admin, { ...generalTexts(url()), actions: 'ready' }, words)).rejects.toThrow()
    } finally {
      await sql`alter table audit drop constraint no_saves`.execute(kysely)
    }
    expect(await getConnector(admin, slug)).toMatchObject({ version: 1, description: '' })
    expect(await versionsOf(id)).toHaveLength(1)
    expect(await listAllConnectors(admin)).toHaveLength(2)
  })

  it('the host of the settings stays theirs, whatever a form says (AUTHZ-6)', async () => {
    const admin = await portal.signIn(ADMIN)
    const { version, name } = await getConnector(admin, FIRST)
    const texts = generalTexts('https://adb-1.2.azuredatabricks.net', { name, description: 'Ours.' })
    expect((await saveGeneral(admin, { slug: FIRST, version }, texts, words)).ok).toBe(true)
    expect(await getConnector(admin, FIRST)).toMatchObject({ origin: url(), description: 'Ours.' })
  })

  it('people are let in by user name or object id, and somebody unknown is named', async () => {
    const [admin, user] = [await portal.signIn(ADMIN), await portal.signIn(USER)]
    const { slug } = await madeConnector(admin, url())
    const resourceId = 'api://Lakehouse'
    const stranger = '11111111-1111-4111-8111-111111111111'
    const texts = { resourceId, roles: ['Portal.Maker'], people: `${USER.toUpperCase()}\r\n${stranger}\n` }
    expect(await saveSecurity(admin, { slug, version: 1 }, texts, words)).toEqual({ ok: true, value: 2 })
    const audience = { roles: ['Portal.Maker'], people: [user.objectId, stranger] }
    expect(await getConnector(admin, slug)).toMatchObject({ resourceId, audience })
    const wrong = await saveSecurity(
      admin,
      { slug, version: 2 },
      { ...texts, resourceId: 'x', people: 'nobody@x' },
      words,
    )
    expect(wrong).toMatchObject({ ok: false, issues: [{ field: 'resourceId' }, { field: 'people' }] })
    expect(await getConnector(admin, slug)).toMatchObject({ version: 2, audience })
  })

  it('groups are let in by their object ids, a form without them leaves them, and what is none is named', async () => {
    const admin = await portal.signIn(ADMIN)
    const { slug } = await madeConnector(admin, url())
    const texts = { roles: [], people: '' }
    const id = '00000000-0000-4000-a000-000000000001'
    const save = (version: number, more: object) =>
      saveSecurity(admin, { slug, version }, { ...texts, ...more }, words)
    expect(await save(1, { groups: `${id} = Finance\n` })).toEqual({ ok: true, value: 2 })
    expect(await save(2, {})).toEqual({ ok: true, value: 2 })
    expect(await save(2, { groups: 'Finance' })).toMatchObject({ ok: false, issues: [{ field: 'groups' }] })
    const { audience } = await getConnector(admin, slug)
    expect(audience).toEqual({ roles: [], people: [], groups: [{ id, name: 'Finance' }] })
    expect(await save(2, { groups: '' })).toEqual({ ok: true, value: 3 })
    expect((await getConnector(admin, slug)).audience).toEqual({ roles: [], people: [] })
  })

  it('a flow is shown to nobody, and pressed by nobody, for whom its connector is not (AUTHZ-5)', async () => {
    const [admin, user, maker] = [await portal.signIn(ADMIN), await portal.signIn(USER), await portal.signIn(MAKER)]
    await letIn(admin, { roles: ['Portal.Maker'], people: '' })
    await expect(getFlow(user, PING)).rejects.toMatchObject({ code: 'not_found' })
    await expect(portal.press(user, PING)).rejects.toMatchObject({ code: 'not_found' })
    expect(await listFlows(user)).toEqual([])
    expect((await getFlow(maker, PING)).slug).toBe(PING)
    expect([await listConnectors(user), (await listConnectors(maker)).map(({ slug }) => slug)]).toEqual([[], [FIRST]])
    await letIn(admin, { roles: [], people: '' })
    await expect(getFlow(admin, PING)).rejects.toMatchObject({ code: 'not_found' })
    await letIn(admin, { roles: [], people: USER })
    expect((await getFlow(user, PING)).slug).toBe(PING)
  })

  it('a press is not sent again once its connector is for others (AUTHZ-8)', async () => {
    const [admin, user] = [await portal.signIn(ADMIN), await portal.signIn(USER)]
    await portal.stopLoops()
    await failRunNow(portal, { status: 429, headers: { 'retry-after': '1' } })
    const runId = await portal.press(user, PING)
    await letIn(admin, { roles: ['Portal.Admin'], people: '' })
    await portal.startLoops()
    const { run } = await portal.untilRun(user, runId, (view) => view.run.state === 'refused')
    expect(run.error?.code).toBe('not_permitted')
    expect(await runNowCalls(portal)).toHaveLength(1)
    expect((await getRun(user, runId)).run.status).toBe('Failed')
  })

  it('one that flows use is not deleted, and neither is that of the settings; another goes with all it has', async () => {
    const admin = await portal.signIn(ADMIN)
    const kept = await deleteConnector(admin, FIRST, words)
    expect(kept).toEqual({ ok: false, issues: [{ field: '', message: words.issues.ofSettings }] })
    const { slug, id } = await madeConnector(admin, url())
    await sql`update flows set connector_id = ${id} where slug = ${PING}`.execute(portal.store().kysely)
    const { title } = await firstFlowOf(admin, id)
    const usedBy = { issues: [{ field: '', message: words.issues.usedBy(title) }] }
    expect(await deleteConnector(admin, slug, words)).toMatchObject(usedBy)
    // A flow that was never published has no version in force.
    const inForce = (version: number) =>
      sql`update flows set current_version = ${version} where slug = ${PING}`.execute(portal.store().kysely)
    await inForce(0)
    expect(await deleteConnector(admin, slug, words)).toMatchObject(usedBy)
    await inForce(1)
    await letUse(admin, slug)
    const runId = await portal.press(admin, PING)
    await portal.untilRun(admin, runId, (view) => view.run.databricksRunId !== undefined)
    await sql`update flows set connector_id = (select id from connectors where slug = ${FIRST})`.execute(
      portal.store().kysely,
    )
    expect(await deleteConnector(admin, slug, words)).toMatchObject({
      issues: [{ field: '', message: words.issues.inHistory(1) }],
    })
    await portal.stopLoops()
    await sql`truncate deliveries, notices, repairs, run_notes, tasks, run_steps, runs`.execute(portal.store().kysely)
    expect(await deleteConnector(admin, slug, words)).toEqual({ ok: true, value: true })
    await expect(getConnector(admin, slug)).rejects.toMatchObject({ code: 'not_found' })
    expect(await versionsOf(id)).toEqual([])
    expect(await rows(sql`select id from connections where connector_id = ${id}`)).toEqual([])
  })

  const firstFlowOf = async (admin: Viewer, id: string) => {
    const [flow] = (await connectorUse(admin, id)).flows
    if (!flow) throw new Error('No flow uses it')
    return flow
  }
  const letUse = async (admin: Viewer, slug: string) => {
    const { version, resourceId } = await getConnector(admin, slug)
    await saveSecurity(admin, { slug, version }, { resourceId, roles: ['Portal.User'], people: '' }, words)
  }
})
