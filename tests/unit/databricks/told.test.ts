import { describe, expect, it } from 'vitest'
import { computeOf, toldOf, withCluster } from '@/lib/databricks/told'

describe('what a task of a run was told', () => {
  it('leaves out what became of it', () => {
    const told = {
      depends_on: [],
      condition_task: { op: 'EQUAL_TO', left: 'a', right: 'b' },
      job_cluster_key: 'main',
    }
    const became = { run_id: 1, state: {}, end_time: 2, attempt_number: 1, cluster_instance: { cluster_id: 'x' } }
    expect(toldOf({ ...told, ...became, condition_task: { ...told.condition_task, outcome: 'true' } })).toEqual(told)
    expect(toldOf({ for_each_task: { concurrency: 2, stats: { count: 1 } } })).toEqual({
      for_each_task: { concurrency: 2 },
    })
    expect(toldOf({ task_that: 1, odd_task: null })).toEqual({ odd_task: null })
  })

  it('has its compute in the words of Databricks', () => {
    const notebook = { notebook_task: { notebook_path: '/x' } }
    expect(computeOf(notebook)).toBe('serverless')
    expect(computeOf({ sql_task: { warehouse_id: 'abc' } })).toBe('abc')
    expect(computeOf({ ...notebook, existing_cluster_id: '0601-1' })).toBe('0601-1')
    const scaled = { node_type_id: 'Standard_D4', autoscale: { min_workers: 2, max_workers: 8 } }
    expect(computeOf({ ...notebook, new_cluster: scaled })).toBe('Standard_D4 × 2–8')
    expect(computeOf(withCluster({ ...notebook, job_cluster_key: 'main' }, new Map([['main', scaled]])))).toBe(
      'main Standard_D4 × 2–8',
    )
    expect(computeOf({ ...notebook, job_cluster_key: 'main' })).toBe('main')
    for (const kind of ['condition_task', 'for_each_task', 'run_job_task'])
      expect(computeOf({ [kind]: {} })).toBe(undefined)
    expect(computeOf({})).toBeUndefined()
  })

  it('stands whatever shape it has', () => {
    for (const odd of [null, 7, 'x', [], [1], { stats: 1 }]) {
      expect(() => computeOf(toldOf({ notebook_task: odd, new_cluster: odd, job_cluster_key: odd }))).not.toThrow()
    }
  })
})
