import { describe, expect, it } from 'vitest'
import { getJob, listJobs, runNow } from '@/lib/databricks/jobs'
import { exportRun, getRunOutput } from '@/lib/databricks/run-output'
import { activeRuns, cancelRun, getRun, repairRun } from '@/lib/databricks/runs'
import { getWrittenJob } from '@/lib/databricks/written-job'
import { latestAttempts } from '@/lib/runs/attempts'
import { runPageUrl } from '@/lib/runs/run-page-url'
import { runStatus } from '@/lib/runs/run-status'
import { emulatedWorkspace, FORECAST_JOB, INVOICES_JOB, PING_JOB, PRICE_LIST_JOB } from './emulated-workspace'

const workspace = emulatedWorkspace()
let presses = 0

function start(jobId: string, jobParameters: Record<string, string> = {}) {
  presses += 1
  return runNow(workspace.as('user'), { jobId, jobParameters, idempotencyToken: `press-${presses}` })
}

describe('a run from its start to its end', () => {
  it('runs as the person who pressed, with the values given, and succeeds', async () => {
    const { runId } = await start(PRICE_LIST_JOB, { price_list: 'summer' })
    const first = await getRun(workspace.as('user'), runId)
    expect(first).toMatchObject({
      runId,
      jobId: PRICE_LIST_JOB,
      creatorUserName: 'user@contoso.example',
      endTime: undefined,
    })
    expect(first.jobParameters).toEqual([{ name: 'price_list', default: 'standard', value: 'summer' }])
    expect(['Waiting', 'Running']).toContain(runStatus(first))

    await workspace.control().advanceClock(60_000)
    const last = await getRun(workspace.as('user'), runId)
    expect(runStatus(last)).toBe('Succeeded')
    expect(last.runDuration).toBeGreaterThan(0)
    expect(last.tasks).toMatchObject([{ taskKey: 'publish', kind: 'notebook_task', attemptNumber: 0 }])
    const output = await getRunOutput(workspace.as('user'), last.tasks[0]?.runId ?? '')
    expect(output).toMatchObject({ notebookResult: 'Price list summer is published to 212 shops.', truncated: false })
  })

  it('a second run of a job that runs one at a time is queued, and says why', async () => {
    await start(PRICE_LIST_JOB)
    const queued = await getRun(workspace.as('user'), (await start(PRICE_LIST_JOB)).runId)
    expect(runStatus(queued)).toBe('Queued')
    expect(queued.status?.queueDetails?.code).toBe('MAX_CONCURRENT_RUNS_REACHED')
  })

  it('a failed task fails the run, says why, and can be repaired', async () => {
    const { runId } = await start(INVOICES_JOB)
    await workspace.control().advanceClock(60_000)
    const failed = await getRun(workspace.as('user'), runId)
    expect(failed.state?.lifeCycleState).toBe('INTERNAL_ERROR')
    expect(runStatus(failed)).toBe('Failed')
    const words = latestAttempts(failed.tasks).map(({ latest }) => [latest.taskKey, runStatus(latest)])
    expect(Object.fromEntries(words)).toEqual({
      list_files: 'Succeeded',
      read_invoices: 'Succeeded',
      validate_invoices: 'Failed',
      load_invoices: 'Skipped',
    })
    const culprit = failed.tasks.find((task) => task.taskKey === 'validate_invoices')
    expect(culprit?.dependsOn).toEqual([{ taskKey: 'read_invoices', outcome: undefined }])
    const output = await getRunOutput(workspace.as('user'), culprit?.runId ?? '')
    expect(output.error).toContain('INV-2026-00317')
    expect(output.errorTrace).toContain('\u001b[0;31m')

    const { repairId } = await repairRun(workspace.as('user'), { runId })
    const repaired = await getRun(workspace.as('user'), runId, { includeHistory: true })
    expect(['Waiting', 'Running']).toContain(runStatus(repaired))
    expect(repaired.repairHistory.map((item) => [item.type, item.id])).toEqual([
      ['ORIGINAL', undefined],
      ['REPAIR', repairId],
    ])
    const attempts = latestAttempts(repaired.tasks).find(({ latest }) => latest.taskKey === 'validate_invoices')
    expect(attempts?.earlier.map((task) => task.runId)).toEqual([culprit?.runId])
  })

  it('a cancelled run ends as such, and a second cancel changes nothing', async () => {
    const { runId } = await start(FORECAST_JOB)
    await cancelRun(workspace.as('user'), runId)
    await workspace.control().advanceClock(60_000)
    await cancelRun(workspace.as('user'), runId)
    expect(runStatus(await getRun(workspace.as('user'), runId))).toBe('Cancelled')
  })

  it("the emulator's link is one for everybody (IO-10)", async () => {
    const { runId } = await start(PING_JOB)
    const { runPageUrl: link } = await getRun(workspace.as('user'), runId)
    const { origin } = workspace.as('user')
    expect(runPageUrl(link, origin)).toBe(`${origin}/jobs/${PING_JOB}/runs/${runId}?o=1234567890123456`)
  })

  it('a log comes from a script, a page from a notebook', async () => {
    const { runId } = await start(PING_JOB)
    await start(PRICE_LIST_JOB)
    await workspace.control().advanceClock(60_000)
    const ping = await getRun(workspace.as('user'), runId)
    const output = await getRunOutput(workspace.as('user'), ping.tasks[0]?.runId ?? '')
    expect(output).toMatchObject({ logs: expect.stringContaining('catalog main: ok'), notebookResult: undefined })
    const [published] = (await workspace.control().runs()).filter((run) => run.job_id === PRICE_LIST_JOB)
    const { tasks } = await getRun(workspace.as('user'), String(published?.run_id))
    const views = await exportRun(workspace.as('user'), tasks[0]?.runId ?? '')
    expect(views).toMatchObject([{ type: 'NOTEBOOK', content: expect.stringContaining('<!DOCTYPE html>') }])
  })

  it('the output of a job run is refused with a code, as Databricks does', async () => {
    const { runId } = await start(PING_JOB)
    const refused = { code: 'databricks_refused', facts: { errorCode: 'INVALID_PARAMETER_VALUE', status: '400' } }
    await expect(getRunOutput(workspace.as('user'), runId)).rejects.toMatchObject(refused)
  })
})

