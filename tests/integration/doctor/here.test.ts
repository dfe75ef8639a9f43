import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selfSignedCertificate } from '../../../emulators/entra/certificate.ts'
import { emulated } from './emulated'
import { namesEach, type Wrong } from './wrong'

const doctor = emulated()
let server: Server
let untrusted = ''
beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const body = selfSignedCertificate(privateKey, 'portal', 1).toString('base64').replace(/.{64}/g, '$&\n')
  const cert = `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  server = createServer({ cert, key }, (_request, response) => response.end('{"status":"ok"}')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  untrusted = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const WRONGS: readonly Wrong[] = [
  {
    what: 'a public address where nobody answers',
    check: 'public URL',
    verdict: 'warn',
    says: /^http:\/\/localhost:9 does not answer from here: nothing answers there/,
    remedy: /Start the portal/,
  },
  {
    what: 'a public address that is somebody else’s',
    change: () => ({ NEXTAUTH_URL: doctor.entraUrl() }),
    check: 'public URL',
    verdict: 'warn',
    says: /answers \(status 404\), but not as this portal does/,
    remedy: /Mend NEXTAUTH_URL, or the proxy/,
  },
  {
    what: 'TLS that ends at a proxy which nobody has named',
    change: () => ({ NEXTAUTH_URL: 'https://127.0.0.1:9' }),
    check: 'trusted proxies',
    verdict: 'warn',
    says: /None is listed/,
    remedy: /LAKEPORT_TRUSTED_PROXIES/,
  },
  {
    what: 'a folder of the data without room',
    change: () => ({ LAKEPORT_DATA_DIR: '/proc/lakeport' }),
    check: 'free space',
    verdict: 'fail',
    says: /^0 MB are free for \/proc\/lakeport\./,
    remedy: /LAKEPORT_DATA_DIR/,
  },
  {
    what: 'a public address with a certificate that nobody trusts',
    change: () => ({ NEXTAUTH_URL: untrusted }),
    check: 'public URL',
    verdict: 'fail',
    says: /^https:\/\/127\.0\.0\.1:\d+ shows a certificate that is not trusted/,
    remedy: /a certificate that browsers trust/,
  },
]

namesEach(doctor, WRONGS)

describe('the doctor', () => {
  it('finds all well where it is, but for the portal, which does not run', async () => {
    const findings = await doctor.find()
    expect([...findings.values()].filter(({ verdict }) => verdict !== 'ok').map(({ check }) => check)).toEqual([
      'public URL',
    ])
    expect([...findings.keys()]).toEqual([
      ...['settings', 'authority', 'clock and Entra ID', 'redirect URI', 'client credential', 'consent'],
      ...['workspace', 'workspace tenant', 'clock and workspace', 'database', 'free space', 'public URL'],
    ])
  })

  it('tells everything that is wrong with the settings, looks at the rest all the same, and shows no value', async () => {
    const secret = 'Kestrel-71-plumage'
    const findings = await doctor.find({
      NEXTAUTH_SECRET: secret,
      LAKEPORT_KEY_RING: `k1:${secret}`,
      LAKEPORT_ROLE: 'boss',
    })
    expect(findings.get('settings')?.verdict).toBe('fail')
    expect(findings.get('authority')?.verdict).toBe('ok')
    expect(findings.get('workspace')?.verdict).toBe('ok')
    expect(JSON.stringify([...findings.values()])).not.toContain(secret)
  })

  it('leaves out what hangs on settings that are wrong, and says so', async () => {
    const findings = await doctor.find({ AZURE_TENANT_ID: 'common', DATABRICKS_HOST: 'https://adb.contoso.example' })
    expect(findings.get('Entra ID')).toMatchObject({ verdict: 'warn', says: expect.stringMatching(/^Not looked at/) })
    expect(findings.get('workspace')).toMatchObject({
      verdict: 'warn',
      says: expect.stringMatching(/^Not looked at/),
    })
    expect(findings.get('database')?.verdict).toBe('ok')
  })

  it('changes nothing: it only reads, no code is given to anybody, and no call carries a token', async () => {
    await doctor.find()
    const asked = (await doctor.entra('GET', '/requests')) as Record<string, string>[]
    expect(
      asked.map(({ method, path, grantType }) => `${method} ${grantType ?? path?.split('/').at(-1)}`).toSorted(),
    ).toEqual(['GET authorize', 'GET openid-configuration', 'POST client_credentials'])
    const calls = (await doctor.databricks('GET', '/requests')) as Record<string, string>[]
    expect(calls.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'GET /.well-known/databricks-config',
      'GET /aad/auth',
      'GET /api/2.0/preview/scim/v2/Me',
    ])
    expect(calls.filter(({ oid, upn }) => oid ?? upn)).toEqual([])
  })
})
