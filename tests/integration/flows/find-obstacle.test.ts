import { describe, expect, it } from 'vitest'
import { obstacleWords } from '@/app/(portal)/flows/[slug]/obstacle-words'
import { lookAgain } from '@/lib/flows/server/find-obstacle'
import { openFlow } from '@/lib/flows/server/open-flow'
import type { Viewer } from '@/lib/identity/viewer'
import { en } from '@/lib/language/en/english'
import { removeConnections } from '@/lib/store/removed-connections'
import { flowOf } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'

const JOB = '410000000000099'
const SLUG = 'guarded'
const USER = 'user@contoso.example'
const READ_JOB = '/api/2.2/jobs/get'
const MINUTE_MS = 60_000

const FLOW = flowOf(SLUG, JOB, {
  inputs: { type: 'object', properties: { region: { type: 'string' } }, additionalProperties: false },
  steps: [{ action: 'run_now', jobId: JOB, jobParameters: { region: { input: 'region' } } }],
})

interface JobOfTest {
  /** Who may do what; CAN_MANAGE_RUN of the user where nothing is said. */
  readonly grants?: Readonly<Record<string, string>>
  readonly settings?: object
}

describePortal('what stands between a person and a press', [FLOW], (portal) => {
  const putJob = ({ grants = { [USER]: 'CAN_MANAGE_RUN' }, settings = {} }: JobOfTest = {}) =>
    portal.databricks().putJobs({
      job_id: JOB,
      settings: {
        name: 'Guarded',
        parameters: [{ name: 'region', default: 'EMEA' }],
        tasks: [{ task_key: 'work', notebook_task: { notebook_path: '/Shared/work' } }],
        queue: { enabled: true },
        ...settings,
      },
      access_control_list: Object.entries(grants).map(([user_name, permission_level]) => ({
        user_name,
        permission_level,
      })),
    })
  const open = async (viewer: Viewer) => {
    const { runsAs, obstacle } = await openFlow(viewer, SLUG, undefined)
    return { runsAs, obstacle }
  }
  /** As the page looks once the workspace has answered: a page itself does not wait for long. */
  const opened = (viewer: Viewer) =>
    until(
      () => open(viewer),
      ({ runsAs, obstacle }) => runsAs !== undefined || obstacle !== undefined,
    )
  const reads = async () => (await portal.databricks().requests()).filter(({ path }) => path === READ_JOB).length
  const seenBefore = (ms: number) =>
    portal
      .store()
      .kysely.updateTable('known_jobs')
      .set({ checked_at: new Date(Date.now() - ms) })
      .execute()

  it('is nothing where their token shows the job, which is read once in ten minutes', async () => {
    await putJob()
    const user = await portal.signIn(USER)
    expect(await opened(user)).toEqual({ runsAs: 'maker@contoso.example', obstacle: undefined })
    const first = await reads()
    await open(user)
    await open(user)
    await seenBefore(9 * MINUTE_MS)
    await open(user)
    expect(await reads()).toBe(first)
    await seenBefore(11 * MINUTE_MS)
    await open(user)
    await until(reads, (now) => now > first)
  })

  it('is the right that they lack, until who asks again has got it; another person’s answer is their own (AUTHZ-8)', async () => {
    await putJob({ grants: {} })
    const [user, maker] = [await portal.signIn(USER), await portal.signIn('maker@contoso.example')]
    const { obstacle } = await opened(user)
    expect(obstacle).toMatchObject({ kind: 'problem', problem: { code: 'databricks_no_right' } })
    expect(obstacle && obstacleWords(obstacle, 'maker@contoso.example', en)).toMatchObject({
      title: expect.stringMatching(/^You lack the right “.+” on this job\.$/),
      mend: 'check again',
    })
    expect(await opened(maker)).toMatchObject({ obstacle: undefined })
    await putJob()
    // Nobody asks the workspace at every view.
    const before = await reads()
    expect(await open(user)).toMatchObject({ obstacle: { kind: 'problem' } })
    expect(await reads()).toBe(before)
    await lookAgain(user, SLUG)
    expect(await open(user)).toEqual({ runsAs: 'maker@contoso.example', obstacle: undefined })
  })

  it('is the right to start it, which shows at a press alone, until who asks again is to try (AUTHZ-8)', async () => {
    await putJob({ grants: { [USER]: 'CAN_VIEW' } })
    const user = await portal.signIn(USER)
    expect(await opened(user)).toMatchObject({ obstacle: undefined })
    const refused = async () => {
      const runId = await portal.press(user, SLUG)
      await portal.untilRun(user, runId, ({ run }) => run.state === 'refused')
    }
    await refused()
    const lacking = {
      obstacle: { problem: { code: 'databricks_no_right', facts: { missing: 'Can Manage Run' } } },
    }
    expect(await open(user)).toMatchObject(lacking)
    await seenBefore(MINUTE_MS)
    const before = await reads()
    await until(
      async () => ({ seen: await open(user), reads: await reads() }),
      (now) => now.reads > before,
    )
    expect(await open(user)).toMatchObject(lacking)
    await putJob()
    await lookAgain(user, SLUG)
    expect(await open(user)).toMatchObject({ obstacle: undefined })
    await putJob({ grants: { [USER]: 'CAN_VIEW' } })
    await refused()
    await putJob()
    await portal.untilRun(user, await portal.press(user, SLUG), ({ run }) => run.submittedAt !== undefined)
    expect(await open(user)).toMatchObject({ obstacle: undefined })
  })

  it('is a right that was taken away since, and whose rights the code has stays known', async () => {
    await putJob()
    const user = await portal.signIn(USER)
    await opened(user)
    await putJob({ grants: {} })
    await seenBefore(11 * MINUTE_MS)
    await until(
      () => open(user),
      ({ obstacle }) => obstacle !== undefined,
    )
    expect(await open(user)).toMatchObject({
      runsAs: 'maker@contoso.example',
      obstacle: { problem: { code: 'databricks_no_right' } },
    })
  })

  it('is a parameter that the job no longer takes', async () => {
    await putJob({ settings: { parameters: [{ name: 'area', default: '' }] } })
    const user = await portal.signIn(USER)
    expect(await opened(user)).toMatchObject({ obstacle: { kind: 'parameters', names: ['region'] } })
  })

  it('is a run at work, where the job takes one at a time and skips what is more', async () => {
    await putJob({ settings: { queue: { enabled: false }, max_concurrent_runs: 1 } })
    const user = await portal.signIn(USER)
    expect(await opened(user)).toMatchObject({ obstacle: undefined })
    const runId = await portal.press(user, SLUG)
    expect(await open(user)).toMatchObject({ obstacle: { kind: 'full', most: 1 } })
    await portal.databricks().advanceClock(10 * MINUTE_MS)
    await portal.untilRun(user, runId, ({ run }) => run.state === 'done')
    expect(await open(user)).toMatchObject({ obstacle: undefined })
  })

  it('is a connection that was taken away, at once', async () => {
    await putJob()
    const user = await portal.signIn(USER)
    await opened(user)
    const { id } = await portal
      .store()
      .kysely.selectFrom('connections')
      .select('id')
      .where('person_id', '=', user.personId)
      .executeTakeFirstOrThrow()
    await removeConnections(portal.store().kysely, { connectionId: id }, 'admin')
    const { obstacle } = await open(user)
    expect(obstacle).toMatchObject({ problem: { code: 'connection_removed', facts: { by: 'admin' } } })
    expect(obstacle && obstacleWords(obstacle, '', en).mend).toBe('connect')
  })

  describe('while the workspace fails', () => {
    it('is nothing at first, since a press is kept until it comes through; then that nothing is sent there', async () => {
      await putJob()
      const user = await portal.signIn(USER)
      await portal.databricks().addFault({ match: `GET ${READ_JOB}`, status: 503, times: 0 })
      expect(await open(user)).toEqual({ runsAs: undefined, obstacle: undefined })
      const { obstacle } = await until(
        () => open(user),
        (seen) => seen.obstacle !== undefined,
      )
      expect(obstacle).toMatchObject({ kind: 'problem', problem: { facts: { reason: 'paused' } } })
      expect(obstacle && obstacleWords(obstacle, '', en).title).toContain('keeps failing')
    })

    it('is not what was seen long ago', async () => {
      await putJob({ grants: {} })
      const user = await portal.signIn(USER)
      await opened(user)
      await portal.databricks().addFault({ match: `GET ${READ_JOB}`, status: 503, times: 0 })
      await seenBefore(MINUTE_MS)
      expect(await open(user)).toMatchObject({ obstacle: undefined })
    })
  })
})
