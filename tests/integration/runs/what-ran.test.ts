import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { compareTwo } from '@/lib/runs/server/compare-runs'
import { getRun } from '@/lib/runs/server/get-run'
import { describePortal } from '@/tests/support/in-process-portal'
import { flowOf } from './sample-flows'

const JOB = '4711'
const FLOW = flowOf('what-ran', JOB, {
  inputs: {
    type: 'object',
    additionalProperties: false,
    properties: { region: { type: 'string', title: 'Region' } },
  },
  steps: [{ action: 'run_now', jobId: JOB, jobParameters: { region: { input: 'region' } } }],
})
const AS_ME = flowOf('what-ran-as-me', JOB, { identityMode: 'as_me', steps: [{ action: 'run_now', jobId: JOB }] })

describePortal('what a run was', [FLOW, AS_ME], (portal) => {
  const putJob = (nodes: string, notebook = '/Shared/load') =>
    portal.databricks().putJobs({
      job_id: JOB,
      settings: {
        name: 'Load',
        parameters: [{ name: 'region', default: 'EMEA' }],
        job_clusters: [
          { job_cluster_key: 'main', new_cluster: { node_type_id: nodes, num_workers: 4, spark_version: '15.4.x' } },
        ],
        tasks: [
          { task_key: 'check', notebook_task: { notebook_path: '/Shared/check' } },
          {
            ...{ task_key: 'load', job_cluster_key: 'main', depends_on: [{ task_key: 'check' }] },
            notebook_task: { notebook_path: notebook },
          },
        ],
      },
      script: { tasks: { check: { setupMs: 10, durationMs: 10 }, load: { setupMs: 10, durationMs: 10 } } },
    })
  const press = async (user: Viewer, slug: string, inputs: Record<string, string> = {}) => {
    const runId = await portal.press(user, slug, inputs)
    await portal.untilRun(user, runId, ({ run }) => run.state === 'done')
    return runId
  }
  const verdictsOf = async (user: Viewer, a: string, b: string) =>
    new Map(
      (await compareTwo(user, a, b)).comparisons.map(({ thing, verdict, values }) => [
        'name' in thing ? `${thing.of} ${thing.name}` : thing.of,
        { verdict, values },
      ]),
    )

  it('is told by the settings and the compute of its tasks, and not by what it was given', async () => {
    const user = await portal.signIn('user@contoso.example')
    await putJob('Standard_D4ds_v5')
    const [a, given] = [await press(user, 'what-ran'), await press(user, 'what-ran', { region: 'APAC' })]
    const alike = await verdictsOf(user, a, given)
    expect(alike.get('taskSettings check')?.verdict).toBe('same')
    expect(alike.get('taskSettings load')?.verdict).toBe('same')
    await putJob('Standard_D8ds_v5')
    const larger = await verdictsOf(user, a, await press(user, 'what-ran'))
    expect(larger.get('taskSettings check')?.verdict).toBe('same')
    expect(larger.get('taskSettings load')?.verdict).toBe('different')
    expect(larger.get('taskCompute load')).toEqual({
      verdict: 'different',
      values: [{ text: 'main Standard_D4ds_v5 × 4 15.4.x' }, { text: 'main Standard_D8ds_v5 × 4 15.4.x' }],
    })
    expect(larger.get('taskCompute check')).toMatchObject({ verdict: 'same', values: [{ text: 'serverless' }, {}] })
    expect(larger.has('settings')).toBe(false)
    await putJob('Standard_D8ds_v5', '/Shared/load-anew')
    const other = await verdictsOf(user, a, await press(user, 'what-ran'))
    expect(other.get('taskSettings load')?.verdict).toBe('different')
  })

  it('is not known of one whose tasks an older version kept', async () => {
    const user = await portal.signIn('user@contoso.example')
    await putJob('Standard_D4ds_v5')
    const [old, now] = [await press(user, 'what-ran'), await press(user, 'what-ran')]
    const tasks = sql`(select id from run_steps where run_id = ${old})`
    await sql`update tasks set facts = facts - 'settings' - 'compute' where step_id in ${tasks}`.execute(
      portal.store().kysely,
    )
    const seen = await verdictsOf(user, old, now)
    expect(seen.get('taskSettings load')?.verdict).toBe('unknown')
    expect(seen.get('settings')?.verdict).toBe('unknown')
  })

  it('keeps no digest of tasks that carry what was typed: a one-time run has that of its job (TOK-5)', async () => {
    const user = await portal.signIn('user@contoso.example')
    await putJob('Standard_D4ds_v5')
    const { run, tasks } = await getRun(user, await press(user, 'what-ran-as-me'))
    expect(run.settingsDigest).toMatch(/^[0-9a-f]{64}$/)
    expect(tasks).toHaveLength(2)
    for (const { facts } of tasks) expect(facts.settings).toBeUndefined()
  })
})
