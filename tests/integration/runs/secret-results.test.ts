import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { importFlows } from '@/lib/flows/server/import-flows'
import { en } from '@/lib/language/en/english'
import { isActive } from '@/lib/runs/run-state'
import { getOutputText } from '@/lib/runs/server/get-run'
import { notebookOfRun } from '@/lib/runs/server/notebook-of-run'
import { repairRun } from '@/lib/runs/server/repair-run'
import { textForSupport } from '@/lib/runs/server/text-for-support'
import { everyRow } from '@/tests/integration/http/every-row'
import { describePortal } from '@/tests/support/in-process-portal'
import { flowOf, PING_JOB } from './sample-flows'
import {
  CHECK_JOB,
  ended,
  jobStep,
  LOAD_JOB,
  putJobs,
  scriptJob,
  sqlStep,
  standings,
  stepsFlow,
} from './steps-of-test'

const USER = 'user@contoso.example'
/** What nobody but Databricks is to have. */
const SECRET = 'Merganser-58-salary'
const STATEMENT = 'SELECT 1 AS pay'
const QUICK = { setupMs: 10, durationMs: 10, cleanupMs: 10 }

const isSecret = { secretResults: true }
const onJob = (slug: string, more: object = {}, flow: object = {}) =>
  flowOf(slug, PING_JOB, { steps: [{ action: 'run_now', jobId: PING_JOB, jobParameters: {}, ...more }], ...flow })
const onStatement = (slug: string, more: object = {}) => stepsFlow(slug, [sqlStep('Pay', STATEMENT, more)])

const FLOWS = [
  onJob('open-job'),
  onJob('secret-job', isSecret),
  onJob('secret-as-me', isSecret, { identityMode: 'as_me' }),
  onStatement('open-statement'),
  onStatement('secret-statement', isSecret),
  stepsFlow('several', [
    jobStep('Load', LOAD_JOB, { ...isSecret, retry: { kind: 'fixed', times: 1, seconds: 5 } }),
    jobStep('Check', CHECK_JOB, {
      runAfter: ['failed', 'succeeded'],
      jobParameters: { given: { step: 'Load', result: 'status' } },
    }),
  ]),
]

const TASKS = [
  { task_key: 'main', notebook_task: { notebook_path: '/Shared/main' } },
  {
    task_key: 'is_known',
    depends_on: [{ task_key: 'main' }],
    condition_task: { op: 'EQUAL_TO', left: '{{tasks.main.values.who}}', right: 'nobody' },
  },
  {
    task_key: 'each',
    depends_on: [{ task_key: 'is_known', outcome: 'false' }],
    for_each_task: {
      inputs: '["a","b"]',
      task: { task_key: 'one', notebook_task: { notebook_path: '/Shared/one' } },
    },
  },
]
const SAYS = { error: `ValueError: ${SECRET}`, errorTrace: `ValueError\n  at ${SECRET}` }
const GOOD = {
  main: { ...QUICK, result: `[{"who":"${SECRET}"}]`, logs: SECRET, values: { who: SECRET } },
  is_known: QUICK,
  each: { ...QUICK, result: SECRET },
}
/** One iteration fails. */
const PARTLY = { ...GOOD, each: { ...QUICK, ...SAYS, failedIterations: [1] } }
const BAD = { ...GOOD, main: { ...QUICK, ...SAYS, outcome: 'FAILED' } }

