import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { FIRST_CONNECTOR } from '@/lib/connectors/connector'
import { putField, withDefinition } from '@/lib/drafts/edit-inputs'
import { addStepToDraft } from '@/lib/drafts/server/add-step'
import { beginFlow as beginWith, connectorsToBeginWith, jobsToBeginWith } from '@/lib/drafts/server/begin-flow'
import { listMadeFlows, listVersions, openDraft, restoreVersion } from '@/lib/drafts/server/open-draft'
import { discardDraft, publishFlow, switchFlow } from '@/lib/drafts/server/publish-flow'
import { saveDraft } from '@/lib/drafts/server/save-draft'
import { saveIdentity } from '@/lib/drafts/server/save-identity'
import { saveJobStep } from '@/lib/drafts/server/save-job'
import { changeMakers, objectIdOf, shareFlow } from '@/lib/drafts/server/share-flow'
import { getFlow } from '@/lib/flows/server/get-flow'
import { listFlows } from '@/lib/flows/server/list-flows'
import type { Viewer } from '@/lib/identity/viewer'
import { en } from '@/lib/language/en/english'
import { inputs as inputWords } from '@/lib/language/en/inputs'
import { getRun } from '@/lib/runs/server/get-run'
import { pressFlow } from '@/lib/runs/server/press'
import { flowOf, PING_JOB, SALES_JOB } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { itHasSteps } from './steps'

const USER = 'user@contoso.example'
const OTHER = 'user2@contoso.example'
const MAKER = 'maker@contoso.example'
const ADMIN = 'admin@contoso.example'
const EVERY_USER = { roles: ['Portal.User'], people: [] } as const

const JOB_OF_STEP = { step: '', jobId: PING_JOB, identityMode: 'shared', sources: {} } as const

