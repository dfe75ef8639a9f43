import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { ClientCredential } from '@/lib/config'
import { redeemCode } from '@/lib/entra/tokens'
import { selfSignedCertificate } from '../../../emulators/entra/certificate.ts'
import { signJwt } from '../../../emulators/entra/jwt.ts'
import { PORTAL_CLIENT_ID, PORTAL_CLIENT_SECRET, TENANT_ID } from '../../../emulators/entra/seed.ts'
import { claimsOf, PORTAL_SCOPE, REDIRECT_URI, seededEntra, signIn } from '../emulators/entra-support.ts'

const ISSUER = 'https://cluster.contoso.example'
const SUBJECT = 'system:serviceaccount:lakeport:portal'

const entra = seededEntra()
const folder = mkdtempSync(join(tmpdir(), 'lakeport-credentials-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function redeem(credential: ClientCredential, nextCredential?: ClientCredential) {
  const ids = { authorityHost: entra.url(), tenantId: TENANT_ID, clientId: PORTAL_CLIENT_ID }
  const application = { ...ids, credential, nextCredential }
  const { code, verifier } = await signIn(entra.url(), 'user@contoso.example')
  return redeemCode(
    application,
    {
      code,
      codeVerifier: verifier,
      nonce: 'nonce-1',
      redirectUri: REDIRECT_URI,
      scopes: PORTAL_SCOPE.split(' '),
      correlationId: crypto.randomUUID(),
    },
    ({ credentialType, errorCode }) => void asked.push([credentialType, errorCode]),
  )
}

/** Of every token request: how the portal proved itself, and Entra's number. */
let asked: [string | undefined, string][] = []
beforeEach(() => {
  asked = []
  const memory = globalThis as { entraTakesNext?: unknown }
  delete memory.entraTakesNext
})

function fileWith(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()

describe('AUTH-8: a secret', () => {
  it('gets tokens', async () => {
    const { idToken, homeAccountId } = await redeem({ kind: 'secret', secret: PORTAL_CLIENT_SECRET })
    expect(claimsOf(idToken)).toMatchObject({ aud: PORTAL_CLIENT_ID, preferred_username: 'user@contoso.example' })
    expect(homeAccountId).toBe(`00000000-0000-4000-8000-000000000001.${TENANT_ID}`)
  })

  it('that is wrong or expired is the administrator’s to mend, and is not repeated in the error', async () => {
    const wrong = redeem({ kind: 'secret', secret: 'a-wrong-secret' })
    await expect(wrong).rejects.toMatchObject({ code: 'entra_configuration', facts: { aadsts: 'AADSTS7000215' } })
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}`, { secretExpired: true })
    const expired: unknown = await redeem({ kind: 'secret', secret: PORTAL_CLIENT_SECRET }).catch((thrown) => thrown)
    expect(expired).toMatchObject({ code: 'entra_configuration', facts: { aadsts: 'AADSTS7000222' } })
    expect(JSON.stringify(expired) + String(expired)).not.toContain(PORTAL_CLIENT_SECRET)
  })
})

describe('AUTH-8: a certificate', () => {
  const { privateKey } = newKey()
  const certificate = pemText(selfSignedCertificate(privateKey, 'portal', 1))
  const credential = (content: string) => ({ kind: 'certificate' as const, path: fileWith('portal.pem', content) })

  it('and its key in one file get tokens, once it is registered', async () => {
    const both = credential(`${certificate}${pemOf(privateKey)}`)
    await expect(redeem(both)).rejects.toMatchObject({
      code: 'entra_configuration',
      facts: { aadsts: 'AADSTS700027' },
    })
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}/certificates`, certificate)
    expect(claimsOf(accessTokenIn((await redeem(both)).cache))).toMatchObject({ appidacr: '2' })
  })

  it('without its key, or a file that is not there, is named as what it is', async () => {
    await expect(redeem(credential(certificate))).rejects.toMatchObject({ code: 'entra_configuration' })
    await expect(redeem({ kind: 'certificate', path: join(folder, 'none.pem') })).rejects.toMatchObject({
      code: 'entra_configuration',
      message: 'The client credential file cannot be read.',
    })
  })
})

