import { describe, expect, it } from 'vitest'
import { input, lastAttempt, plan, resultsOf, T0, task } from './engine-support'

describe('a plan', () => {
  it('lets tasks run side by side, each after what it depends on', () => {
    const round = plan(input([task('a'), task('b'), task('c', ['a', 'b'])], { b: { durationMs: 3000 } }))
    expect(lastAttempt(round, 'a')).toMatchObject({ pendingAt: T0, runningAt: T0 + 100, endedAt: T0 + 1100 })
    expect(lastAttempt(round, 'c')).toMatchObject({ createdAt: T0, pendingAt: T0 + 3100, endedAt: T0 + 4200 })
    expect(round).toMatchObject({ workEndedAt: T0 + 4200, ending: { result: 'SUCCESS', code: 'SUCCESS' } })
    expect(round.endedAt).toBeGreaterThan(round.workEndedAt)
  })

  it('fails as its leaf does, and names the task that failed', () => {
    const round = plan(input([task('a'), task('b', ['a']), task('c', ['b'])], { b: { outcome: 'FAILED' } }))
    expect(resultsOf(round)).toEqual({ a: 'SUCCESS', b: 'FAILED', c: 'UPSTREAM_FAILED' })
    expect(round.ending).toMatchObject({
      lifeCycle: 'INTERNAL_ERROR',
      result: 'FAILED',
      code: 'RUN_EXECUTION_ERROR',
      type: 'CLIENT_ERROR',
      message:
        'Task b failed with message: Workload failed, see run output for details. This caused all downstream tasks to get skipped.',
    })
  })

  it('succeeds with failures when every leaf is fine', () => {
    const tasks = [task('a'), task('b', ['a'], { run_if: 'ALL_DONE' })]
    const round = plan(input(tasks, { a: { outcome: 'FAILED' } }))
    expect(round.ending).toMatchObject({ lifeCycle: 'TERMINATED', result: 'SUCCESS_WITH_FAILURES' })
  })

  it('passes on a fault of the platform', () => {
    const round = plan(input([task('a')], { a: { outcome: 'INTERNAL_ERROR' } }))
    expect(round.ending).toMatchObject({
      lifeCycle: 'INTERNAL_ERROR',
      code: 'INTERNAL_ERROR',
      type: 'INTERNAL_ERROR',
    })
  })

  it('leaves out what is disabled, and goes on behind it', () => {
    const round = plan(input([task('a', [], { disabled: true }), task('b', ['a'])]))
    expect(resultsOf(round)).toEqual({ a: 'DISABLED', b: 'SUCCESS' })
    expect(round.ending.result).toBe('SUCCESS')
  })

  it('fails when the only selected task fails, whatever stands behind it', () => {
    const all = input([task('a'), task('b', ['a'])], { a: { outcome: 'FAILED' } })
    const round = plan({ ...all, selected: ['a'] })
    expect(resultsOf(round)).toEqual({ a: 'FAILED', b: 'DISABLED' })
    expect(round.ending.result).toBe('FAILED')
  })
})

describe('branches', () => {
  const branches = (rows: string) =>
    plan({
      ...input(
        [
          task('count'),
          task('any', ['count'], {
            condition_task: {
              op: 'GREATER_THAN',
              left: '{{tasks.count.values.rows}}',
              right: '{{job.parameters.least}}',
            },
          }),
          { ...task('full'), depends_on: [{ task_key: 'any', outcome: 'true' }] },
          { ...task('empty'), depends_on: [{ task_key: 'any', outcome: 'false' }] },
          task('join', ['full', 'empty'], { run_if: 'NONE_FAILED' }),
        ],
        { count: { values: { rows } } },
      ),
      parameters: { least: '0' },
    })

  it.each([
    ['12', 'true', 'SUCCESS', 'EXCLUDED'],
    ['0', 'false', 'EXCLUDED', 'SUCCESS'],
  ])('with %s rows the answer is %s', (rows, outcome, full, empty) => {
    const round = branches(rows)
    expect(lastAttempt(round, 'any').condition).toEqual({ op: 'GREATER_THAN', left: rows, right: '0', outcome })
    expect(resultsOf(round)).toMatchObject({ full, empty, join: 'SUCCESS' })
    expect(round.ending.result).toBe('SUCCESS')
  })

  it('fail when an operand is no number', () => {
    const round = branches('many')
    expect(lastAttempt(round, 'any')).toMatchObject({
      ending: { result: 'FAILED' },
      output: { error: expect.stringContaining('many') },
    })
    expect(resultsOf(round)).toMatchObject({ full: 'UPSTREAM_FAILED', empty: 'UPSTREAM_FAILED' })
  })
})

