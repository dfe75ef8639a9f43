import { expect, it } from 'vitest'
import { task } from '@/lib/databricks/task'
import { factsOf } from '@/lib/runs/server/facts-of-task'

const ORIGIN = 'https://adb-1.2.azuredatabricks.net'
const parse = (body: object) => task.parse({ run_id: 1, task_key: 'clean', ...body })
const read = (body: object) => factsOf({ ...parse(body), told: undefined }, ORIGIN)

it('keeps a digest of what it was told, whatever the order of its names and whatever became of it', () => {
  const digestOf = (body: object) => factsOf(parse(body), ORIGIN).settings
  const digest = digestOf({ run_if: 'ALL_DONE', notebook_task: { notebook_path: '/a', source: 'GIT' } })
  expect(digest).toMatch(/^[0-9a-f]{32}$/)
  const again = { notebook_task: { source: 'GIT', notebook_path: '/a' }, run_if: 'ALL_DONE', end_time: 7 }
  expect(digestOf(again)).toBe(digest)
  expect(digestOf({ ...again, run_if: 'NONE_FAILED' })).not.toBe(digest)
})

it('keeps how the time was spent, as far as it is over', () => {
  const durations = { setup_duration: 4000, execution_duration: 46000, cleanup_duration: 0 }
  expect(read({ notebook_task: {}, ...durations })).toEqual({ phases: { setup: 4000, work: 46000 } })
  expect(read({ notebook_task: {} })).toEqual({})
})

it('keeps which outcome of a condition a task goes on from, and when it runs', () => {
  const depends_on = [{ task_key: 'load' }, { task_key: 'is_new', outcome: 'true' }]
  expect(read({ depends_on, run_if: 'ALL_DONE' })).toEqual({ outcomes: { is_new: 'true' }, runIf: 'ALL_DONE' })
  expect(read({ depends_on: [{ task_key: 'load' }], run_if: 'ALL_SUCCESS' })).toEqual({})
})

it('keeps how the iterations of a for-each stand, with samples of what went wrong', () => {
  const task_run_stats = {
    total_iterations: 20,
    active_iterations: 3,
    succeeded_iterations: 12,
    failed_iterations: 5,
  }
  const error_message_stats = [
    { count: 5, error_message: 'x'.repeat(2_000), termination_category: 'RUN_EXECUTION_ERROR' },
  ]
  const { iterations } = read({ for_each_task: { stats: { task_run_stats, error_message_stats } } })
  expect(iterations).toMatchObject({ total: 20, active: 3, succeeded: 12, failed: 5 })
  expect(iterations?.errors[0]).toEqual({ count: 5, message: 'x'.repeat(500) })
  expect(read({ for_each_task: {} })).toEqual({})
})

it('keeps the job that a task runs, and links to the workspace alone (IO-10)', () => {
  expect(read({ run_job_task: { job_id: 9007199254740993n.toString() } })).toEqual({ jobId: '9007199254740993' })
  expect(read({ run_page_url: `${ORIGIN}/?o=1#job/2/run/3` })).toEqual({ pageUrl: `${ORIGIN}/jobs/2/runs/3?o=1` })
  for (const strange of ['javascript:alert(1)', 'https://evil.example/?o=1#job/2/run/3', 'data:text/html,x']) {
    expect(read({ run_page_url: strange })).toEqual({})
  }
})