describe('IO-6: ids that a number cannot hold', () => {
  const big = { jobId: '9007199254740993', runId: '9007199254740995' }

  it('stay exact from the list of jobs to the cancel', async () => {
    await workspace.control().putJobs({
      job_id: big.jobId,
      next_run_id: big.runId,
      settings: { name: 'Big', tasks: [{ task_key: 'main', notebook_task: { notebook_path: '/Shared/big' } }] },
      script: { tasks: { main: { durationMs: 60_000 } } },
    })
    const user = workspace.as('user')
    const { jobs } = await listJobs(user, { name: 'big' })
    expect(jobs.map((job) => job.jobId)).toEqual([big.jobId])
    expect((await getJob(user, big.jobId)).settings.tasks).toMatchObject([{ kind: 'notebook_task' }])
    expect(await start(big.jobId)).toMatchObject({ runId: big.runId })
    const [page = [], ...more] = await Array.fromAsync(activeRuns(user))
    expect(page.map(({ runId, jobId }) => ({ runId, jobId }))).toEqual([big])
    expect(more).toEqual([])
    await cancelRun(user, big.runId)
    await workspace.control().advanceClock(60_000)
    expect(runStatus(await getRun(user, big.runId))).toBe('Cancelled')
  })

  it('and so do ids of 19 digits', async () => {
    await workspace.mode({ bigIds: true })
    const { runId } = await start(PING_JOB)
    expect(runId).toMatch(/^[0-9]{19}$/)
    const run = await getRun(workspace.as('user'), runId)
    expect(run.runId).toBe(runId)
  })
})

describe('pages', () => {
  it('the tasks and parameters of a job, and those of its run, are all read', async () => {
    const tasks = numbered(205, (key) => ({ task_key: key, notebook_task: { notebook_path: `/Shared/${key}` } }))
    const parameters = numbered(150, (name) => ({ name, default: 'x' }))
    await workspace.control().putJobs({ job_id: '77', settings: { name: 'Wide', tasks, parameters } })
    const job = await getJob(workspace.as('user'), '77')
    expect(job.settings.tasks.map((task) => task.taskKey).toSorted()).toEqual(tasks.map((task) => task.task_key))
    expect(job.settings.parameters).toHaveLength(150)
    expect(job.settings.name).toBe('Wide')
    const written = await getWrittenJob(workspace.as('user'), '77')
    expect(written.job).toEqual(job)
    expect(written.settings).toMatchObject({ name: 'Wide', tasks, parameters })
    const run = await getRun(workspace.as('user'), (await start('77')).runId)
    expect(new Set(run.tasks.map((task) => task.taskKey)).size).toBe(205)
    expect(run.jobParameters).toHaveLength(150)
  })

  it('of active runs are read as far as they are wanted, between two times', async () => {
    for (let press = 0; press < 30; press += 1) await start(PRICE_LIST_JOB)
    const user = workspace.as('user')
    for await (const page of activeRuns(user)) {
      expect(page).toHaveLength(24)
      break
    }
    expect(await workspace.seen('/api/2.2/jobs/runs/list')).toHaveLength(1)
    const all = (await Array.fromAsync(activeRuns(user, { startTimeFrom: 0, startTimeTo: Date.now() }))).flat()
    expect(new Set(all.map((run) => run.runId)).size).toBe(30)
    const hour = 3_600_000
    expect(await Array.fromAsync(activeRuns(user, { startTimeFrom: Date.now() + hour }))).toEqual([[]])
    expect(await Array.fromAsync(activeRuns(user, { startTimeTo: Date.now() - hour }))).toEqual([[]])
  })
})

function numbered<T>(count: number, make: (key: string) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(`t${String(index).padStart(3, '0')}`))
}
