import { createHash, generateKeyPairSync } from 'node:crypto'
import { type AuthError, type AuthenticationResult, InteractionRequiredAuthError } from '@azure/msal-node'
import { describe, expect, it } from 'vitest'
import { selfSignedCertificate } from '../../../emulators/entra/certificate.ts'
import { signJwt } from '../../../emulators/entra/jwt.ts'
import { PORTAL_CLIENT_ID, TENANT_ID } from '../../../emulators/entra/seed.ts'
import { claimsOf, DATABRICKS_SCOPE, msalClient, REDIRECT_URI, seededEntra, signIn } from './entra-support.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const entra = seededEntra()

type Client = ReturnType<typeof msalClient>

async function redeem(client: Client, account: string, scopes = [DATABRICKS_SCOPE]): Promise<AuthenticationResult> {
  const scope = `openid profile offline_access ${scopes.join(' ')}`
  const { code, verifier } = await signIn(entra.url(), account, { scope })
  return client.acquireTokenByCode({
    code,
    codeVerifier: verifier,
    redirectUri: REDIRECT_URI,
    scopes,
    nonce: 'nonce-1',
  })
}

async function silently(client: Client, result: AuthenticationResult, forceRefresh = false) {
  if (!result.account) throw new Error('MSAL made no account')
  return client.acquireTokenSilent({ account: result.account, scopes: [DATABRICKS_SCOPE], forceRefresh })
}

const failure = (attempt: Promise<unknown>) =>
  attempt.then(
    () => expect.unreachable('it was expected to fail'),
    (error: AuthError) => error,
  )

describe('code and refresh', () => {
  it('redeems a code with PKCE and finds the account by client_info', async () => {
    const result = await redeem(msalClient(entra.url()), 'user@contoso.example')
    expect(result.account?.homeAccountId).toBe(`00000000-0000-4000-8000-000000000001.${TENANT_ID}`)
    expect(result.account?.username).toBe('user@contoso.example')
    expect(result.scopes).toContain(DATABRICKS_SCOPE)
    expect(result.idTokenClaims).toMatchObject({ nonce: 'nonce-1', roles: ['Portal.User'], tid: TENANT_ID })
  })

  it('answers from the cache while the token is good, and renews when asked', async () => {
    const client = msalClient(entra.url())
    const result = await redeem(client, 'user@contoso.example')
    expect((await silently(client, result)).fromCache).toBe(true)
    const renewed = await silently(client, result, true)
    expect(renewed.fromCache).toBe(false)
    expect(renewed.accessToken).not.toBe(result.accessToken)
  })

  it('renews by itself when under five minutes are left', async () => {
    await entra.control('POST', '/mode', { accessTokenSeconds: 299 })
    const client = msalClient(entra.url())
    const result = await redeem(client, 'user@contoso.example')
    expect((await silently(client, result)).fromCache).toBe(false)
  })

  it('refuses a refresh token that was not used for 90 days', async () => {
    const client = msalClient(entra.url())
    const result = await redeem(client, 'user@contoso.example')
    await entra.control('POST', '/clock', { advanceMs: 90 * DAY_MS + 1000 })
    expect(await failure(silently(client, result, true))).toMatchObject({
      errorCode: 'invalid_grant',
      errorNo: 700082,
    })
  })

  it('asks for interaction after the grants of a person were revoked', async () => {
    const client = msalClient(entra.url())
    const result = await redeem(client, 'user@contoso.example')
    await entra.control('POST', '/users/user@contoso.example/revoke')
    const error = await failure(silently(client, result, true))
    expect(error).toBeInstanceOf(InteractionRequiredAuthError)
    expect(error).toMatchObject({ errorNo: 50173, subError: 'bad_token' })
  })

  it('hands on the claims of a policy that wants a second factor', async () => {
    const client = msalClient(entra.url())
    const result = await redeem(client, 'user@contoso.example')
    await entra.control('PATCH', '/users/user@contoso.example', { mfaRequired: true })
    const error = await failure(silently(client, result, true))
    expect(error).toBeInstanceOf(InteractionRequiredAuthError)
    expect(error).toMatchObject({ errorNo: 50076, claims: expect.stringContaining('capolids') })
  })

  it('renews for a second resource from the same refresh token, once there is consent', async () => {
    const client = msalClient(entra.url())
    const result = await redeem(client, 'user@contoso.example')
    if (!result.account) throw new Error('MSAL made no account')
    const graph = { account: result.account, scopes: ['https://graph.microsoft.com/User.Read'] }
    expect(await failure(client.acquireTokenSilent(graph))).toMatchObject({
      errorNo: 65001,
      subError: 'consent_required',
    })
    await signIn(entra.url(), 'user@contoso.example', {
      scope: 'openid profile https://graph.microsoft.com/User.Read',
    })
    const token = await client.acquireTokenSilent(graph)
    expect(claimsOf(token.accessToken)).toMatchObject({ aud: 'https://graph.microsoft.com', ver: '1.0' })
  })

  it('refuses two resources at the token endpoint', async () => {
    const scopes = [DATABRICKS_SCOPE, 'https://graph.microsoft.com/User.Read']
    const error = await failure(redeem(msalClient(entra.url()), 'user@contoso.example', scopes))
    expect(error).toMatchObject({ errorCode: 'invalid_scope', errorNo: 28002 })
  })
})