describePortal('making flows', [flowOf('of-nobody', PING_JOB)], (portal) => {
  const beginFlow = (viewer: Viewer, jobId: string) => beginWith(viewer, { connector: FIRST_CONNECTOR, jobId })
  const jobs = async (viewer: Viewer, text: string) => {
    const [connector] = await connectorsToBeginWith(viewer)
    if (!connector) throw new Error('There is no connector')
    return (await jobsToBeginWith(viewer, connector, text)).jobs.map(({ jobId }) => jobId)
  }
  const revisionOf = async (viewer: Viewer, slug: string) => (await openDraft(viewer, slug)).revision
  const publish = async (viewer: Viewer, slug: string) =>
    publishFlow(viewer, { slug, revision: await revisionOf(viewer, slug) })
  const retitle = async (viewer: Viewer, slug: string, title: string) =>
    saveDraft(viewer, { slug, revision: await revisionOf(viewer, slug), part: 'details' }, (content) => ({
      ...content,
      title,
    }))
  /** A flow of the maker's that every user may press. */
  const published = async (viewer: Viewer, job = PING_JOB) => {
    const slug = await beginFlow(viewer, job)
    await shareFlow(viewer, slug, () => EVERY_USER)
    await publish(viewer, slug)
    return slug
  }
  const press = (viewer: Viewer, slug: string, more: object = {}) =>
    pressFlow(viewer, { slug, clientKey: randomUUID(), posted: {}, resubmittedFrom: undefined, ...more }, inputWords)
  const ran = async () => (await portal.databricks().runs()).length

  it('begins with a job that the maker may see, writes itself, and is for nobody until it is shared (AUTHZ-5)', async () => {
    const [maker, user] = [await portal.signIn(MAKER), await portal.signIn(USER)]
    expect(await jobs(maker, 'sales')).toEqual([SALES_JOB])
    expect(await jobs(maker, SALES_JOB)).toEqual([SALES_JOB])
    const slug = await beginFlow(maker, SALES_JOB)
    const { content, flow } = await openDraft(maker, slug)
    expect(flow).toMatchObject({ version: 0, makers: [maker.objectId] })
    expect(content.definition.inputs['x-order']).toEqual(['region', 'as_of', 'top_n', 'include_returns'])
    expect((await listMadeFlows(maker)).map((row) => row.slug)).toContain(slug)
    await expect(getFlow(user, slug)).rejects.toMatchObject({ code: 'not_found' })
    await publish(maker, slug)
    await expect(getFlow(user, slug)).rejects.toMatchObject({ code: 'not_found' })
    expect((await listFlows(user)).map((card) => card.slug)).not.toContain(slug)
  })

  it('gives two flows of one job addresses of their own', async () => {
    const maker = await portal.signIn(MAKER)
    const [first, second] = [await beginFlow(maker, PING_JOB), await beginFlow(maker, PING_JOB)]
    expect(first).not.toBe(second)
  })

  it('starts the job as who presses, with what the draft says about each parameter', async () => {
    const [maker, user] = [await portal.signIn(MAKER), await portal.signIn(USER)]
    const slug = await published(maker, SALES_JOB)
    const pressed = await press(user, slug, { posted: { region: 'APAC', top_n: '3' } })
    expect(pressed.ok).toBe(true)
    const run = (await portal.databricks().runs()).at(-1)
    expect(run).toMatchObject({ creator_user_name: USER, job_id: SALES_JOB })
    expect(run?.job_parameters).toMatchObject({ region: 'APAC', top_n: '3' })
  })

  it('changes nothing that people press until it is published, and every run names its version', async () => {
    const [maker, user] = [await portal.signIn(MAKER), await portal.signIn(USER)]
    const slug = await published(maker)
    await retitle(maker, slug, 'Another title')
    const field = { name: 'why', property: { type: 'string', title: 'Why' }, required: true } as const
    await saveDraft(maker, { slug, revision: await revisionOf(maker, slug), part: 'fields' }, (content) =>
      putField(content, undefined, field),
    )
    expect((await getFlow(user, slug)).title).not.toBe('Another title')
    const before = await press(user, slug)
    const version = await publish(maker, slug)
    expect(await getFlow(user, slug)).toMatchObject({ title: 'Another title', version })
    expect(await press(user, slug)).toMatchObject({ ok: false })
    const after = await press(user, slug, { posted: { why: 'now' } })
    const versions = [before, after].map(async (run) => run.ok && (await getRun(user, run.value)).run.flowVersion)
    expect(await Promise.all(versions)).toEqual([1, version])
    expect((await listVersions(maker, slug)).map((it) => it.version)).toEqual([version, 1])
  })

  it('is saved by nobody who has not seen the latest draft, and nothing of theirs is kept', async () => {
    const maker = await portal.signIn(MAKER)
    const slug = await beginFlow(maker, PING_JOB)
    const seen = await revisionOf(maker, slug)
    await retitle(maker, slug, 'The first')
    const late = saveDraft(maker, { slug, revision: seen, part: 'details' }, (content) => ({
      ...content,
      title: 'Late',
    }))
    await expect(late).rejects.toMatchObject({ code: 'draft_changed' })
    await expect(publishFlow(maker, { slug, revision: seen })).rejects.toMatchObject({ code: 'draft_changed' })
    expect((await openDraft(maker, slug)).content.title).toBe('The first')
  })

  it('is not published while a parameter is filled from a field that does not exist', async () => {
    const maker = await portal.signIn(MAKER)
    const slug = await beginFlow(maker, PING_JOB)
    const steps = [{ action: 'run_now', jobId: PING_JOB, jobParameters: { a: { input: 'gone' } } }] as const
    await saveDraft(maker, { slug, revision: await revisionOf(maker, slug), part: 'job' }, (content) =>
      withDefinition(content, { steps }),
    )
    await expect(publish(maker, slug)).rejects.toMatchObject({ code: 'draft_unfinished' })
    expect((await openDraft(maker, slug)).flow.version).toBe(0)
  })

  it('is the business of its makers and of Admins: others find nothing, users may not at all (AUTHZ-4, AUTHZ-7)', async () => {
    await portal.entra().patchUser(OTHER, { roles: ['Portal.Maker'] })
    const [maker, user, other] = [await portal.signIn(MAKER), await portal.signIn(USER), await portal.signIn(OTHER)]
    const admin = await portal.signIn(ADMIN)
    const slug = await published(maker)
    const revision = await revisionOf(maker, slug)
    const ways: ((viewer: Viewer) => Promise<unknown>)[] = [
      (viewer) => openDraft(viewer, slug),
      (viewer) => listVersions(viewer, slug),
      (viewer) => saveDraft(viewer, { slug, revision, part: 'details' }, (content) => content),
      (viewer) => addStepToDraft(viewer, { slug, revision, jobId: PING_JOB }, en),
      (viewer) => saveIdentity(viewer, { slug, revision, identityMode: 'as_me' }),
      (viewer) => saveJobStep(viewer, { ...JOB_OF_STEP, slug, revision }),
      (viewer) => publishFlow(viewer, { slug, revision }),
      (viewer) => discardDraft(viewer, { slug, revision }),
      (viewer) => switchFlow(viewer, slug, 'off'),
      (viewer) => shareFlow(viewer, slug, () => ({ roles: [], people: [] })),
      (viewer) => changeMakers(viewer, slug, (makers) => [...makers, viewer.objectId]),
      (viewer) => restoreVersion(viewer, { slug, revision, version: 1 }),
      (viewer) => press(viewer, slug, { draft: revision }),
    ]
    for (const way of ways) {
      await expect(way(other)).rejects.toMatchObject({ code: 'not_found' })
      await expect(way(user)).rejects.toMatchObject({ code: 'not_permitted' })
    }
    await expect(beginFlow(user, PING_JOB)).rejects.toMatchObject({ code: 'not_permitted' })
    await expect(connectorsToBeginWith(user)).rejects.toMatchObject({ code: 'not_permitted' })
    expect((await listMadeFlows(other)).map((row) => row.slug)).not.toContain(slug)
    expect((await listMadeFlows(admin)).map((row) => row.slug)).toContain(slug)
    expect((await openDraft(maker, slug)).flow).toMatchObject({ state: 'on', version: 1, makers: [maker.objectId] })
    expect(await ran()).toBe(0)
    await openDraft(admin, slug)
  })

  it('can be made by another as well, who is called by their account, and always has one maker', async () => {
    await portal.entra().patchUser(OTHER, { roles: ['Portal.Maker'] })
    const [maker, other] = [await portal.signIn(MAKER), await portal.signIn(OTHER)]
    const slug = await beginFlow(maker, PING_JOB)
    const objectId = await objectIdOf(maker, ' USER2@contoso.example ')
    expect(objectId).toBe(other.objectId)
    expect(await objectIdOf(maker, 'nobody@contoso.example')).toBeUndefined()
    await changeMakers(maker, slug, (makers) => [...makers, other.objectId])
    await retitle(other, slug, 'Ours')
    await changeMakers(other, slug, () => [other.objectId])
    await expect(openDraft(maker, slug)).rejects.toMatchObject({ code: 'not_found' })
    expect(await changeMakers(other, slug, () => [])).toBe(false)
    expect((await openDraft(other, slug)).flow.makers).toEqual([other.objectId])
  })

  it('is taken away from people at once, also between a press and its call (AUTHZ-8)', async () => {
    const [maker, user] = [await portal.signIn(MAKER), await portal.signIn(USER)]
    const slug = await published(maker)
    await retitle(maker, slug, 'Half done')
    await portal.databricks().addFault({ match: 'POST /api/2.2/jobs/run-now', status: 429, times: 1 })
    await portal.stopLoops()
    const waiting = await press(user, slug)
    expect(await ran()).toBe(0)
    await shareFlow(maker, slug, () => ({ roles: [], people: [] }))
    await expect(press(user, slug)).rejects.toMatchObject({ code: 'not_found' })
    await portal.startLoops()
    if (!waiting.ok) throw new Error('The press was not kept')
    const { run } = await portal.untilRun(user, waiting.value, (view) => view.run.state === 'refused')
    expect(run.error?.code).toBe('not_permitted')
    expect(await ran()).toBe(0)
    expect((await openDraft(maker, slug)).content).toMatchObject({
      title: 'Half done',
      definition: { audience: { roles: [], people: [] } },
    })
  })

  it('is changed by several makers at once as if one after the other', async () => {
    const maker = await portal.signIn(MAKER)
    const slug = await published(maker)
    const people = Array.from({ length: 8 }, () => randomUUID())
    await Promise.all(
      people.map((person) =>
        shareFlow(maker, slug, (audience) => ({ ...audience, people: [...audience.people, person] })),
      ),
    )
    const { definition } = (await openDraft(maker, slug)).content
    expect(definition.audience.people.toSorted()).toEqual(people.toSorted())
  })

  it('is tried out before anybody may press it: one run, as the maker, of a version that is kept', async () => {
    const maker = await portal.signIn(MAKER)
    const slug = await beginFlow(maker, PING_JOB)
    const revision = await revisionOf(maker, slug)
    const clientKey = randomUUID()
    const first = await press(maker, slug, { draft: revision, clientKey })
    expect(await press(maker, slug, { draft: revision, clientKey })).toEqual(first)
    if (!first.ok) throw new Error('It was refused')
    const { run } = await getRun(maker, first.value)
    expect(run).toMatchObject({ trigger: 'test', flowVersion: 1, startedBy: MAKER })
    expect(await ran()).toBe(1)
    await portal.databricks().advanceClock(600_000)
    await portal.untilRun(maker, first.value, (view) => view.run.status === 'Succeeded')
    await expect(getFlow(maker, slug)).rejects.toMatchObject({ code: 'not_found' })
    expect(await publish(maker, slug)).toBe(2)
    expect(await listVersions(maker, slug)).toMatchObject([
      { version: 2, isTest: false, madeBy: MAKER },
      { version: 1, isTest: true },
    ])
  })

  it('can be turned off: it stays to be seen, nobody can press it, and its makers can still try it', async () => {
    const [maker, user] = [await portal.signIn(MAKER), await portal.signIn(USER)]
    const slug = await published(maker)
    await switchFlow(maker, slug, 'off')
    expect((await listFlows(user)).map((card) => card.slug)).not.toContain(slug)
    await expect(press(user, slug)).rejects.toMatchObject({ code: 'flow_off', facts: { owner: MAKER } })
    expect(await ran()).toBe(0)
    expect(await press(maker, slug, { draft: 0 })).toMatchObject({ ok: true })
    await switchFlow(maker, slug, 'on')
    expect(await press(user, slug)).toMatchObject({ ok: true })
  })

  it('that has to be agreed to starts nothing before that', async () => {
    const [maker, user] = [await portal.signIn(MAKER), await portal.signIn(USER)]
    const slug = await published(maker)
    await saveDraft(maker, { slug, revision: 0, part: 'details' }, (content) =>
      withDefinition(content, { confirm: 'I know what this deletes.' }),
    )
    await publish(maker, slug)
    expect(await press(user, slug)).toMatchObject({ ok: false, issues: [{ field: 'confirmed' }] })
    expect(await ran()).toBe(0)
    expect(await press(user, slug, { confirmed: true })).toMatchObject({ ok: true })
  })

  it('is gone with its draft when it never was more, and else is what it was', async () => {
    const maker = await portal.signIn(MAKER)
    const slug = await beginFlow(maker, PING_JOB)
    expect(await discardDraft(maker, { slug, revision: 1 })).toBe(true)
    await expect(openDraft(maker, slug)).rejects.toMatchObject({ code: 'not_found' })
    const tried = await beginFlow(maker, PING_JOB)
    const run = await press(maker, tried, { draft: 1 })
    expect(await discardDraft(maker, { slug: tried, revision: 1 })).toBe(true)
    await expect(openDraft(maker, tried)).rejects.toMatchObject({ code: 'not_found' })
    expect((await listMadeFlows(maker)).map((row) => row.slug)).not.toContain(tried)
    expect(run.ok && (await getRun(maker, run.value)).run.flowSlug).toBe(tried)
    const kept = await published(maker)
    const { title } = (await openDraft(maker, kept)).content
    await retitle(maker, kept, 'Thrown away')
    expect(await discardDraft(maker, { slug: kept, revision: 1 })).toBe(false)
    expect(await openDraft(maker, kept)).toMatchObject({ revision: 0, content: { title } })
  })

  it('goes back to an earlier version as a draft, with who may press it as it is now', async () => {
    const maker = await portal.signIn(MAKER)
    const slug = await published(maker, SALES_JOB)
    await shareFlow(maker, slug, () => ({ roles: ['Portal.Admin'], people: [] }))
    const steps = [{ action: 'run_now', jobId: PING_JOB, jobParameters: {} }] as const
    await saveDraft(maker, { slug, revision: 0, part: 'job' }, (content) => withDefinition(content, { steps }))
    await publish(maker, slug)
    await restoreVersion(maker, { slug, revision: 0, version: 1 })
    const { content } = await openDraft(maker, slug)
    expect(content.definition.steps).toMatchObject([{ jobId: SALES_JOB }])
    expect(content.definition.audience.roles).toEqual(['Portal.Admin'])
    await expect(restoreVersion(maker, { slug, revision: 1, version: 99 })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('says what the workspace says when a job cannot be read', async () => {
    await portal.entra().patchUser('outsider@contoso.example', { roles: ['Portal.Maker'] })
    const outsider = await portal.signIn('outsider@contoso.example')
    await expect(beginFlow(outsider, PING_JOB)).rejects.toMatchObject({ code: 'databricks_not_member' })
    const maker = await portal.signIn(MAKER)
    await expect(beginFlow(maker, '999')).rejects.toMatchObject({ code: expect.stringMatching(/^databricks_/) })
    await expect(beginFlow(maker, 'no number')).rejects.toMatchObject({ code: 'invalid_request' })
  })

  itHasSteps(portal)
})
