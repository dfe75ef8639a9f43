import { expect, it } from 'vitest'
import { aadstsOf, problemOfEntraError, SIGN_IN_PROBLEMS } from '@/lib/identity/sign-in-problem'
import { signIn } from '@/lib/language/en/sign-in'

it.each([
  ['access_denied', '65004', 'declined'],
  ['access_denied', undefined, 'declined'],
  ['access_denied', '50105', 'not_assigned'],
  ['invalid_client', '650056', 'configuration'],
  ['interaction_required', '50076', 'stronger_sign_in'],
  ['interaction_required', '53003', 'blocked'],
  ['interaction_required', undefined, 'stronger_sign_in'],
  ['invalid_grant', '65001', 'admin_consent'],
  ['invalid_grant', '54005', 'try_again'],
  ['consent_required', undefined, 'admin_consent'],
  ['invalid_request', '50011', 'configuration'],
  ['invalid_client', '7000215', 'configuration'],
  ['invalid_client', '7000222', 'configuration'],
  ['unauthorized_client', '700016', 'configuration'],
  ['temporarily_unavailable', undefined, 'unavailable'],
  ['server_error', undefined, 'unavailable'],
  ['invalid_grant', '50034', 'wrong_account'],
  ['something_new', '999999', 'try_again'],
  ['', undefined, 'try_again'],
  ['__proto__', 'constructor', 'try_again'],
])('OPS-8: %s with AADSTS%s is told as %s', (error, number, problem) => {
  expect(problemOfEntraError(error, number)).toBe(problem)
})

it.each([
  ['AADSTS65004: User declined to consent.', '65004'],
  ['error AADSTS7000215: Invalid client secret', '7000215'],
  ['AADSTS12: too short', undefined],
  ['no number', undefined],
  ['', undefined],
])('%j holds the number %s', (text, number) => {
  expect(aadstsOf(text)).toBe(number)
})

it('OPS-8: every problem has words that say what happened and what to do', () => {
  expect(Object.keys(signIn.problems).toSorted()).toEqual(SIGN_IN_PROBLEMS.toSorted())
  for (const { title, text } of Object.values(signIn.problems)) {
    expect(title).not.toBe('')
    expect(text).toMatch(/\.$/)
    expect(text).not.toMatch(/AADSTS|OAuth|http/)
  }
})
