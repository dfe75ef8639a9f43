import { expect, it } from 'vitest'
import { redeemCode, renewToken, tokenFromCache } from '@/lib/entra/tokens'
import { PORTAL_CLIENT_ID, PORTAL_CLIENT_SECRET, TENANT_ID } from '../../../emulators/entra/seed.ts'
import { DATABRICKS_SCOPE, PORTAL_SCOPE, REDIRECT_URI, seededEntra, signIn } from '../emulators/entra-support.ts'

const entra = seededEntra()
const noRecord = () => undefined

const application = () => ({
  authorityHost: entra.url(),
  tenantId: TENANT_ID,
  clientId: PORTAL_CLIENT_ID,
  credential: { kind: 'secret' as const, secret: PORTAL_CLIENT_SECRET },
})

async function redeemedCache() {
  const { code, verifier } = await signIn(entra.url(), 'user@contoso.example')
  const request = {
    code,
    codeVerifier: verifier,
    nonce: 'nonce-1',
    redirectUri: REDIRECT_URI,
    scopes: PORTAL_SCOPE.split(' '),
    correlationId: crypto.randomUUID(),
  }
  const { homeAccountId, cache } = await redeemCode(application(), request, noRecord)
  return { homeAccountId, cache, scopes: [DATABRICKS_SCOPE], correlationId: request.correlationId }
}

it('takes a token that is good for long from the cache alone', async () => {
  const request = await redeemedCache()
  const token = await tokenFromCache(application(), request)
  expect(token?.expiresAt).toBeGreaterThan(Date.now() + 50 * 60_000)
})

it('finds none in the cache when less than five minutes are left, and renews it then', async () => {
  await entra.control('POST', '/mode', { accessTokenSeconds: 299 })
  const request = await redeemedCache()
  expect(await tokenFromCache(application(), request)).toBeUndefined()
  await entra.control('POST', '/mode', { accessTokenSeconds: 3_600 })
  const renewed = await renewToken(application(), { ...request, forceRefresh: false }, noRecord)
  expect(await tokenFromCache(application(), { ...request, cache: renewed.cache ?? '' })).toMatchObject({
    token: renewed.token,
  })
})

it('says that the connection has expired when Entra refuses to renew', async () => {
  const request = await redeemedCache()
  await entra.control('POST', '/users/user@contoso.example/revoke')
  await expect(renewToken(application(), { ...request, forceRefresh: true }, noRecord)).rejects.toMatchObject({
    code: 'connection_expired',
    facts: { aadsts: 'AADSTS50173' },
  })
})
