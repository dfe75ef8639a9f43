import { describe, expect, it } from 'vitest'
import type { Run } from '@/emulators/databricks/engine/model'
import { admit, advanceQueue } from '@/emulators/databricks/engine/queue'
import { cancelRun, cancelTaskRun, queueRun, repairRun, startRun } from '@/emulators/databricks/engine/run'
import { attemptsAt, endOf, startOf, viewOfAttempt, viewOfRun } from '@/emulators/databricks/engine/run-state'
import { counter, input, newRun, resultsOf, startedRun, T0, task } from './engine-support'

const latest = (run: Run) => {
  const round = run.rounds.at(-1)
  if (!round) throw new Error('the run has not started')
  return round
}

describe('as time goes by', () => {
  const retried = task('a', [], { max_retries: 1, min_retry_interval_millis: 400 })
  const run = startedRun(
    input([retried, task('b', ['a'])], { a: { cleanupMs: 200, outcome: ['FAILED', 'SUCCESS'] } }),
  )

  it.each([
    [0, 'PENDING', ['PENDING', 'BLOCKED']],
    [100, 'RUNNING', ['RUNNING', 'BLOCKED']],
    [1100, 'RUNNING', ['TERMINATING', 'BLOCKED']],
    [1300, 'RUNNING', ['WAITING_FOR_RETRY', 'BLOCKED']],
    [1700, 'RUNNING', ['ENDED', 'PENDING', 'BLOCKED']],
    [1800, 'RUNNING', ['ENDED', 'RUNNING', 'BLOCKED']],
    [3000, 'RUNNING', ['ENDED', 'ENDED', 'PENDING']],
    [4099, 'RUNNING', ['ENDED', 'ENDED', 'RUNNING']],
    [4100, 'TERMINATING', ['ENDED', 'ENDED', 'ENDED']],
    [4500, 'ENDED', ['ENDED', 'ENDED', 'ENDED']],
  ])('after %d ms the run is %s and its tasks are %j', (ms, phase, tasks) => {
    const now = T0 + ms
    expect(viewOfRun(run, now).phase).toBe(phase)
    expect(attemptsAt(run, now).map((attempt) => viewOfAttempt(attempt, now).phase)).toEqual(tasks)
  })

  it('a run has an end only once it is over', () => {
    expect([endOf(run, T0 + 4499), endOf(run, T0 + 4500)]).toEqual([0, T0 + 4500])
  })
})

describe('cancelling', () => {
  const tasks = [task('a'), task('b', ['a']), task('c', ['b'], { run_if: 'ALL_DONE' })]

  it('a run ends what is active, keeps what is done and never begins the rest', () => {
    const run = startedRun(input(tasks))
    const ids = attemptsAt(run, T0).map(({ runId }) => runId)
    cancelRun(run, T0 + 1500, counter())
    expect(viewOfRun(run, T0 + 1500)).toMatchObject({ phase: 'TERMINATING', ending: { result: 'CANCELED' } })
    expect(viewOfRun(run, T0 + 3000)).toMatchObject({ phase: 'ENDED', ending: { code: 'USER_CANCELED' } })
    expect(resultsOf(latest(run))).toEqual({ a: 'SUCCESS', b: 'CANCELED', c: 'UPSTREAM_CANCELED' })
    expect(attemptsAt(run, T0 + 3000).map(({ runId }) => runId)).toEqual(ids)
  })

  it('a run twice, or after its end, changes nothing', () => {
    const run = startedRun(input(tasks))
    cancelRun(run, T0 + 200, counter())
    const end = latest(run).endedAt
    cancelRun(run, T0 + 300, counter())
    cancelRun(run, T0 + 9000, counter())
    expect(latest(run).endedAt).toBe(end)
    const done = startedRun(input([task('a')]))
    cancelRun(done, T0 + 60_000, counter())
    expect(latest(done).ending.result).toBe('SUCCESS')
  })

  it('a task lets the tasks behind it follow their run_if', () => {
    const run = startedRun(input([task('a'), task('b', ['a']), task('c', ['a'], { run_if: 'AT_LEAST_ONE_FAILED' })]))
    cancelTaskRun(run, run.taskRunIds['a/0'] ?? '', T0 + 500, counter())
    expect(resultsOf(latest(run))).toEqual({ a: 'CANCELED', b: 'UPSTREAM_CANCELED', c: 'SUCCESS' })
  })

  it('between two attempts leaves the first one failed and the second one unborn', () => {
    const retried = task('a', [], { max_retries: 1, min_retry_interval_millis: 5000 })
    const run = startedRun(input([retried], { a: { outcome: 'FAILED' } }))
    cancelRun(run, T0 + 2000, counter())
    expect(attemptsAt(run, T0 + 9000)).toMatchObject([{ attemptNumber: 0, ending: { result: 'FAILED' } }])
    expect(viewOfRun(run, T0 + 9000).ending?.result).toBe('CANCELED')
  })
})

