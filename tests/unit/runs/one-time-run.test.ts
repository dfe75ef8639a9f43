import { describe, expect, it } from 'vitest'
import { oneTimeRun } from '@/lib/runs/one-time-run'
import type { WrittenSettings } from '@/lib/runs/written-settings'

const JOB: WrittenSettings = {
  name: 'Load invoices',
  format: 'MULTI_TASK',
  max_concurrent_runs: 1,
  timeout_seconds: 600,
  run_as: { service_principal_name: 'somebody else' },
  schedule: { quartz_cron_expression: '0 0 6 * * ?', timezone_id: 'UTC' },
  queue: { enabled: true },
  git_source: { git_url: 'https://git.contoso.example/load', git_provider: 'gitHub', git_branch: 'main' },
  environments: [{ environment_key: 'default', spec: { client: '2' } }],
  job_clusters: [{ job_cluster_key: 'main', new_cluster: { num_workers: 2 } }],
  parameters: [
    { name: 'folder', default: '/in' },
    { name: 'mode', default: 'full' },
  ],
  tasks: [
    {
      task_key: 'list',
      run_if: 'ALL_SUCCESS',
      timeout_seconds: 60,
      job_cluster_key: 'main',
      libraries: [{ pypi: { package: 'pandas' } }],
      notebook_task: {
        notebook_path: 'list',
        source: 'GIT',
        base_parameters: { from: '{{job.parameters.folder}}/new', folder: 'own', id: '{{ job.id }}' },
      },
    },
    {
      task_key: 'load',
      depends_on: [{ task_key: 'list' }],
      existing_cluster_id: '0602-091500-fcast001',
      spark_python_task: {
        python_file: '/load.py',
        parameters: ['--mode', '{{job.parameters.mode}}', '{{job.run_id}}'],
      },
    },
  ],
}

const tasksOf = (settings: WrittenSettings, values: Record<string, string> = {}) =>
  oneTimeRun(settings, { jobId: '12', values }).tasks

describe('a job as a one-time run', () => {
  it('carries the tasks with their clusters, libraries, timeouts, code and environments, and none of its own identity', () => {
    const { tasks, ...run } = oneTimeRun(JOB, { jobId: '12', values: {} })
    expect(run).toEqual({
      run_name: 'Load invoices',
      timeout_seconds: 600,
      queue: { enabled: true },
      git_source: JOB.git_source,
      environments: JOB.environments,
    })
    expect(tasks).toMatchObject([
      {
        task_key: 'list',
        new_cluster: { num_workers: 2 },
        libraries: [{ pypi: { package: 'pandas' } }],
        timeout_seconds: 60,
      },
      { task_key: 'load', depends_on: [{ task_key: 'list' }], existing_cluster_id: '0602-091500-fcast001' },
    ])
    expect(JSON.stringify(tasks)).not.toContain('job_cluster_key')
  })

  it('puts the values where the tasks read them: into texts, and over the pairs of those that take pairs', () => {
    const [list, load] = tasksOf(JOB, { folder: '/other' }) as Record<string, unknown>[]
    expect(list?.notebook_task).toMatchObject({
      base_parameters: { from: '/other/new', folder: '/other', mode: 'full', id: '12' },
    })
    expect(load?.spark_python_task).toMatchObject({ parameters: ['--mode', 'full', '{{job.run_id}}'] })
  })

  it('looks no value up again that looks like a reference, in a loop either', () => {
    const loop = {
      task_key: 'each',
      for_each_task: {
        inputs: '{{job.parameters.folder}}',
        task: {
          task_key: 'one',
          notebook_task: { notebook_path: '/one', base_parameters: { at: '{{job.parameters.folder}}' } },
        },
      },
    }
    const settings = { ...JOB, tasks: [loop] }
    expect(tasksOf(settings, { folder: '{{job.parameters.mode}}' })).toEqual([
      {
        task_key: 'each',
        for_each_task: {
          inputs: '{{job.parameters.mode}}',
          task: {
            task_key: 'one',
            notebook_task: {
              notebook_path: '/one',
              base_parameters: { at: '{{job.parameters.mode}}', folder: '{{job.parameters.mode}}', mode: 'full' },
            },
          },
        },
      },
    ])
  })

  it('gives a wheel pairs only where it takes pairs, and nothing where there are no parameters', () => {
    const wheel = { package_name: 'forecast', entry_point: 'train' }
    const tasks = [
      { task_key: 'named', python_wheel_task: { ...wheel, named_parameters: { weeks: '{{job.parameters.mode}}' } } },
      { task_key: 'listed', python_wheel_task: { ...wheel, parameters: ['{{job.parameters.mode}}'] } },
    ]
    expect(tasksOf({ ...JOB, tasks })).toMatchObject([
      { python_wheel_task: { named_parameters: { weeks: 'full', folder: '/in', mode: 'full' } } },
      { python_wheel_task: { parameters: ['full'] } },
    ])
    const plain = { task_key: 'plain', notebook_task: { notebook_path: '/plain' } }
    expect(tasksOf({ tasks: [plain] })).toEqual([plain])
  })

  it('lays what is for the notebook over what the notebook has, and into nothing else', () => {
    const { parameters: _, ...settings } = JOB
    const values = { folder: '/out', mode: 'x' }
    const { tasks } = oneTimeRun(settings, { jobId: '12', values, parametersTo: 'notebook' })
    expect(tasks).toMatchObject([
      { notebook_task: { base_parameters: { from: '{{job.parameters.folder}}/new', ...values, id: '12' } } },
      { spark_python_task: { parameters: ['--mode', '{{job.parameters.mode}}', '{{job.run_id}}'] } },
    ])
  })
})