describePortal('a step whose results are secret', FLOWS, (portal) => {
  let printed = ''
  beforeEach(() => {
    printed = ''
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text)
      return true
    })
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await importFlows({ flows: FLOWS })
  })

  const putJob = async (tasks: object) => {
    await portal.databricks().putJobs({
      job_id: PING_JOB,
      settings: { name: 'Salaries', tasks: TASKS },
      script: { tasks },
    })
    await fetch(`${portal.databricks().url}/__emulator/submits/script`, {
      method: 'POST',
      body: JSON.stringify({ tasks }),
    })
  }
  const run = async (slug: string) => {
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, slug)
    await portal.databricks().advanceClock(60_000)
    return { user, runId, view: await ended(portal, user, runId) }
  }
  /** The calls that hand out what a run gave back. */
  const readings = async () =>
    (await portal.databricks().requests()).filter(({ path }) =>
      /\/runs\/(get-output|export)$|\/result\/chunks\//.test(path),
    )
  const tablesWithSecret = async () =>
    (await everyRow(portal.store())).filter(([, rows]) => rows.includes(SECRET)).map(([table]) => table)
  const demandNothingRead = async () => {
    expect(await readings()).toEqual([])
    expect(await tablesWithSecret()).toEqual([])
    expect(printed).not.toContain(SECRET)
  }

  it('is told apart from one whose results are not: those are read and kept', async () => {
    await putJob(PARTLY)
    await run('open-job')
    expect((await readings()).length).toBeGreaterThan(0)
    expect(await tablesWithSecret()).toContain('tasks')
  })

  it.each(['secret-job', 'secret-as-me'])('leaves nothing here when it succeeds: %s', async (slug) => {
    await putJob(GOOD)
    const { user, runId, view } = await run(slug)
    expect(view.run.status).toBe('Succeeded')
    expect(view.tasks.map(({ taskKey, status }) => `${taskKey} ${status}`)).toEqual([
      'main Succeeded',
      'is_known Succeeded',
      'each Succeeded',
    ])
    expect(view.tasks[1]?.detail).toEqual({ outcome: 'false' })
    await expect(getOutputText(user, { runId, taskKey: 'main' })).rejects.toMatchObject({ code: 'not_found' })
    await demandNothingRead()
  })

  it.each([
    ['its code does', BAD],
    ['some iterations do', PARTLY],
  ])('says of a failure whose turn it is, and nothing of what it says: %s', async (_what, tasks) => {
    await putJob(tasks)
    const { user, runId, view } = await run('secret-job')
    expect(view.run).toMatchObject({ status: 'Failed', stateMessage: undefined })
    const kept = await portal
      .store()
      .kysely.selectFrom('runs')
      .select(['cause', 'error_line', 'error_group'])
      .where('id', '=', runId)
      .executeTakeFirstOrThrow()
    expect(kept).toEqual({ cause: 'code', error_line: null, error_group: null })
    expect((await textForSupport(user, runId, en)).text).not.toContain(SECRET)
    await demandNothingRead()
  })

  it('stays secret when it is repaired', async () => {
    await putJob(BAD)
    const { user, runId } = await run('secret-job')
    await portal.databricks().script(PING_JOB, { tasks: GOOD })
    await repairRun(user, runId)
    await portal.databricks().advanceClock(60_000)
    await portal.untilRun(user, runId, (view) => !isActive(view.run.state) && view.run.repairs.length === 1)
    await demandNothingRead()
  })

  it('shows no notebook as it ran', async () => {
    await putJob(GOOD)
    const { user, runId, view } = await run('secret-job')
    const attempt = view.tasks[0]?.databricksRunId ?? ''
    await expect(notebookOfRun(user, { runId, attempt })).rejects.toMatchObject({ code: 'results_secret' })
    await demandNothingRead()
  })

  it('leaves a later step its end, and nothing else, however often it is repeated', async () => {
    await putJobs(portal)
    await scriptJob(portal, LOAD_JOB, 'load', { ...SAYS, outcome: 'FAILED' })
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, 'several')
    const view = await portal.untilRun(user, runId, ({ run: { state } }) => !isActive(state))
    expect(standings(view)).toEqual(['1.1 Failed', '1.2 Failed', '2.1 Succeeded'])
    const runs = await portal.databricks().runs()
    expect(runs.at(-1)?.job_parameters).toEqual({ given: 'failed' })
    expect(await tablesWithSecret()).toEqual([])
    const [first] = await readings()
    expect(first?.query).toContain(view.tasks.find(({ taskKey }) => taskKey === 'check')?.databricksRunId)
    expect(await readings()).toHaveLength(1)
  })

  const script = (answer: object) => portal.databricks().scriptStatement({ statement: STATEMENT, ...answer })
  const ROWS = {
    columns: [{ name: 'pay', type: 'STRING' }],
    rows: Array.from({ length: 9 }, () => [SECRET]),
    chunkRows: 2,
  }

  it('that is a statement is told apart, too', async () => {
    await script(ROWS)
    await run('open-statement')
    expect((await readings()).length).toBeGreaterThan(0)
    expect(await tablesWithSecret()).toContain('tasks')
  })

  it('that is a statement gets no rows from the workspace at all', async () => {
    await script(ROWS)
    const { view } = await run('secret-statement')
    expect(view.run.status).toBe('Succeeded')
    await demandNothingRead()
    const id = view.run.databricksRunId
    const answer = await fetch(`${portal.databricks().url}/api/2.0/sql/statements/${id}`, {
      headers: { authorization: 'Bearer dapi-demo-user' },
    })
    const body = await answer.text()
    expect(JSON.parse(body)).toMatchObject({ status: { state: 'SUCCEEDED' } })
    expect(body).not.toContain(SECRET)
  })

  it('that is a statement which fails keeps the code of it alone', async () => {
    await script({ error: { message: `[CAST_INVALID_INPUT] ${SECRET} is no number`, sqlState: '22018' } })
    const { view } = await run('secret-statement')
    expect(view.run).toMatchObject({
      ...{ status: 'Failed', terminationCode: 'STATEMENT_FAILED', stateMessage: undefined },
    })
    await demandNothingRead()
  })

  it('is what the version says with which a run was started', async () => {
    const slow = { ...GOOD, main: { ...GOOD.main, durationMs: 600_000 } }
    await putJob(slow)
    const user = await portal.signIn(USER)
    const before = await portal.press(user, 'secret-job')
    await portal.untilRun(user, before, ({ run: { state } }) => state === 'running')
    await importFlows({ flows: [onJob('secret-job')] })
    await portal.databricks().advanceClock(1_200_000)
    await ended(portal, user, before)
    await demandNothingRead()
    const after = await portal.press(user, 'secret-job')
    await portal.databricks().advanceClock(1_200_000)
    await ended(portal, user, after)
    expect((await readings()).length).toBeGreaterThan(0)
  })
})
