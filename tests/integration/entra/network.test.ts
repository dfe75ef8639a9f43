import { beforeEach, describe, expect, it } from 'vitest'
import type { TokenRequest } from '@/lib/entra/network'
import { redeemCode, renewToken } from '@/lib/entra/tokens'
import { PORTAL_CLIENT_ID, PORTAL_CLIENT_SECRET, TENANT_ID } from '../../../emulators/entra/seed.ts'
import type { FaultSpec, SeenRequest } from '../../support/emulator-control.ts'
import { DATABRICKS_SCOPE, PORTAL_SCOPE, REDIRECT_URI, seededEntra, signIn } from '../emulators/entra-support.ts'

const TOKEN = `POST /${TENANT_ID}/oauth2/v2.0/token`
const DEADLINE_MS = 10_000

const entra = seededEntra()
let records: TokenRequest[] = []

beforeEach(() => {
  const holds = globalThis as { entraHolds?: unknown }
  delete holds.entraHolds
  records = []
})

const application = () => ({
  authorityHost: entra.url(),
  tenantId: TENANT_ID,
  clientId: PORTAL_CLIENT_ID,
  credential: { kind: 'secret' as const, secret: PORTAL_CLIENT_SECRET },
})
const keep = (record: TokenRequest) => void records.push(record)
const fault = (change: Omit<FaultSpec, 'match'>) => entra.control('POST', '/faults', { match: TOKEN, ...change })

async function tokenRequests(): Promise<number> {
  const seen = (await entra.control('GET', '/requests?since=0')) as SeenRequest[]
  return seen.filter(({ method, path }) => `${method} ${path}` === TOKEN).length
}

async function redeem() {
  const { code, verifier } = await signIn(entra.url(), 'user@contoso.example')
  const request = {
    code,
    codeVerifier: verifier,
    nonce: 'nonce-1',
    redirectUri: REDIRECT_URI,
    scopes: PORTAL_SCOPE.split(' '),
    correlationId: '6d0d5e0e-6b0a-4f5e-9a55-0d4d3f1f2a11',
  }
  return { request, redeemed: await redeemCode(application(), request, keep) }
}

async function renewed(change: { forceRefresh?: boolean } = {}) {
  const { redeemed } = await redeem()
  records = []
  const renew = () =>
    renewToken(
      application(),
      {
        homeAccountId: redeemed.homeAccountId,
        cache: redeemed.cache,
        scopes: [DATABRICKS_SCOPE],
        correlationId: '0f2a1c3e-54f5-4a07-8f6b-8d1a5b2c7e90',
        forceRefresh: change.forceRefresh ?? true,
      },
      keep,
    )
  return { renew, before: await tokenRequests() }
}

describe('AUTH-9: an Entra ID that is slow', () => {
  it('is waited for, longer than the 3.5 s that next-auth has patience for', async () => {
    await fault({ delayMs: 4_000 })
    expect((await redeem()).redeemed.idToken).toBeTruthy()
  })

  it('or silent is given up after ten seconds, for a code at the first try', async () => {
    await fault({ delayMs: 60_000, times: 5 })
    const began = performance.now()
    await expect(redeem()).rejects.toMatchObject({ code: 'entra_unavailable' })
    expect(performance.now() - began).toBeGreaterThan(DEADLINE_MS - 500)
    expect(performance.now() - began).toBeLessThan(DEADLINE_MS + 10_000)
    expect(await tokenRequests()).toBe(1)
    expect(records).toMatchObject([{ grantType: 'authorization_code', errorCode: '', failureReason: 'No answer' }])
  })

  it('TOK-6: or silent is given up after ten seconds in all for a renewal, before its lease ends', async () => {
    const { renew } = await renewed()
    await fault({ delayMs: 60_000, times: 5 })
    const began = performance.now()
    await expect(renew()).rejects.toMatchObject({ code: 'entra_unavailable' })
    expect(performance.now() - began).toBeLessThan(14_500)
  })
})