describe('repairing', () => {
  it('runs the selected tasks again, with new ids, on what the others left', () => {
    const tasks = [task('a'), task('b', ['a']), task('c', ['b'])]
    const newId = counter()
    const run = startedRun(input(tasks, { b: { outcome: 'FAILED' } }), newId)
    const before = attemptsAt(run, T0 + 60_000)
    repairRun(run, '900', { ...input(tasks), selected: ['b', 'c'], startAt: T0 + 60_000 }, newId)
    expect(viewOfRun(run, T0 + 60_200).phase).toBe('RUNNING')
    expect(latest(run)).toMatchObject({ repairId: '900', ending: { result: 'SUCCESS' } })
    const added = attemptsAt(run, T0 + 90_000).slice(before.length)
    expect(added.map(({ taskKey, attemptNumber }) => [taskKey, attemptNumber])).toEqual([
      ['b', 1],
      ['c', 1],
    ])
    expect(new Set(attemptsAt(run, T0 + 90_000).map(({ runId }) => runId)).size).toBe(5)
    expect(run.rounds[0]?.ending.result).toBe('FAILED')
  })
})

describe('the limit of runs at a time', () => {
  it.each([
    [0, 1, true, 'start'],
    [1, 1, true, 'queue'],
    [1, 1, false, 'skip'],
    [1, 2, false, 'start'],
    [0, 0, true, 'skip'],
  ] as const)('%d active of %d, queue %s: %s', (active, limit, mayQueue, expected) => {
    const runs = Array.from({ length: active }, () => startedRun(input([task('a')])))
    expect(admit(runs, limit, mayQueue, T0 + 500)).toBe(expected)
    expect(admit(runs, limit, mayQueue, T0 + 60_000)).toBe(limit === 0 ? 'skip' : 'start')
  })

  const line = () => {
    const newId = counter()
    const waiting = ['2', '3'].map((id, index) => newRun(id, T0 + 10 * (index + 1)))
    for (const run of waiting) queueRun(run, input([task('a')]), 'queued', newId)
    const runs = [startedRun(input([task('a')]), newId), ...waiting]
    const start = (run: Run, startAt: number) => startRun(run, { ...input([task('a')]), startAt }, newId)
    return { runs, waiting, advance: (now: number) => advanceQueue(runs, 1, now, start) }
  }

  it('starts those in line one after the other, at the moment of their turn', () => {
    const { runs, waiting, advance } = line()
    const ids = waiting.map((run) => attemptsAt(run, T0)[0]?.runId)
    const first = endOf(runs[0] ?? newRun('0'), T0 + 60_000)
    advance(first - 1)
    expect(waiting.map((run) => viewOfRun(run, first - 1).phase)).toEqual(['QUEUED', 'QUEUED'])
    advance(T0 + 60_000)
    expect(waiting.map(startOf)).toEqual([first, first + (first - T0)])
    expect(waiting.map((run) => attemptsAt(run, T0 + 60_000)[0]?.runId)).toEqual(ids)
  })

  it('lets the next one start when the one before it is cancelled', () => {
    const { runs, waiting, advance } = line()
    cancelRun(runs[0] ?? newRun('0'), T0 + 200, counter())
    cancelRun(waiting[0] ?? newRun('0'), T0 + 200, counter())
    advance(T0 + 1000)
    expect(viewOfRun(waiting[0] ?? newRun('0'), T0 + 1000)).toMatchObject({ phase: 'ENDED' })
    expect(startOf(waiting[1] ?? newRun('0'))).toBe(endOf(runs[0] ?? newRun('0'), T0 + 60_000))
  })
})