describe('AUTH-8: a federated token', () => {
  const { privateKey, publicKey } = newKey()
  const assertion = (sub: string) => {
    const exp = Math.floor(Date.now() / 1000) + 600
    return signJwt({}, { iss: ISSUER, sub, aud: 'api://AzureADTokenExchange', exp }, pemOf(privateKey))
  }

  it('is read for every request, as the cluster replaces it', async () => {
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}/federated-credentials`, {
      issuer: ISSUER,
      subject: SUBJECT,
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
    })
    const credential = { kind: 'federated' as const, path: fileWith('token', `${assertion(SUBJECT)}\n`) }
    expect((await redeem(credential)).idToken).toBeTruthy()
    fileWith('token', assertion('system:serviceaccount:lakeport:other'))
    await expect(redeem(credential)).rejects.toMatchObject({ facts: { aadsts: 'AADSTS700213' } })
    fileWith('token', assertion(SUBJECT))
    expect((await redeem(credential)).idToken).toBeTruthy()
  })

  it('whose file is gone is named as what it is', async () => {
    await expect(redeem({ kind: 'federated', path: join(folder, 'none') })).rejects.toMatchObject({
      code: 'entra_configuration',
    })
  })
})

describe('two credentials at once', () => {
  const { privateKey } = newKey()
  const certificate = pemText(selfSignedCertificate(privateKey, 'portal', 1))
  const secret = (value: string) => ({ kind: 'secret' as const, secret: value })
  const inFile = () => ({
    kind: 'certificate' as const,
    path: fileWith('next.pem', `${certificate}${pemOf(privateKey)}`),
  })
  const secrets = (...list: { value: string; expired?: boolean }[]) =>
    entra.control('POST', `/apps/${PORTAL_CLIENT_ID}`, { secrets: list })

  it('let a sign-in through whose first one has expired, with the code that was sent before (AUTH-8)', async () => {
    await secrets({ value: 'old', expired: true }, { value: 'new' })
    expect((await redeem(secret('old'), secret('new'))).idToken).toBeTruthy()
    expect(asked).toEqual([
      ['secret', '7000222'],
      ['secret', '0'],
    ])
  })

  it('are asked for in the order in which they were last taken, so that a refusal comes once (AUTH-8)', async () => {
    await secrets({ value: 'old' }, { value: 'new' })
    await redeem(secret('old'), secret('new'))
    await secrets({ value: 'old', expired: true }, { value: 'new' })
    const [old, next] = [secret('old'), secret('new')]
    await redeem(old, next)
    await redeem(old, next)
    expect(asked.map(([, number]) => number)).toEqual(['0', '7000222', '0', '0'])
    await secrets({ value: 'old' })
    await redeem(old, next)
    await redeem(old, next)
    expect(asked.map(([, number]) => number).slice(4)).toEqual(['7000215', '0', '0'])
  })

  it('may be a secret and a certificate, either way (AUTH-8)', async () => {
    await entra.control('POST', `/apps/${PORTAL_CLIENT_ID}/certificates`, certificate)
    await redeem(secret('gone'), inFile())
    await redeem({ kind: 'certificate', path: join(folder, 'none.pem') }, secret(PORTAL_CLIENT_SECRET))
    expect(asked).toEqual([
      ['secret', '7000215'],
      ['certificate', '0'],
      ['secret', '0'],
    ])
  })

  it('that are both refused are told by the first one’s number; other refusals try no second one (AUTH-8)', async () => {
    await secrets({ value: 'old', expired: true })
    const both = redeem(secret('old'), secret('never was'))
    await expect(both).rejects.toMatchObject({ code: 'entra_configuration', facts: { aadsts: 'AADSTS7000222' } })
    await secrets({ value: 'good' }, { value: 'good too' })
    await entra.control('PATCH', '/users/user@contoso.example', { mfaRequired: true })
    asked = []
    await entra.control('POST', '/faults', {
      match: `POST /${TENANT_ID}/oauth2/v2.0/token`,
      status: 400,
      body: { error: 'invalid_grant', error_description: 'AADSTS50173: revoked', error_codes: [50173] },
    })
    await expect(redeem(secret('good'), secret('good too'))).rejects.toMatchObject({ code: 'connection_expired' })
    expect(asked).toEqual([['secret', '50173']])
  })
})

function pemText(der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

function accessTokenIn(cache: string): string {
  const { AccessToken } = JSON.parse(cache) as { AccessToken: Record<string, { secret: string }> }
  return Object.values(AccessToken)[0]?.secret ?? ''
}