describe('REL-1: an Entra ID that fails', () => {
  it.each<[string, Omit<FaultSpec, 'match'>]>([
    ['500', { status: 500, body: { error: 'server_error' } }],
    ['503', { status: 503, body: { error: 'temporarily_unavailable' } }],
    ['a page of HTML', { status: 200, body: '<html>maintenance</html>' }],
    ['a broken connection', { drop: 'before' }],
    ['half an answer', { drop: 'midBody' }],
  ])('once with %s does not keep a token from being renewed', async (_how, how) => {
    const { renew, before } = await renewed()
    await fault(how)
    expect((await renew()).token).toBeTruthy()
    expect(await tokenRequests()).toBe(before + 2)
  })

  it.each<[string, Omit<FaultSpec, 'match'>]>([
    ['500', { status: 500, body: { error: 'server_error' } }],
    ['a broken connection', { drop: 'before' }],
    ['a lost answer', { drop: 'after' }],
  ])('with %s has a code sent once only', async (_how, how) => {
    await fault(how)
    await expect(redeem()).rejects.toMatchObject({ code: 'entra_unavailable' })
    expect(await tokenRequests()).toBe(1)
  })

  it('twice is told as a failure that may pass', async () => {
    const { renew, before } = await renewed()
    await fault({ status: 503, body: { error: 'temporarily_unavailable' }, times: 2 })
    await expect(renew()).rejects.toMatchObject({ code: 'entra_unavailable' })
    expect(await tokenRequests()).toBe(before + 2)
  })
})

describe('REL-2: an Entra ID that asks to wait', () => {
  it.each<[string, Record<string, string>]>([
    ['says how long', { 'retry-after': '300' }],
    ['gives a date', { 'retry-after': 'Sun, 22 Nov 2026 12:00:00 GMT' }],
    ['says nothing', {}],
    ['says nonsense', { 'retry-after': 'soon' }],
  ])('and %s is asked no further', async (_how, headers) => {
    const { renew, before } = await renewed()
    await fault({ status: 429, headers, body: { error: 'temporarily_unavailable' } })
    await expect(renew()).rejects.toMatchObject({ code: 'entra_unavailable' })
    for (let count = 0; count < 5; count += 1) {
      await expect(renew()).rejects.toMatchObject({ code: 'entra_unavailable' })
    }
    expect(await tokenRequests()).toBe(before + 1)
  })

  it('leaves alone what the cache has', async () => {
    const { renew } = await renewed({ forceRefresh: false })
    await fault({ status: 429, body: { error: 'temporarily_unavailable' } })
    expect((await renew()).token).toBeTruthy()
  })
})

describe('AUTH-10: what is kept of a token request', () => {
  it('is who asked for what, when and with which result, and no secret', async () => {
    const { request, redeemed } = await redeem()
    expect(records).toEqual([
      {
        grantType: 'authorization_code',
        credentialType: 'secret',
        scopes: expect.stringContaining(DATABRICKS_SCOPE),
        correlationId: request.correlationId,
        errorCode: '0',
        failureReason: undefined,
        traceId: undefined,
        requestId: expect.any(String),
        durationMs: expect.any(Number),
        expiresInMs: expect.any(Number),
      },
    ])
    const text = JSON.stringify(records)
    for (const secret of [request.code, request.codeVerifier, redeemed.idToken, PORTAL_CLIENT_SECRET]) {
      expect(text).not.toContain(secret)
    }
  })

  it('holds Entra’s number and words for a refusal', async () => {
    const { renew } = await renewed()
    await entra.control('POST', '/users/user@contoso.example/revoke')
    await expect(renew()).rejects.toMatchObject({ code: 'connection_expired', facts: { aadsts: 'AADSTS50173' } })
    expect(records).toMatchObject([{ grantType: 'refresh_token', errorCode: '50173' }])
    expect(records[0]?.failureReason).toMatch(/^AADSTS50173: /)
    expect(records[0]?.failureReason).not.toMatch(/Trace ID/)
  })
})

describe('what a refusal means', () => {
  it('TOK-7: consent that was withdrawn needs the person', async () => {
    const { renew } = await renewed()
    await entra.control('DELETE', '/consents')
    await expect(renew()).rejects.toMatchObject({ code: 'consent_needed', facts: { aadsts: 'AADSTS65001' } })
  })

  it('a policy that wants more hands on its claims', async () => {
    const { renew } = await renewed()
    await entra.control('PATCH', '/users/user@contoso.example', { mfaRequired: true })
    await expect(renew()).rejects.toMatchObject({
      code: 'sign_in_challenged',
      facts: { aadsts: 'AADSTS50076', claims: expect.stringContaining('capolids') },
    })
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['was switched off', { disabled: true }, 'AADSTS50057'],
    ['is no longer assigned', { assigned: false }, 'AADSTS50105'],
  ])('an account that %s may no longer be here', async (_how, change, aadsts) => {
    const { renew } = await renewed()
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}`, { assignmentRequired: true })
    await entra.control('PATCH', '/users/user@contoso.example', change)
    await expect(renew()).rejects.toMatchObject({ code: 'access_ended', facts: { aadsts } })
  })

  it('a code that is used again needs a new sign-in', async () => {
    const { request } = await redeem()
    await expect(redeemCode(application(), request, keep)).rejects.toMatchObject({ code: 'connection_expired' })
  })
})
