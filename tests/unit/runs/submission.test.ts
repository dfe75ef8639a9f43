import { describe, expect, it } from 'vitest'
import { type ErrorCode, PortalError } from '@/lib/errors'
import type { RunState } from '@/lib/runs/run-state'
import { askedPause, errandOf, isPassing, pauseBefore, verdictOn } from '@/lib/runs/submission'

const DEADLINE = new Date('2026-11-22T12:00:00Z')
const MINUTE = 60_000
const error = (code: ErrorCode, facts = {}) => new PortalError(code, 'It failed.', { facts })

describe('what is to be done about a press', () => {
  const at = (minutes: number) => DEADLINE.getTime() + minutes * MINUTE
  it.each<[RunState, boolean, boolean, number, string]>([
    ['requested', false, false, -5, 'send'],
    ['submitting', false, false, -5, 'send'],
    ['submitting', true, false, -5, 'send'],
    ['unknown', true, false, -5, 'send'],
    ['requested', false, true, -5, 'cancel'],
    ['submitting', false, true, -5, 'cancel'],
    ['submitting', true, true, -5, 'send'],
    ['unknown', true, true, -5, 'send'],
    ['requested', false, false, 1, 'refuse'],
    ['requested', false, true, 1, 'cancel'],
    ['unknown', true, false, 1, 'send'],
    ['unknown', true, false, 24 * 60 - 1, 'send'],
    ['unknown', true, true, 24 * 60 + 1, 'give up'],
    ['submitted', true, false, -5, 'nothing'],
    ['running', true, true, -5, 'nothing'],
    ['done', false, true, -5, 'nothing'],
    ['refused', false, false, -5, 'nothing'],
    ['lost', true, false, -5, 'nothing'],
  ])(
    '%s, maybe started %s, cancel asked for %s, %i min after its deadline: %s',
    (state, maybe, cancel, min, errand) => {
      const intent = { state, maybeStarted: maybe, cancelRequested: cancel, deadline: DEADLINE }
      expect(errandOf(intent, at(min))).toBe(errand)
    },
  )
})

describe('what a failed call means', () => {
  it.each<[ErrorCode, object, boolean, boolean, string]>([
    ['databricks_unreachable', {}, true, false, 'again'],
    ['databricks_unreachable', {}, false, false, 'again'],
    ['databricks_unreachable', {}, true, true, 'lost'],
    ['databricks_unreachable', {}, false, true, 'refused'],
    ['databricks_refused', { status: '500' }, true, false, 'again'],
    ['databricks_refused', { status: '400' }, true, false, 'lost'],
    ['databricks_refused', { status: '400' }, false, false, 'refused'],
    ['databricks_no_right', { status: '403' }, false, false, 'refused'],
    ['entra_unavailable', {}, false, false, 'again'],
    ['entra_configuration', {}, false, false, 'refused'],
    ['connection_expired', {}, false, false, 'refused'],
    ['connection_expired', {}, true, false, 'wait for the person'],
    ['connection_expired', {}, true, true, 'wait for the person'],
    ['databricks_token_refused', {}, true, false, 'wait for the person'],
    ['inputs_unreadable', {}, false, false, 'refused'],
  ])('%s %o, in doubt %s, late %s: %s', (code, facts, inDoubt, late, verdict) => {
    expect(verdictOn(error(code, facts), { inDoubt, late })).toBe(verdict)
  })

  it('is passing for faults and silence, and final for refusals', () => {
    expect(isPassing(error('databricks_busy'))).toBe(true)
    expect(isPassing(error('databricks_refused', { status: '503' }))).toBe(true)
    expect(isPassing(error('databricks_missing', { status: '404' }))).toBe(false)
  })
})

describe('REL-2: the pause before the next call', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [6, 30_000],
    [5_000, 30_000],
  ])('after attempt %i is half to all of %i ms', (attempts, longest) => {
    expect(pauseBefore(attempts, error('databricks_unreachable'), 0)).toBe(longest / 2)
    expect(pauseBefore(attempts, error('databricks_unreachable'), 0.999)).toBeLessThanOrEqual(longest)
  })

  it('is never shorter than the workspace asked for', () => {
    expect(pauseBefore(1, error('databricks_busy', { retryAfterMs: '45000' }), 0)).toBe(45_000)
  })
})

it.each<[unknown, number | undefined]>([
  [error('databricks_busy', { status: '429' }), 7],
  [error('databricks_busy', { status: '429', retryAfterMs: '3000' }), 3_000],
  [error('databricks_busy', { status: '503', retryAfterMs: '3000' }), 3_000],
  [error('databricks_busy', { status: '503' }), undefined],
  [error('databricks_unreachable', { reason: 'paused', retryAfterMs: '9000' }), undefined],
  [new Error('a bug'), undefined],
])('%s asks everybody to wait for %s ms', (thrown, ms) => {
  expect(askedPause(thrown, 7)).toBe(ms)
})

describe('a press that the portal itself keeps back', () => {
  const intent = { state: 'requested', maybeStarted: false, cancelRequested: false, deadline: DEADLINE } as const
  const notBefore = new Date(DEADLINE.getTime() - 2 * MINUTE)
  const early = notBefore.getTime() - 1

  it('rests until its repetition is due, or its turn has come, and then is sent', () => {
    expect(errandOf({ ...intent, notBefore }, early)).toBe('rest')
    expect(errandOf({ ...intent, notBefore }, early + 1)).toBe('send')
    expect(errandOf({ ...intent, waitsForItsTurn: true }, DEADLINE.getTime() + 60 * MINUTE)).toBe('rest')
  })

  it('is cancelled at once, and asked about at once where it may have been started (RUN-9)', () => {
    for (const back of [{ notBefore }, { waitsForItsTurn: true }]) {
      expect(errandOf({ ...intent, ...back, cancelRequested: true }, early)).toBe('cancel')
      expect(errandOf({ ...intent, ...back, maybeStarted: true }, early)).toBe('send')
    }
  })
})

it.each<[ErrorCode, boolean, string]>([
  ['connection_expired', false, 'wait for the person'],
  ['databricks_token_refused', false, 'wait for the person'],
  ['connection_expired', true, 'refused'],
  ['connection_removed', false, 'refused'],
  ['databricks_no_right', false, 'refused'],
])('a later step that %s keeps from its start, late %s: %s', (code, late, verdict) => {
  expect(verdictOn(error(code), { inDoubt: false, late, isLater: true })).toBe(verdict)
})
