import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { importFlows } from '@/lib/flows/server/import-flows'
import type { Viewer } from '@/lib/identity/viewer'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { getRun } from '@/lib/runs/server/get-run'
import { repairRun } from '@/lib/runs/server/repair-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { askAsAdmin } from './ask-as-admin'
import { callsOf } from './run-now-calls'
import { flowOf, PING_JOB } from './sample-flows'

const REPAIR = 'POST /api/2.2/jobs/runs/repair'
const USER = 'user@contoso.example'
const DAY = { input: 'day' }
const INPUTS = { type: 'object', additionalProperties: false, properties: { day: { type: 'string', title: 'Day' } } }
const STEP = { action: 'run_now', jobId: PING_JOB, jobParameters: { day: DAY } }
const FLOWS = [
  flowOf('close-day', PING_JOB, { inputs: INPUTS, steps: [STEP] }),
  flowOf('two-steps', PING_JOB, {
    steps: [
      { ...STEP, name: 'First', jobParameters: {} },
      { ...STEP, name: 'Second', jobParameters: {} },
    ],
  }),
]
const TASKS = [
  { task_key: 'load', notebook_task: { notebook_path: '/Shared/load' } },
  { task_key: 'close', depends_on: [{ task_key: 'load' }], notebook_task: { notebook_path: '/Shared/close' } },
  { task_key: 'report', depends_on: [{ task_key: 'close' }], notebook_task: { notebook_path: '/Shared/report' } },
]
const QUICK = { setupMs: 10, durationMs: 10, cleanupMs: 10 }
const PATIENCE_S = 61

