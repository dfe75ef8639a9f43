/** @typedef {{ part: string, passed: number, failed: number, skipped: number, note?: string, again?: string[] }} Result */

/**
 * What a vitest run came to. A file that could not be loaded has no tests to count, so it counts as one failure itself.
 * @param {string} part @param {any} report undefined when the runner wrote none
 * @param {number | null} exitCode @returns {Result}
 */
export function vitestResult(part, report, exitCode) {
  if (!report) return crashed(part, exitCode)
  const broken = report.testResults.filter(
    (/** @type {any} */ suite) =>
      suite.status === 'failed' &&
      !suite.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
  )
  return honest(exitCode, {
    part,
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  })
}

/**
 * What a Playwright run came to; `errors` holds what happened outside any test.
 * @param {string} part @param {any} report undefined when the runner wrote none
 * @param {number | null} exitCode @returns {Result}
 */
export function playwrightResult(part, report, exitCode) {
  if (!report) return crashed(part, exitCode)
  const { expected, unexpected, flaky, skipped } = report.stats
  return honest(exitCode, {
    part,
    passed: expected + flaky,
    failed: unexpected + report.errors.length,
    skipped,
    again: report.suites.flatMap(secondTries),
  })
}

/** The tests that passed at their second try only. @param {any} suite @returns {string[]} */
function secondTries(suite) {
  const own = (suite.specs ?? []).filter((/** @type {any} */ spec) =>
    spec.tests.some((/** @type {any} */ test) => test.status === 'flaky'),
  )
  return [
    ...own.map((/** @type {any} */ { file, line, title }) => `${file}:${line} ${title}`),
    ...(suite.suites ?? []).flatMap(secondTries),
  ]
}

/** @param {Result[]} results */
export function addUp(results) {
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) => results.reduce((all, it) => all + it[key], 0)
  const skippedWhere = results
    .filter(({ skipped }) => skipped > 0)
    .map(({ part, skipped }) => `${skipped} in ${part}`)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), skippedWhere }
}

/** A runner that ends badly although every test it knows of passed has failed all the same. */
function honest(/** @type {number | null} */ exitCode, /** @type {Result} */ result) {
  if (exitCode === 0 || result.failed > 0) return result
  const note = `The ${result.part} tests ended badly (exit code ${exitCode}) although none failed; that counts as one.`
  return { ...result, failed: 1, note }
}

/** @param {string} part @param {number | null} exitCode @returns {Result} */
function crashed(part, exitCode) {
  const note = `The ${part} tests ended without a report (exit code ${exitCode}); that counts as one failure.`
  return { part, passed: 0, failed: 1, skipped: 0, note }
}