describe('client credentials of the portal', () => {
  it('refuses a wrong secret', async () => {
    const error = await failure(redeem(msalClient(entra.url(), { clientSecret: 'wrong' }), 'user@contoso.example'))
    expect(error).toMatchObject({ errorCode: 'invalid_client', errorNo: 7000215 })
  })

  it('refuses an expired secret', async () => {
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}`, { secretExpired: true })
    const error = await failure(redeem(msalClient(entra.url()), 'user@contoso.example'))
    expect(error).toMatchObject({ errorCode: 'invalid_client', errorNo: 7000222 })
  })

  it('takes a registered certificate, and refuses another', async () => {
    const { client, pem } = certificateClient()
    expect(await failure(redeem(client, 'user@contoso.example'))).toMatchObject({ errorNo: 700027 })
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}/certificates`, pem)
    const { accessToken } = await redeem(client, 'user@contoso.example')
    expect(claimsOf(accessToken)).toMatchObject({ appidacr: '2' })
  })

  it('takes the assertion of a registered issuer and subject only', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}/federated-credentials`, {
      issuer: 'https://cluster.contoso.example',
      subject: 'system:serviceaccount:lakeport:portal',
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    })
    const assertion = (sub: string) => async () =>
      signJwt(
        {},
        {
          iss: 'https://cluster.contoso.example',
          sub,
          aud: 'api://AzureADTokenExchange',
          exp: Math.floor(Date.now() / 1000) + 600,
        },
        key,
      )
    const good = msalClient(entra.url(), { clientAssertion: assertion('system:serviceaccount:lakeport:portal') })
    expect((await redeem(good, 'user@contoso.example')).accessToken).toBeTruthy()
    const other = msalClient(entra.url(), { clientAssertion: assertion('system:serviceaccount:lakeport:other') })
    expect(await failure(redeem(other, 'user@contoso.example'))).toMatchObject({ errorNo: 700213 })
  })

  it('gives the application a token of its own', async () => {
    const scopes = ['2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default']
    const result = await msalClient(entra.url()).acquireTokenByClientCredential({ scopes })
    const claims = claimsOf(result?.accessToken ?? '')
    expect(claims).toMatchObject({
      aud: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
      appid: PORTAL_CLIENT_ID,
      idtyp: 'app',
    })
    expect(claims).not.toHaveProperty('scp')
  })
})

describe('on behalf of', () => {
  const API_SCOPE = `api://${PORTAL_CLIENT_ID}/Flows.Run`
  const onBehalfOf = (client: Client, oboAssertion: string) =>
    client.acquireTokenOnBehalfOf({ oboAssertion, scopes: [DATABRICKS_SCOPE], skipCache: true })

  it('swaps a token for the portal API for a Databricks token of the same person', async () => {
    const client = msalClient(entra.url())
    await redeem(client, 'user@contoso.example') // consents to Databricks
    const { accessToken } = await redeem(client, 'user@contoso.example', [API_SCOPE])
    expect(claimsOf(accessToken)).toMatchObject({
      aud: PORTAL_CLIENT_ID,
      ver: '2.0',
      scp: 'Flows.Run',
      roles: ['Portal.User'],
    })
    const result = await onBehalfOf(client, accessToken)
    expect(claimsOf(result?.accessToken ?? '')).toMatchObject({
      upn: 'user@contoso.example',
      scp: 'user_impersonation',
    })
  })

  it('refuses a token for another API, an expired one, and one without consent', async () => {
    const client = msalClient(entra.url())
    const forApi = await redeem(client, 'user2@contoso.example', [API_SCOPE])
    expect(await failure(onBehalfOf(client, forApi.accessToken))).toMatchObject({ errorNo: 65001 })
    const forDatabricks = await redeem(client, 'user2@contoso.example')
    expect(await failure(onBehalfOf(client, forDatabricks.accessToken))).toMatchObject({ errorNo: 50013 })
    await entra.control('POST', '/clock', { advanceMs: 91 * 60 * 1000 })
    expect(await failure(onBehalfOf(client, forApi.accessToken))).toMatchObject({ errorNo: 500133 })
  })
})

function certificateClient(): { client: Client; pem: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const der = selfSignedCertificate(privateKey, 'portal', 1)
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  const clientCertificate = {
    thumbprintSha256: createHash('sha256').update(der).digest('hex'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
  return { client: msalClient(entra.url(), { clientCertificate }), pem }
}