describePortal('a repair', FLOWS, (portal) => {
  afterEach(async () => void (await importFlows({ flows: FLOWS })))

  /** The middle one of three tasks fails so often, and then it does not. */
  const putJob = async (failures: number) =>
    portal.databricks().putJobs({
      job_id: PING_JOB,
      settings: { name: 'Close the day', tasks: TASKS, parameters: [{ name: 'day', default: 'today' }] },
      script: {
        tasks: {
          load: { ...QUICK, result: 'loaded {{job.parameters.day}}' },
          close: { ...QUICK, outcome: [...Array<string>(failures).fill('FAILED'), 'SUCCESS'], error: 'ValueError' },
          report: { ...QUICK, result: 'report of {{job.parameters.day}}' },
        },
      },
    })
  const failedRun = async (failures = 1): Promise<{ user: Viewer; runId: string }> => {
    await putJob(failures)
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, 'close-day', { day: '2026-11-23' })
    await ended(user, runId, 'Failed')
    return { user, runId }
  }
  const ended = (user: Viewer, runId: string, status: string) =>
    portal.untilRun(user, runId, ({ run }) => run.state === 'done' && run.status === status)
  const repairs = () => callsOf(portal, REPAIR)
  const stateOf = async (user: Viewer, runId: string) => (await getRun(user, runId)).run

  it('runs the failed tasks again in the same run, with its parameters, and what depends on them', async () => {
    const { user, runId } = await failedRun()
    const before = await stateOf(user, runId)
    await repairRun(user, runId)
    const { run, tasks } = await ended(user, runId, 'Succeeded')
    expect(run).toMatchObject({ databricksRunId: before.databricksRunId, repairs: [{ state: 'done' }] })
    expect(run.repairs[0]?.repairId).toMatch(/^\d+$/)
    expect(tasks.map(({ taskKey, attempt }) => `${taskKey} ${attempt}`)).toEqual(
      expect.arrayContaining(['load 0', 'close 0', 'close 1', 'report 1']),
    )
    const report = tasks.find(({ taskKey, attempt }) => taskKey === 'report' && attempt === 1)
    expect(report?.output).toMatchObject({ text: 'report of 2026-11-23' })
    expect(await portal.databricks().runs()).toHaveLength(1)
  })

  it('that fails again is followed by another, which names the one before', async () => {
    const { user, runId } = await failedRun(2)
    await repairRun(user, runId)
    await portal.untilRun(user, runId, ({ tasks }) => tasks.filter(({ taskKey }) => taskKey === 'close').length === 2)
    await ended(user, runId, 'Failed')
    await repairRun(user, runId)
    const { run } = await ended(user, runId, 'Succeeded')
    expect(run.repairs.map(({ state }) => state)).toEqual(['done', 'done'])
  })

  it.each(['after', 'midBody'] as const)(
    'whose answer was lost (%s) is found in the history of the run, and never asked for again (RUN-8)',
    async (drop) => {
      const { user, runId } = await failedRun()
      await portal.databricks().addFault({ match: REPAIR, drop })
      await repairRun(user, runId)
      const { run } = await ended(user, runId, 'Succeeded')
      expect(run.repairs).toMatchObject([{ state: 'done', repairId: expect.stringMatching(/^\d+$/) }])
      expect(await repairs()).toHaveLength(1)
    },
  )

  it('that Databricks never heard of is told as that, and leaves the run as it was', async () => {
    const { user, runId } = await failedRun()
    await portal.databricks().addFault({ match: REPAIR, drop: 'before' })
    await repairRun(user, runId).catch(() => undefined)
    const kept = portal.store().kysely.updateTable('repairs')
    await kept.set({ requested_at: sql<Date>`now() - ${PATIENCE_S} * interval '1 second'` }).execute()
    const { run } = await ended(user, runId, 'Failed')
    expect(run.repairs).toMatchObject([{ state: 'refused' }])
    await repairRun(user, runId)
    await ended(user, runId, 'Succeeded')
  })

  it('that Databricks refuses says why, and leaves the run as it was', async () => {
    const { user, runId } = await failedRun()
    const rights = { access_control_list: [{ user_name: USER, permission_level: 'CAN_VIEW' }] }
    await askAsAdmin(portal, `/api/2.0/permissions/jobs/${PING_JOB}`, withOwner(rights), 'PUT')
    await expect(repairRun(user, runId)).rejects.toMatchObject({ code: 'databricks_no_right' })
    const { run } = await ended(user, runId, 'Failed')
    expect(run.repairs).toMatchObject([{ state: 'refused', error: { code: 'databricks_no_right' } }])
  })

  const withOwner = ({ access_control_list }: { access_control_list: object[] }) => ({
    access_control_list: [
      { user_name: 'maker@contoso.example', permission_level: 'IS_OWNER' },
      ...access_control_list,
    ],
  })

  it('that is asked for twice at once is asked for once (RUN-3)', async () => {
    const { user, runId } = await failedRun()
    const asked = await Promise.allSettled([repairRun(user, runId), repairRun(user, runId)])
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = asked.flatMap((it) => (it.status === 'rejected' ? [it.reason as unknown] : []))
    expect(refused).toEqual([expect.objectContaining({ code: 'conflict' })]) // the database's own index would be an unforeseen error
    await ended(user, runId, 'Succeeded')
    expect(await repairs()).toHaveLength(1)
    await expect(repairRun(user, runId)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('of a run that was cancelled is not cancelled with it', async () => {
    await putJob(0)
    await portal.databricks().script(PING_JOB, { tasks: { close: { ...QUICK, durationMs: 600_000 } } })
    const user = await portal.signIn(USER)
    const runId = await portal.press(user, 'close-day', { day: 'x' })
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Running')
    await cancelRun(user, runId)
    await ended(user, runId, 'Cancelled')
    await portal.databricks().script(PING_JOB, { tasks: { close: QUICK } })
    await repairRun(user, runId)
    await ended(user, runId, 'Succeeded')
  })

  it('is for who started the run alone, as long as the flow is theirs to press (AUTHZ-8)', async () => {
    const { user, runId } = await failedRun()
    const [other, admin] = [
      await portal.signIn('user2@contoso.example'),
      await portal.signIn('admin@contoso.example'),
    ]
    await expect(repairRun(other, runId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(repairRun(admin, runId)).rejects.toMatchObject({ code: 'not_permitted' })
    await importFlows({
      flows: [flowOf('close-day', PING_JOB, { inputs: INPUTS, steps: [STEP], audience: { roles: [], people: [] } })],
    })
    await expect(repairRun(user, runId)).rejects.toMatchObject({ code: 'not_permitted' })
    expect(await repairs()).toEqual([])
  })

  it('is not made as anybody else than the run was: a connector may call as a service principal by now (AUTH-10)', async () => {
    const { user, runId } = await failedRun()
    const principal = JSON.stringify({ clientId: '00000000-0000-4000-8000-00000000beef', name: 'Another' })
    await portal.store().kysely.updateTable('runs').set({ principal }).where('id', '=', runId).execute()
    await expect(repairRun(user, runId)).rejects.toMatchObject({ code: 'conflict' })
    expect(await repairs()).toEqual([])
  })

  it('is no matter of a run that succeeded, nor of one of several steps', async () => {
    await putJob(0)
    const user = await portal.signIn(USER)
    const well = await portal.press(user, 'close-day', { day: 'x' })
    await ended(user, well, 'Succeeded')
    await expect(repairRun(user, well)).rejects.toMatchObject({ code: 'conflict' })
    await putJob(3)
    const several = await portal.press(user, 'two-steps')
    await ended(user, several, 'Failed')
    await expect(repairRun(user, several)).rejects.toMatchObject({ code: 'conflict' })
    expect(await repairs()).toEqual([])
  })
})
