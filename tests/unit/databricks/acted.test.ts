import { expect, it } from 'vitest'
import { mayHaveActed } from '@/lib/databricks/acted'
import { PATIENT, type Pace, withRetries } from '@/lib/databricks/retry'
import { type ErrorFacts, PortalError } from '@/lib/errors'

function failure(facts: ErrorFacts): PortalError {
  return new PortalError('databricks_busy', 'as scripted', { facts })
}

it.each([
  ['the request never left', { arrived: 'no' }, false],
  ['silence', { arrived: 'maybe' }, true],
  ['an answer cut off', { arrived: 'yes' }, true],
  ['an odd success', { arrived: 'yes', status: '200' }, true],
  ['a redirect', { arrived: 'yes', status: '302' }, false],
  ['a bad request', { arrived: 'yes', status: '400' }, false],
  ['a refusal', { arrived: 'yes', status: '403' }, false],
  ['a request timeout', { arrived: 'yes', status: '408' }, true],
  ['too many requests', { arrived: 'yes', status: '429' }, false],
  ['a server error', { arrived: 'yes', status: '500' }, true],
  ['a gateway timeout', { arrived: 'yes', status: '504' }, true],
])('RUN-2: after %s the workspace may have acted: %j %s', (_what, facts, may) => {
  expect(mayHaveActed(failure(facts))).toBe(may)
})

it.each([
  [[{ arrived: 'maybe' }, { arrived: 'no' }], { arrived: 'maybe', acted: 'maybe' }],
  [
    [
      { arrived: 'yes', status: '503' },
      { arrived: 'yes', status: '429' },
    ],
    { arrived: 'yes', status: '429', acted: 'maybe' },
  ],
  [[{ arrived: 'no' }, { arrived: 'yes', status: '429' }], { arrived: 'yes', status: '429' }],
])('RUN-2: the tries %j end in %j', async (tries: ErrorFacts[], facts) => {
  const pace: Pace = { now: () => 0, random: () => 0, sleep: async () => undefined }
  const left = [...tries]
  const attempt = () => Promise.reject(failure(left.shift() ?? {}))
  const policy = { ...PATIENT, attempts: tries.length }
  const ended = withRetries(attempt, { policy, pace, signal: new AbortController().signal, spendRetry: () => true })
  await expect(ended).rejects.toMatchObject({ code: 'databricks_busy', facts })
})
