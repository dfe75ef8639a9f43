import { pressFlow, rowOf, runStatus } from '../support/run-pages.ts'
import { jobOf } from '../support/sample-jobs.ts'
import { expect, test } from '../support/scenario.ts'

const FLOW = 'ping-lakehouse'
const TIMES = { durationMs: 100 }
const CUT = "[CAST_INVALID_INPUT] The value 'abc' of the type STRING cannot be cast to INT. SQLSTATE: 22018"
const NO_RIGHT =
  '[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE SCHEMA on Schema. SQLSTATE: 42501'

/** A failure of each cause, in Databricks' own words. */
const FAILURES = [
  { cause: 'input', script: { tasks: { ping: { ...TIMES, outcome: 'FAILED', error: CUT } } } },
  { cause: 'rights', script: { tasks: { ping: { ...TIMES, outcome: 'FAILED', error: NO_RIGHT } } } },
  {
    cause: 'platform',
    script: {
      tasks: { ping: { ...TIMES, outcome: 'INTERNAL_ERROR' } },
      outcome: 'INTERNAL_ERROR',
      ending: { code: 'CLUSTER_ERROR', type: 'CLOUD_FAILURE', message: 'The compute was lost.' },
    },
  },
  { cause: 'code', script: { tasks: { ping: { ...TIMES, outcome: 'FAILED', error: 'AssertionError: 3 rows' } } } },
  { cause: 'unknown', script: { tasks: { ping: { ...TIMES, outcome: 'TIMEDOUT' } }, outcome: 'TIMEDOUT' } },
] as const

/** What the run's page says: whose turn it is, why, and what to do. */
const SAID = {
  input: [
    'Cause: Your input.',
    'A value that was given cannot be used as it is.',
    CUT,
    'Run it again with another value',
  ],
  rights: [
    'Cause: Rights.',
    'The identity that the code runs as lacks a right.',
    NO_RIGHT,
    'Another value will not help',
  ],
  platform: ['Cause: The platform.', 'The compute that the job runs on failed.', 'Run the flow again'],
  code: ['Cause: The code.', 'The job’s own code stopped with an error.', 'AssertionError: 3 rows'],
  unknown: ['Cause: Not known.', 'It took longer than it may.', 'ask the flow’s owner for more time'],
} as const

test.afterEach(({ emulator: { databricks } }) => databricks.reset())

for (const { cause, script } of FAILURES) {
  test(`a failure of the cause “${SAID[cause][0]}” is told apart, with what to do, and found by it`, async ({
    page,
    signInAs,
    emulator: { databricks },
  }) => {
    await databricks.script(jobOf(FLOW), script)
    await signInAs('user@contoso.example')
    const runId = await pressFlow(page, FLOW)
    await expect(runStatus(page)).toHaveText(cause === 'unknown' ? 'Timed out' : 'Failed')
    const problem = page.getByRole('alert').filter({ hasText: 'Cause:' })
    for (const words of SAID[cause]) await expect(problem).toContainText(words)
    await expect(problem).toContainText('What to do:')
    await expect(problem).toContainText('Whom to ask: maker@contoso.example.')
    await page.goto(`/runs?cause=${cause}`)
    await expect(rowOf(page, runId)).toBeVisible()
  })
}
