import { describe, expect, it } from 'vitest'
import { addUp, playwrightResult, vitestResult } from '../../support/results.mjs'

const vitest = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [] }
const playwright = { stats: { expected: 2, unexpected: 1, flaky: 0, skipped: 1 }, errors: [], suites: [] }

describe('what a runner came to', () => {
  it('counts tests that passed, failed and were skipped', () => {
    expect(vitestResult('unit', vitest, 0)).toEqual({ part: 'unit', passed: 3, failed: 0, skipped: 1 })
    expect(playwrightResult('e2e', playwright, 1)).toEqual({
      part: 'e2e',
      passed: 2,
      failed: 1,
      skipped: 1,
      again: [],
    })
  })

  it('a file that cannot be loaded is a failure', () => {
    const report = { ...vitest, testResults: [{ status: 'failed', assertionResults: [] }] }
    expect(vitestResult('unit', report, 1).failed).toBe(1)
  })

  it('an error outside every test is a failure', () => {
    const stats = { expected: 2, unexpected: 0, flaky: 0, skipped: 0 }
    expect(playwrightResult('e2e', { stats, errors: [{}], suites: [] }, 1).failed).toBe(1)
  })

  it('names what passed at its second try only, however deep it lies', () => {
    const spec = (title: string, status: string) => ({ file: 'a.spec.ts', line: 3, title, tests: [{ status }] })
    const suites = [{ specs: [spec('one', 'expected')], suites: [{ specs: [spec('two', 'flaky')] }] }]
    const stats = { expected: 1, unexpected: 0, flaky: 1, skipped: 0 }
    const result = playwrightResult('e2e', { stats, errors: [], suites }, 0)
    expect(result).toMatchObject({ passed: 2, failed: 0, again: ['a.spec.ts:3 two'] })
  })

  it.each([
    ['without a report', undefined, null],
    ['with a report in which everything passed', vitest, 1],
  ])('a runner that ends badly %s has failed', (_how, report, exitCode) => {
    expect(vitestResult('unit', report, exitCode).failed).toBe(1)
  })
})

it('the sum names the parts in which tests were skipped', () => {
  const results = [vitestResult('unit', vitest, 0), playwrightResult('e2e', playwright, 1)]
  expect(addUp(results)).toEqual({ passed: 5, failed: 1, skipped: 2, skippedWhere: ['1 in unit', '1 in e2e'] })
})
