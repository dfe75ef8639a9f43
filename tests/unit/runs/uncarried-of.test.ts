import { describe, expect, it } from 'vitest'
import { readUncarried, uncarriedText } from '@/lib/runs/uncarried'
import { tasksSharingClusters, uncarriedOf } from '@/lib/runs/uncarried-of'

const NOTEBOOK = { notebook_task: { notebook_path: '/one' } }
const taskOf = (more: object, key = 'one') => ({ task_key: key, ...more })
const jobOf = (...tasks: object[]) => ({ name: 'A job', max_concurrent_runs: 1, tasks })

describe('what a one-time run cannot carry', () => {
  it('is nothing of a job of plain tasks, its own start, name and limits aside', () => {
    const written = { run_if: 'ALL_SUCCESS', email_notifications: {}, webhook_notifications: {}, max_retries: 0 }
    const job = { ...jobOf(taskOf({ ...NOTEBOOK, ...written, disabled: false })), schedule: {}, tags: { team: 'x' } }
    expect(uncarriedOf(job)).toEqual([])
  })

  it.each([
    ['a task that starts another job', taskOf({ run_job_task: { job_id: 7 } }), 'starts_job', 'one'],
    ['a pipeline', taskOf({ pipeline_task: { pipeline_id: 'p' } }), 'own_identity', 'one'],
    ['a kind that nobody knows yet', taskOf({ quantum_task: {} }), 'own_identity', 'one'],
    ['an alert', taskOf({ sql_task: { alert: { alert_id: 'a' } } }), 'own_identity', 'one'],
    ['retries', taskOf({ ...NOTEBOOK, max_retries: 3, min_retry_interval_millis: 1_000 }), 'retries', 'one'],
    ['retries without end', taskOf({ ...NOTEBOOK, max_retries: -1 }), 'retries', 'one'],
    ['a task that is switched off', taskOf({ ...NOTEBOOK, disabled: true }), 'disabled', 'one'],
    ['a setting of a task that nobody knows', taskOf({ ...NOTEBOOK, moon: 'full' }), 'task_setting', 'one: moon'],
    ['a cluster that is not there', taskOf({ ...NOTEBOOK, job_cluster_key: 'gone' }), 'no_cluster', 'one'],
    [
      'what a loop repeats',
      taskOf({ for_each_task: { inputs: '[1]', task: taskOf({ run_job_task: { job_id: 7 } }, 'inner') } }),
      'starts_job',
      'inner',
    ],
  ])('is %s, by name', (_name, task, kind, what) => {
    expect(uncarriedOf(jobOf(task))).toEqual([{ kind, what }])
  })

  it('is a setting of the job that nobody knows, no task at all, and more than a hundred', () => {
    expect(uncarriedOf({ ...jobOf(taskOf(NOTEBOOK)), moon: 'full' })).toEqual([{ kind: 'setting', what: 'moon' }])
    expect(uncarriedOf(jobOf())).toEqual([{ kind: 'no_tasks', what: '' }])
    const many = Array.from({ length: 101 }, (_, index) => taskOf(NOTEBOOK, `t${index}`))
    expect(uncarriedOf(jobOf(...many))).toEqual([{ kind: 'many_tasks', what: '101' }])
  })

  it('travels with an error, and comes back as it was', () => {
    const found = uncarriedOf(
      jobOf(taskOf({ run_job_task: {}, max_retries: 1 }), taskOf({ dashboard_task: {} }, 'two')),
    )
    expect(found).toHaveLength(3)
    expect(readUncarried(uncarriedText(found))).toEqual(found)
    expect(readUncarried('')).toEqual([])
  })
})

it('tasks that share a cluster of the job are told apart from those that have one alone', () => {
  const clusters = ['a', 'a', 'b'].map((key, index) => taskOf({ ...NOTEBOOK, job_cluster_key: key }, `t${index}`))
  expect(tasksSharingClusters(jobOf(...clusters))).toEqual(['t0', 't1'])
})
