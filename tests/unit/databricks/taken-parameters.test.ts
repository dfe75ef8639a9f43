import { describe, expect, it } from 'vitest'
import { job } from '@/lib/databricks/job'
import { takenParameters } from '@/lib/databricks/taken-parameters'

const NOTEBOOK = { task_key: 'load', notebook_task: { notebook_path: '/load', base_parameters: { folder: '/in' } } }
const taken = (settings: object) => takenParameters(job.parse({ job_id: 12, settings }))

describe('what a press can fill', () => {
  it.each<[string, object, object]>([
    [
      'is the job’s own parameters',
      { parameters: [{ name: 'region', default: 'EMEA' }], tasks: [NOTEBOOK] },
      { to: 'job', parameters: [{ name: 'region', default: 'EMEA' }] },
    ],
    [
      'is those of its notebook, where it has none',
      { tasks: [NOTEBOOK] },
      { to: 'notebook', parameters: [{ name: 'folder', default: '/in' }] },
    ],
    [
      'is nothing of several notebooks',
      { tasks: [NOTEBOOK, { ...NOTEBOOK, task_key: 'check' }] },
      { to: 'job', parameters: [] },
    ],
    [
      'is nothing of another kind of task',
      { tasks: [{ task_key: 'load', spark_python_task: { python_file: '/load.py', parameters: ['x'] } }] },
      { to: 'job', parameters: [] },
    ],
    [
      'is nothing of a notebook without parameters',
      { tasks: [{ task_key: 'load', notebook_task: { notebook_path: '/load' } }] },
      { to: 'job', parameters: [] },
    ],
    ['is nothing of a job without tasks', {}, { to: 'job', parameters: [] }],
  ])('%s', (_what, settings, expected) => {
    expect(taken(settings)).toEqual(expected)
  })

  it('has no default where the job looks it up, and leaves names alone that no field can have', () => {
    const base_parameters = { run: '{{job.run_id}}', 'a name with blanks': 'x', day: '2026-11-30' }
    expect(taken({ tasks: [{ task_key: 'load', notebook_task: { base_parameters } }] }).parameters).toEqual([
      { name: 'run', default: '' },
      { name: 'day', default: '2026-11-30' },
    ])
  })
})
