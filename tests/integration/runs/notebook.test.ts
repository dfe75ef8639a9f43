import { expect, it } from 'vitest'
import { FIRST_CONNECTOR } from '@/lib/connectors/connector'
import { beginFlow } from '@/lib/drafts/server/begin-flow'
import { openDraft } from '@/lib/drafts/server/open-draft'
import { publishFlow } from '@/lib/drafts/server/publish-flow'
import { saveJobStep } from '@/lib/drafts/server/save-job'
import { shareFlow } from '@/lib/drafts/server/share-flow'
import { lookAgain } from '@/lib/flows/server/find-obstacle'
import { openFlow } from '@/lib/flows/server/open-flow'
import type { Viewer } from '@/lib/identity/viewer'
import { describePortal } from '@/tests/support/in-process-portal'
import { PING_JOB } from './sample-flows'

const JOB = '410000000000088'
const MAKER = 'maker@contoso.example'
const USER = 'user@contoso.example'
const OWN = { region: 'EMEA', as_of: '2026-06-30', run: '{{job.run_id}}' }

describePortal('a flow of a job that is one notebook', [], (portal) => {
  const putJob = (base_parameters: object = OWN, settings: object = {}) =>
    portal.databricks().putJobs({
      job_id: JOB,
      settings: {
        name: 'Sales of a region',
        tasks: [{ task_key: 'work', notebook_task: { notebook_path: '/Shared/work', base_parameters } }],
        ...settings,
      },
      script: { tasks: { work: { result: '{{widgets.region}} until {{widgets.as_of}}' } } },
      access_control_list: [MAKER, USER].map((user_name) => ({ user_name, permission_level: 'CAN_MANAGE_RUN' })),
    })
  /** Made by the maker from what the job says, and pressed by every user. */
  const published = async (maker: Viewer, identityMode: 'shared' | 'as_me' = 'shared') => {
    const slug = await beginFlow(maker, { connector: FIRST_CONNECTOR, jobId: JOB })
    if (identityMode === 'as_me') await save(maker, slug, { identityMode })
    await shareFlow(maker, slug, () => ({ roles: ['Portal.User'], people: [] }))
    await publishFlow(maker, { slug, revision: (await openDraft(maker, slug)).revision })
    return slug
  }
  const save = async (maker: Viewer, slug: string, change: object) => {
    const { revision } = await openDraft(maker, slug)
    const sources = { 'from.region': 'field:region', 'from.as_of': 'field:as_of' }
    await saveJobStep(maker, { slug, revision, step: '', jobId: JOB, identityMode: 'shared', sources, ...change })
    return (await openDraft(maker, slug)).content.definition.steps[0]
  }
  const resultOf = async (viewer: Viewer, runId: string) => {
    await portal.databricks().advanceClock(60_000)
    const { tasks } = await portal.untilRun(viewer, runId, ({ run }) => run.state === 'done')
    return tasks[0]?.output
  }

  it('writes itself from the parameters of the notebook, and its run gets what was typed over them', async () => {
    await putJob()
    const [maker, user] = [await portal.signIn(MAKER), await portal.signIn(USER)]
    const slug = await published(maker)
    const { flow } = await openFlow(user, slug, undefined)
    const { inputs, steps } = flow.definition
    expect(inputs.properties).toMatchObject({
      region: { type: 'string', default: 'EMEA' },
      as_of: { type: 'string', format: 'date' },
    })
    expect(inputs.properties.run).not.toHaveProperty('default')
    expect(steps).toMatchObject([{ jobId: JOB, parametersTo: 'notebook' }])
    const runId = await portal.press(user, slug, { region: 'APAC' })
    const [started] = await portal.databricks().runs()
    expect(started).toMatchObject({
      job_parameters: {},
      overriding_parameters: { notebook_params: { region: 'APAC' } },
    })
    expect(await resultOf(user, runId)).toMatchObject({ text: 'APAC until 2026-06-30' })
  })

  it('run as the person, has them merged into the task', async () => {
    await putJob()
    const [maker, user] = [await portal.signIn(MAKER), await portal.signIn(USER)]
    const slug = await published(maker, 'as_me')
    await portal.press(user, slug, { region: 'APAC' })
    const [started] = await portal.databricks().runs()
    expect(started).toMatchObject({
      run_type: 'SUBMIT_RUN',
      submitted_tasks: [{ notebook_task: { base_parameters: { region: 'APAC', as_of: '2026-06-30' } } }],
    })
  })

  it('is not to be pressed once the notebook no longer has a parameter, or the job has got its own', async () => {
    await putJob()
    const [maker, user] = [await portal.signIn(MAKER), await portal.signIn(USER)]
    const slug = await published(maker)
    const obstacle = async () => {
      await lookAgain(user, slug)
      return (await openFlow(user, slug, undefined)).obstacle
    }
    expect(await obstacle()).toBeUndefined()
    await putJob({ region: 'EMEA', run: '' })
    expect(await obstacle()).toEqual({ kind: 'parameters', names: ['as_of'] })
    await putJob(OWN, { parameters: [{ name: 'region', default: '' }] })
    expect(await obstacle()).toEqual({ kind: 'parameters', names: ['run', 'as_of', 'region'] })
  })

  it('is saved with the job’s own parameters as soon as the job has some, and keeps its way while nobody can read the job', async () => {
    await putJob()
    const maker = await portal.signIn(MAKER)
    const slug = await beginFlow(maker, { connector: FIRST_CONNECTOR, jobId: JOB })
    await portal.databricks().addFault({ match: 'GET /api/2.2/jobs/get', status: 503, times: 0 })
    expect(await save(maker, slug, {})).toMatchObject({ parametersTo: 'notebook' })
    await portal.databricks().clearFaults()
    ;(globalThis as { lakeportDatabricksHealth?: Map<string, unknown> }).lakeportDatabricksHealth?.clear()
    await putJob(OWN, { parameters: [{ name: 'region', default: '' }] })
    expect(await save(maker, slug, {})).not.toHaveProperty('parametersTo')
    expect(await save(maker, slug, { jobId: PING_JOB, sources: {} })).toEqual({
      action: 'run_now',
      jobId: PING_JOB,
      jobParameters: {},
    })
  })
})
