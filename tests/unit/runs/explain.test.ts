import { describe, expect, it } from 'vitest'
import { run as words } from '@/lib/language/en/run'
import { failedTaskOf, nextStepOf } from '@/lib/runs/explain'
import type { FailureReason } from '@/lib/runs/failure'
import type { RunStatus } from '@/lib/runs/run-status'

const task = (name: string, status: RunStatus, error?: string) => ({ name, status, error })

describe('the task that explains a failure', () => {
  it.each([
    ['the first with words of its own', [task('a', 'Failed'), task('b', 'Failed', 'KeyError')], 'b'],
    ['else the first that failed', [task('a', 'Succeeded'), task('b', 'Timed out'), task('c', 'Failed')], 'b'],
    ['not one that was skipped because of it', [task('a', 'Skipped', 'upstream'), task('b', 'Failed')], 'b'],
    ['not one that succeeded, whatever it wrote', [task('a', 'Succeeded', 'warning'), task('b', 'Failed')], 'b'],
  ])('is %s', (_which, tasks, name) => {
    expect(failedTaskOf(tasks)?.name).toBe(name)
  })

  it('is none where nothing failed', () => {
    expect(failedTaskOf([])).toBeUndefined()
    expect(failedTaskOf([task('a', 'Succeeded'), task('b', 'Cancelled')])).toBeUndefined()
  })
})

describe('OPS-8: what to do next', () => {
  const advice = [
    { code: 'RUN_EXECUTION_ERROR', text: 'Ask the sales desk.' },
    { code: '*', text: 'Call the owner.' },
  ]

  it('is the maker’s advice for this code, else for any', () => {
    const failed = (terminationCode: string) => ({ status: 'Failed' as const, terminationCode, line: undefined })
    expect(nextStepOf(failed('RUN_EXECUTION_ERROR'), { advice }, words)).toBe('Ask the sales desk.')
    expect(nextStepOf(failed('CLUSTER_ERROR'), { advice }, words)).toBe('Call the owner.')
    expect(nextStepOf({ status: 'Timed out', terminationCode: undefined, line: 'x' }, { advice }, words)).toBe(
      'Call the owner.',
    )
  })

  it('is the first advice whose text stands in the error, before what is said of its code', () => {
    const errorAdvice = [
      { pattern: 'NOT A NUMBER', text: 'Mend the amount.' },
      { pattern: 'valueerror', text: 'Mend the value.' },
      { pattern: '.*', text: 'It is no expression.' },
    ]
    const said = (line: string) =>
      nextStepOf({ status: 'Failed', terminationCode: 'RUN_EXECUTION_ERROR', line }, { advice, errorAdvice }, words)
    expect(said('ValueError: net amount is not a number')).toBe('Mend the amount.')
    expect(said('ValueError: no such region')).toBe('Mend the value.')
    expect(said('KeyError')).toBe('Ask the sales desk.')
  })

  it('fits why it failed where the text tells more than the code, and never the other way round', () => {
    const step = (terminationCode: string | undefined, reason: FailureReason) =>
      nextStepOf({ status: 'Failed', terminationCode, line: 'x', reason }, { advice: [] }, words)
    expect(step('RUN_EXECUTION_ERROR', 'job_right')).toContain('lacks a right')
    expect(step('RUN_EXECUTION_ERROR', 'job_right')).not.toContain('Check your inputs')
    expect(step(undefined, 'memory')).toContain('than its compute can hold')
    expect(step('RUN_EXECUTION_ERROR', 'input_named')).toContain('another value')
    expect(step('RUN_EXECUTION_ERROR', 'failed')).toBe(words.remedies.RUN_EXECUTION_ERROR)
    expect(step('STATEMENT_FAILED', 'sql')).toBe(words.remedies.STATEMENT_FAILED)
    expect(step('CLUSTER_ERROR', 'job_right')).toBe(words.remedies.CLUSTER_ERROR)
  })

  it.each<[RunStatus, string | undefined, string]>([
    ['Failed', 'RUN_EXECUTION_ERROR', words.remedies.RUN_EXECUTION_ERROR ?? ''],
    ['Failed', 'CLOUD_FAILURE', words.remedies.CLOUD_FAILURE ?? ''],
    ['Timed out', 'CANCELED', words.timedOutRemedy],
    ['Timed out', undefined, words.timedOutRemedy],
    ['Failed', 'A_CODE_OF_TOMORROW', words.otherRemedy],
    ['Failed', undefined, words.otherRemedy],
    ['Failed', 'constructor', words.otherRemedy],
    ['Failed', '__proto__', words.otherRemedy],
  ])('without advice, %s with %s: %s', (status, terminationCode, text) => {
    expect(nextStepOf({ status, terminationCode, line: undefined }, { advice: [] }, words)).toBe(text)
  })
})