describe('retries', () => {
  const retried = { max_retries: 2, min_retry_interval_millis: 500 }

  it('are new attempts of the same task, after the interval', () => {
    const round = plan(input([task('a', [], retried)], { a: { outcome: ['FAILED', 'SUCCESS'] } }))
    expect(round.attempts).toMatchObject([
      { runId: 'a/0', attemptNumber: 0, endedAt: T0 + 1100, retryAt: T0 + 1600, ending: { result: 'FAILED' } },
      { runId: 'a/1', attemptNumber: 1, originalRunId: 'a/0', createdAt: T0 + 1600, ending: { result: 'SUCCESS' } },
    ])
    expect(round.ending.result).toBe('SUCCESS')
  })

  it.each([
    [0, 1],
    [1, 2],
    [2, 3],
    [-1, 21],
  ])('max_retries %d allows %d attempts', (max_retries, attempts) => {
    const round = plan(input([task('a', [], { max_retries })], { a: { outcome: 'FAILED' } }))
    expect(round.attempts).toHaveLength(attempts)
    expect(round.ending.result).toBe('FAILED')
  })

  it.each([
    [false, 1],
    [true, 2],
  ])('after a time-out with retry_on_timeout %s: %d attempts', (retry_on_timeout, attempts) => {
    const limited = task('a', [], { max_retries: 1, timeout_seconds: 1, retry_on_timeout })
    const round = plan(input([limited], { a: { durationMs: 60_000 } }))
    expect(round.attempts).toHaveLength(attempts)
    expect(lastAttempt(round, 'a').ending.result).toBe('TIMEDOUT')
  })
})

describe('time limits', () => {
  it('of the run end what is active and never begin the rest', () => {
    const tasks = [task('a'), task('b', ['a'], { run_if: 'ALL_DONE' })]
    const round = plan({ ...input(tasks, { a: { durationMs: 60_000 } }), timeoutMs: 10_000 })
    expect(resultsOf(round)).toEqual({ a: 'TIMEDOUT', b: 'UPSTREAM_CANCELED' })
    expect(round.ending).toMatchObject({ lifeCycle: 'TERMINATED', result: 'TIMEDOUT', code: 'CANCELED' })
    expect(round.ending.cancelledOrTimedOut).toBe(true)
    expect(round.workEndedAt).toBeLessThan(T0 + 11_000)
  })

  it('that are not reached change nothing', () => {
    expect(plan({ ...input([task('a')]), timeoutMs: 5000 }).ending.result).toBe('SUCCESS')
  })
})

describe('a scripted end of the whole run', () => {
  it.each([
    ['TIMEDOUT', 'TERMINATED', 'TIMEDOUT', 'CANCELED'],
    ['CANCELED', 'TERMINATED', 'CANCELED', 'CANCELED'],
    ['INTERNAL_ERROR', 'INTERNAL_ERROR', undefined, 'INTERNAL_ERROR'],
    ['FAILED', 'INTERNAL_ERROR', 'FAILED', 'RUN_EXECUTION_ERROR'],
  ] as const)('%s', (outcome, lifeCycle, result, code) => {
    const { ending } = plan({ ...input([task('a')]), outcome })
    expect([ending.lifeCycle, ending.result, ending.code]).toEqual([lifeCycle, result, code])
  })

  it('may have a code that nobody knows yet', () => {
    const round = plan({ ...input([task('a')]), ending: { code: 'MOON_PHASE', result: 'WANED' } })
    expect(round.ending).toMatchObject({ lifeCycle: 'TERMINATED', code: 'MOON_PHASE', result: 'WANED' })
  })
})

describe('a for-each task', () => {
  it('runs its iterations side by side as far as it may', () => {
    const loop = { inputs: '["x","y","z"]', concurrency: 2, task: task('each') }
    const round = plan(input([task('loop', [], { for_each_task: loop })], { loop: { failedIterations: [1] } }))
    const { iterations, endedAt, ending } = lastAttempt(round, 'loop')
    expect(iterations?.map((one) => [one.pendingAt - T0, one.ending.result])).toEqual([
      [100, 'SUCCESS'],
      [100, 'FAILED'],
      [1100, 'SUCCESS'],
    ])
    expect([endedAt - T0, ending.result]).toEqual([2100, 'FAILED'])
  })
})
