import { describe, expect, it } from 'vitest'
import {
  CONNECT_PROBLEMS,
  connectProblemHref,
  parseNotConnected,
  problemOfConnecting,
  problemOfRedirect,
} from '@/lib/connections/connect-problem'

const ID = '00000000-0000-4000-8000-00000000c0de'

describe('a connection that was not made', () => {
  it.each([
    ['access_denied', '65004', 'declined'],
    ['access_denied', '50105', 'not_assigned'],
    ['invalid_grant', '65001', 'admin_consent'],
    ['access_denied', '90094', 'admin_consent'],
    ['interaction_required', '50076', 'stronger_sign_in'],
    ['access_denied', '53003', 'blocked'],
    ['invalid_request', '50020', 'wrong_account'],
    ['invalid_client', '7000215', 'configuration'],
    ['unauthorized_client', '700016', 'configuration'],
    ['server_error', undefined, 'unavailable'],
    ['anything', '99999', 'try_again'],
  ])('by %s with the number %s is told as %s', (error, number, told) => {
    expect(problemOfRedirect(error, number)).toBe(told)
    const facts = { error, ...(number && { aadsts: `AADSTS${number}` }) }
    expect(problemOfConnecting({ code: 'entra_refused', facts })).toBe(told)
  })

  it.each([
    ['entra_refused', { reason: 'other_account' }, 'other_account'],
    ['entra_refused', { reason: 'issuer' }, 'other_account'],
    ['entra_configuration', { reason: 'no_secret' }, 'no_secret'],
    ['entra_configuration', { error: 'invalid_client' }, 'configuration'],
    ['conflict', {}, 'changed'],
    ['store_unavailable', {}, 'unavailable'],
  ])('because of %s %j is told as %s', (code, facts, told) => {
    expect(problemOfConnecting({ code, facts })).toBe(told)
  })

  it.each(CONNECT_PROBLEMS)('%s is read again from the address that tells it', (problem) => {
    const told = { problem, connector: 'jobs', aadsts: 'AADSTS65004', correlationId: ID }
    const { searchParams } = new URL(connectProblemHref(told), 'http://portal')
    expect(parseNotConnected((name) => searchParams.get(name) ?? '')).toEqual(told)
  })

  it('shows nothing of an address but our words, a number and an id', () => {
    const asked = new Map(Object.entries({ problem: 'declined', of: 'x', detail: '<b>', id: 'javascript:' }))
    const told = parseNotConnected((name) => asked.get(name) ?? '')
    expect(told).toEqual({ problem: 'declined', connector: 'x', aadsts: undefined, correlationId: undefined })
    expect(parseNotConnected(() => 'constructor')).toBeUndefined()
  })
})
