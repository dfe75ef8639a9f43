import { expect, it } from 'vitest'
import { statusOf } from '@/lib/connections/connection-query'
import { expiryOf } from '@/lib/connections/expiry'
import type { Security } from '@/lib/connectors/security'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 23)
const ENTRA: Security = { kind: 'entra', tenantId: 't', clientId: 'c', scope: 'user_impersonation' }
const WORKSPACE: Security = { kind: 'databricks', clientId: 'c', scopes: 'all-apis' }
const PRINCIPAL: Security = { kind: 'service_principal', tenantId: 't', clientId: 'c', name: 'n' }

/** Days from now, before and after. */
const days = (count: number | undefined) => (count === undefined ? undefined : NOW + count * DAY)

it.each<[string, Security, number | undefined, number, number | undefined, string | undefined]>([
  ['a secret for two more weeks', ENTRA, 14, -1, -1, 'secret'],
  ['a secret for longer', ENTRA, 15, -1, -1, undefined],
  ['a secret that is over', PRINCIPAL, -1, -200, -200, 'secret'],
  ['no end of a secret that anybody has said', WORKSPACE, undefined, -200, -200, undefined],
  ['no use for 76 days', ENTRA, undefined, -200, -76, 'unused'],
  ['no use for 75 days', ENTRA, undefined, -200, -75, undefined],
  ['no use at all since it was made', ENTRA, undefined, -80, undefined, 'unused'],
  ['a new sign-in since its last use', ENTRA, undefined, -1, -80, undefined],
  ['a secret that ends before it does for want of use', ENTRA, 1, -200, -80, 'secret'],
  ['no use, through the sign-in of the workspace', WORKSPACE, undefined, -200, -80, undefined],
  ['no use, through the portal’s own sign-in', { kind: 'portal' }, 3, -200, -80, undefined],
])('a connection with %s is told as what it is', (_what, security, secret, connected, used, why) => {
  const secretsEndAt = days(secret)
  const times = { createdAt: NOW - 300 * DAY, connectedAt: days(connected), lastUsedAt: days(used) }
  const expiry = expiryOf({ security, secretsEndAt, ...times }, NOW)
  expect(expiry?.why).toBe(why)
  expect(statusOf({ problem: undefined, expiry })).toBe(why ? 'expiring' : 'connected')
})

it('a connection that does not work is not said to be Expiring', () => {
  const problem = { code: 'consent_needed', facts: {} }
  expect(statusOf({ problem, expiry: { why: 'secret', at: NOW } })).toBe('consent')
})
