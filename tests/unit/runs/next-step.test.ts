import { describe, expect, it } from 'vitest'
import { type FlowStep, type RetryPolicy, STEP_ENDS, type StepEnd } from '@/lib/flows/flow'
import { type AttemptEnd, endOf, nextAfter, statusOfWhole, stepsToStart } from '@/lib/runs/next-step'
import type { Place } from '@/lib/runs/run-state'
import type { RunStatus } from '@/lib/runs/run-status'
import { seeded } from '@/tests/support/seeded'

const job = (more: Partial<FlowStep> = {}): FlowStep => ({
  action: 'run_now',
  jobId: '1',
  jobParameters: {},
  ...(more as object),
})
const FIXED: RetryPolicy = { kind: 'fixed', times: 2, seconds: 30 }
const GROWING: RetryPolicy = { kind: 'exponential', times: 10, seconds: 600 }
const FIRST: Place = { position: 0, attempt: 1 }
const behind = (steps: readonly FlowStep[], end: AttemptEnd, place = FIRST, wasStarted = true) =>
  nextAfter(steps, place, { end, wasStarted })

describe('what comes after an attempt', () => {
  it.each<[StepEnd, readonly StepEnd[] | undefined, boolean]>([
    ['succeeded', undefined, true],
    ['failed', undefined, false],
    ['timed_out', undefined, false],
    ['failed', ['failed'], true],
    ['timed_out', ['failed'], false],
    ['timed_out', ['failed', 'timed_out'], true],
    ['succeeded', ['failed', 'timed_out'], false],
  ])('behind "%s", a step that follows %j takes place: %s', (end, runAfter, takesPlace) => {
    const steps = [job(), job(runAfter ? { runAfter } : {})]
    const next = behind(steps, end)
    expect(next.place).toEqual(takesPlace ? { position: 1, attempt: 1 } : undefined)
    expect(next.skipped).toEqual(takesPlace ? [] : [1])
  })

  it('is the step behind those that are skipped, where it follows that', () => {
    const steps = [job(), job({ runAfter: ['failed'] }), job(), job({ runAfter: ['skipped'] })]
    expect(behind(steps, 'succeeded')).toEqual({ place: { position: 3, attempt: 1 }, skipped: [1, 2], pauseMs: 0 })
  })

  it.each<AttemptEnd>(['cancelled', 'lost'])('is nothing where it was %s, whatever the others follow', (end) => {
    const steps = [job({ retry: FIXED }), job({ runAfter: [...STEP_ENDS] })]
    expect(behind(steps, end)).toEqual({ place: undefined, skipped: [], pauseMs: 0 })
  })

  it('is the same step again after a failure, as often as its maker says', () => {
    const steps = [job({ retry: FIXED }), job()]
    for (const end of ['failed', 'timed_out'] as const) {
      expect(behind(steps, end).place).toEqual({ position: 0, attempt: 2 })
      expect(behind(steps, end, { position: 0, attempt: 2 })).toMatchObject({
        place: { position: 0, attempt: 3 },
        pauseMs: 30_000,
      })
      expect(behind(steps, end, { position: 0, attempt: 3 })).toMatchObject({ place: undefined, skipped: [1] })
    }
    expect(behind(steps, 'succeeded').place).toEqual({ position: 1, attempt: 1 })
  })

  it('is no repetition of what was never started, or of what nobody waits for', () => {
    expect(behind([job({ retry: FIXED })], 'failed', FIRST, false).place).toBeUndefined()
    expect(behind([job({ retry: FIXED, wait: false })], 'failed').place).toBeUndefined()
  })

  it('rests twice as long before each repetition where that is asked for, and an hour at most', () => {
    const pauses = [1, 2, 3, 4, 5].map(
      (attempt) => behind([job({ retry: GROWING })], 'failed', { position: 0, attempt }).pauseMs / 60_000,
    )
    expect(pauses).toEqual([10, 20, 40, 60, 60])
  })
})

describe('1,000 flows that go by chance', () => {
  const random = seeded(7)
  const flows = Array.from({ length: 1_000 }, () =>
    Array.from({ length: 1 + random.below(6) }, (_, at) =>
      job({
        ...(at > 0 && random.below(2) === 0 ? { runAfter: STEP_ENDS.filter(() => random.below(2) === 0) } : {}),
        ...(random.below(3) === 0 ? { retry: { kind: 'fixed', times: 1 + random.below(3), seconds: 5 } } : {}),
      }),
    ),
  )

  it('come to an end, never back, and say of every step whether it took place', () => {
    for (const steps of flows) {
      let place: Place | undefined = FIRST
      const told = new Set<number>()
      while (place) {
        told.add(place.position)
        const end = random.pick(['succeeded', 'failed', 'timed_out'] as const)
        const next = behind(steps, end, place)
        for (const position of next.skipped) {
          expect(told).not.toContain(position)
          told.add(position)
        }
        const later = next.place
        if (later) {
          expect(later.position * 100 + later.attempt).toBeGreaterThan(place.position * 100 + place.attempt)
          expect(later.attempt).toBeLessThanOrEqual(1 + (steps[later.position]?.retry?.times ?? 0))
        }
        place = later
      }
      expect(told.size).toBe(steps.length)
    }
  })
})

it.each<[RunStatus, AttemptEnd]>([
  ['Succeeded', 'succeeded'],
  ['Succeeded with failures', 'succeeded'],
  ['Failed', 'failed'],
  ['Skipped', 'failed'],
  ['Timed out', 'timed_out'],
  ['Cancelled', 'cancelled'],
])('an attempt that Databricks calls %s has %s', (status, end) => {
  expect(endOf(status)).toBe(end)
})

it.each<[RunStatus, object, RunStatus]>([
  ['Waiting', { isFirst: true, mayGoOn: true, ended: false }, 'Waiting'],
  ['Waiting', { isFirst: false, mayGoOn: false, ended: false }, 'Running'],
  ['Queued', { isFirst: false, mayGoOn: true, ended: false }, 'Queued'],
  ['Succeeded', { isFirst: true, mayGoOn: true, ended: true }, 'Running'],
  ['Failed', { isFirst: true, mayGoOn: false, ended: true }, 'Failed'],
])('while a step is %s, and %j, the run is %s', (status, where, whole) => {
  expect(statusOfWhole(status, where as Parameters<typeof statusOfWhole>[1])).toBe(whole)
})

it('steps that may still be started are those behind an attempt, and its own while it may be repeated', () => {
  const steps = [job({ name: 'a', retry: FIXED }), job({ name: 'b' }), job({ name: 'c' })]
  const names = (place: Place) => stepsToStart(steps, place).map(({ name }) => name)
  expect(names({ position: 0, attempt: 2 })).toEqual(['a', 'b', 'c'])
  expect(names({ position: 0, attempt: 3 })).toEqual(['b', 'c'])
  expect(names({ position: 2, attempt: 1 })).toEqual([])
})
