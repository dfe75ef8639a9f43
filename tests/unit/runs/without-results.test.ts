import { expect, it } from 'vitest'
import { run } from '@/lib/databricks/run'
import { withoutResults } from '@/lib/runs/server/without-results'

const SECRET = 'Merganser-58-salary'
const ended = {
  state: { life_cycle_state: 'TERMINATED', result_state: 'FAILED', state_message: SECRET },
  status: {
    state: 'TERMINATED',
    termination_details: { code: 'RUN_EXECUTION_ERROR', type: 'CLIENT_ERROR', message: SECRET },
  },
}
const task = { run_id: 2, task_key: 'main', ...ended }

it('takes each text away that may repeat a result, and leaves how everything stands', () => {
  const condition_task = { op: 'EQUAL_TO', left: SECRET, right: SECRET, outcome: 'true' }
  const stats = {
    task_run_stats: { total_iterations: 2, failed_iterations: 1 },
    error_message_stats: [{ count: 1, error_message: SECRET }],
  }
  const {
    nextPageToken: _,
    jobClusters: __,
    ...seen
  } = run.parse({
    ...{ run_id: 1, ...ended, iterations: [task] },
    tasks: [task, { ...task, condition_task }, { ...task, for_each_task: { stats } }, { ...task, for_each_task: {} }],
  })
  const told = withoutResults(seen)
  expect(JSON.stringify(seen)).toContain(SECRET)
  expect(JSON.stringify(told)).not.toContain(SECRET)
  expect(told.status).toEqual({
    state: 'TERMINATED',
    terminationDetails: { code: 'RUN_EXECUTION_ERROR', type: 'CLIENT_ERROR' },
  })
  expect(told.state).toMatchObject({ lifeCycleState: 'TERMINATED', resultState: 'FAILED' })
  expect(told.tasks[1]).toMatchObject({ conditionTask: { outcome: 'true' }, told: undefined })
  expect(told.tasks[2]?.forEachTask?.stats?.taskRunStats).toMatchObject({ totalIterations: 2, failedIterations: 1 })
})

it('leaves why a run waits: that is the workspace’s own matter', () => {
  const status = {
    state: 'QUEUED',
    queue_details: { code: 'MAX_CONCURRENT_RUNS_REACHED', message: 'One at a time.' },
  }
  const { nextPageToken: _, jobClusters: __, ...seen } = run.parse({ run_id: 1, status })
  expect(withoutResults(seen)).toEqual({ ...seen, state: undefined })
})
