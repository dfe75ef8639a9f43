import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { endWhenStill } from '@/lib/runs/server/end-when-still'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('a loop that takes no turn for a minute ends the process, once (REL-10)', () => {
  const end = vi.fn()
  endWhenStill(() => 7, end)
  vi.advanceTimersByTime(59_000)
  expect(end).not.toHaveBeenCalled()
  vi.advanceTimersByTime(600_000)
  expect(end).toHaveBeenCalledOnce()
})

it('a loop that takes a turn every fifty seconds lives (REL-10)', () => {
  const end = vi.fn()
  let turns = 0
  setInterval(() => {
    turns += 1
  }, 50_000)
  endWhenStill(() => turns, end)
  vi.advanceTimersByTime(3_600_000)
  expect(end).not.toHaveBeenCalled()
})

it('a loop that was stopped on purpose ends nothing', () => {
  const end = vi.fn()
  const stop = endWhenStill(() => 7, end)
  stop()
  vi.advanceTimersByTime(600_000)
  expect(end).not.toHaveBeenCalled()
})
