import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Verdict } from '@/lib/doctor/finding'
import { startDatabricksEmulator } from '../../../emulators/databricks/server.ts'
import { selfSignedCertificate } from '../../../emulators/entra/certificate.ts'
import type { Emulator } from '../../../emulators/kit/emulator.ts'
import { type Emulated, emulated, type Settings } from './emulated'

const STRANGE_ID = '5d1c7e0a-93f2-4b68-8a47-0e6d2b9c3f15'
const CLIENT_ID = 'b3e0a9d2-64c7-4f1b-8d25-97ce1f0a6b34'
const TENANT_ID = '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'
const DISCOVERY = `GET /${TENANT_ID}/v2.0/.well-known/openid-configuration`
const AUTHORIZE = `GET /${TENANT_ID}/oauth2/v2.0/authorize`
const ME = 'GET /api/2.0/preview/scim/v2/Me'
const WRONG_SECRET = 'Kestrel-71-plumage'
const NOBODYS = '127.0.0.1:9'

const doctor = emulated()
const folder = mkdtempSync(join(tmpdir(), 'lakeport-doctor-files-'))
let ofOtherTenant: Emulator
beforeAll(async () => {
  ofOtherTenant = await startDatabricksEmulator({
    port: 0,
    authorityHost: doctor.entraUrl(),
    tenantId: STRANGE_ID,
  })
})
afterAll(async () => {
  await ofOtherTenant.close()
  rmSync(folder, { recursive: true, force: true })
})

const registration = (change: object) => (of: Emulated) => of.entra('POST', `/apps/${CLIENT_ID}`, change)
const entraFault = (match: string, more: object) => (of: Emulated) => of.entra('POST', '/faults', { match, ...more })
const workspaceFault = (match: string, more: object) => (of: Emulated) =>
  of.databricks('POST', '/faults', { match, ...more })
const listed = (name: string, host: string): Settings => ({
  [name]: `http://${host}`,
  LAKEPORT_ALLOWED_HOSTS: [host, hostOf(doctor.entraUrl()), hostOf(doctor.databricksUrl())].join(),
})
const hostOf = (url: string) => new URL(url).host
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const nothing = async () => undefined

interface Case {
  readonly what: string
  readonly arrange?: (of: Emulated) => Promise<unknown>
  readonly change?: () => Settings
  readonly check: string
  readonly verdict: Verdict
  readonly says: RegExp
  readonly remedy: RegExp
}

const CASES: readonly Case[] = [
  {
    what: 'an authority that is not there',
    change: () => listed('AZURE_AUTHORITY_HOST', NOBODYS),
    check: 'authority',
    verdict: 'fail',
    says: /^http:\/\/127\.0\.0\.1:9 cannot be reached: nothing answers there\./,
    remedy: /mend AZURE_AUTHORITY_HOST/,
  },
  {
    what: 'something else in the authority’s place',
    change: () => listed('AZURE_AUTHORITY_HOST', hostOf(doctor.databricksUrl())),
    check: 'authority',
    verdict: 'fail',
    says: /answers \(status 404\), but not as Entra ID does/,
    remedy: /Mend AZURE_AUTHORITY_HOST/,
  },
  {
    what: 'an authority that fails for the moment',
    arrange: entraFault(DISCOVERY, { status: 503 }),
    check: 'authority',
    verdict: 'warn',
    says: /answers with status 503/,
    remedy: /Try again/,
  },
  {
    what: 'an authority that speaks for another tenant',
    arrange: entraFault(DISCOVERY, { status: 200, body: { issuer: 'https://login.contoso.example/other/v2.0' } }),
    check: 'authority',
    verdict: 'fail',
    says: /^It names another issuer, https:\/\/login\.contoso\.example\/other\/v2\.0 in place of /,
    remedy: /Set AZURE_AUTHORITY_HOST and AZURE_TENANT_ID/,
  },
  {
    what: 'a tenant that there is not',
    change: () => ({ AZURE_TENANT_ID: STRANGE_ID }),
    check: 'authority',
    verdict: 'fail',
    says: /^AADSTS90002: Entra ID knows no such tenant\./,
    remedy: /Compare AZURE_TENANT_ID/,
  },
  {
    what: 'an application that there is not',
    change: () => ({ AZURE_CLIENT_ID: STRANGE_ID }),
    check: 'redirect URI',
    verdict: 'fail',
    says: /^AADSTS700016: The tenant has no such application/,
    remedy: /Compare AZURE_TENANT_ID and AZURE_CLIENT_ID/,
  },
  {
    what: 'a redirect URI that is not registered',
    arrange: registration({ redirectUris: ['https://other.contoso.example/api/auth/callback/azure-ad'] }),
    check: 'redirect URI',
    verdict: 'fail',
    says: /^AADSTS50011: The app registration does not have the redirect URI/,
    remedy: /^Add exactly http:\/\/localhost:9\/api\/auth\/callback\/azure-ad to the app registration/,
  },
  {
    what: 'a page of Entra ID that says nothing',
    arrange: entraFault(AUTHORIZE, { status: 200, body: '<html>Working…</html>' }),
    check: 'redirect URI',
    verdict: 'warn',
    says: /^Not known: Entra ID shows a page \(status 200\) without a number/,
    remedy: /Sign in with a browser/,
  },
  {
    what: 'an answer that leads to another address than ours',
    arrange: entraFault(AUTHORIZE, {
      status: 302,
      headers: { location: 'http://localhost:9/api/auth/callback/azure-admin?error=login_required' },
    }),
    check: 'redirect URI',
    verdict: 'warn',
    says: /^Not known/,
    remedy: /register http:\/\/localhost:9\/api\/auth\/callback\/azure-ad\./,
  },
  {
    what: 'a wrong client secret',
    change: () => ({ AZURE_CLIENT_SECRET: WRONG_SECRET }),
    check: 'client credential',
    verdict: 'fail',
    says: /^AADSTS7000215: The client secret is wrong\./,
    remedy: /put its value, not its id, into AZURE_CLIENT_SECRET/,
  },
  {
    what: 'a client secret that has expired',
    arrange: registration({ secretExpired: true }),
    check: 'client credential',
    verdict: 'fail',
    says: /^AADSTS7000222: The client secret has expired\./,
    remedy: /Make a new secret/,
  },
  {
    what: 'a client secret that ends soon',
    change: () => ({ AZURE_CLIENT_SECRET_EXPIRES: inDays(10) }),
    check: 'client credential',
    verdict: 'warn',
    says: /^Entra ID takes the secret, which ends on \d{4}-\d\d-\d\d, in 10 days\./,
    remedy: /Put the next one beside it/,
  },
  {
    what: 'a client secret that is refused while the next one is taken',
    change: () => ({
      AZURE_CLIENT_SECRET: WRONG_SECRET,
      AZURE_CLIENT_SECRET_NEXT: doctor.settings().AZURE_CLIENT_SECRET ?? '',
    }),
    check: 'client credential',
    verdict: 'warn',
    says: /^AADSTS7000215: The client secret is wrong\. The other one works\./,
    remedy: /Make a new secret/,
  },
  {
    what: 'a certificate that nobody has uploaded',
    change: () => certificateSettings(),
    check: 'client credential',
    verdict: 'fail',
    says: /^AADSTS700027: The certificate is not one of the app registration\./,
    remedy: /Upload the certificate/,
  },
  {
    what: 'a certificate whose file is not there',
    change: () => ({ AZURE_CLIENT_SECRET: '', AZURE_CLIENT_CERTIFICATE_PATH: join(folder, 'none.pem') }),
    check: 'client credential',
    verdict: 'fail',
    says: /file cannot be read/,
    remedy: /Give the portal a file that it may read/,
  },
  {
    what: 'a permission that the registration does not list',
    arrange: registration({ permissions: [] }),
    check: 'consent',
    verdict: 'fail',
    says: /^AADSTS650057: The app registration does not list the permission for Azure Databricks/,
    remedy: /AzureDatabricks, delegated, user_impersonation/,
  },
  {
    what: 'a resource that the tenant does not know',
    change: () => ({ DATABRICKS_RESOURCE_ID: STRANGE_ID }),
    check: 'consent',
    verdict: 'fail',
    says: /^AADSTS500011: The tenant does not know the resource/,
    remedy: new RegExp(`Compare DATABRICKS_RESOURCE_ID \\(${STRANGE_ID}\\) with 2ff814a6-`),
  },
  {
    what: 'a workspace that is not there',
    change: () => listed('DATABRICKS_HOST', NOBODYS),
    check: 'workspace',
    verdict: 'fail',
    says: /^http:\/\/127\.0\.0\.1:9 cannot be reached: nothing answers there\./,
    remedy: /Mend DATABRICKS_HOST/,
  },
  {
    what: 'something else in the workspace’s place',
    change: () => listed('DATABRICKS_HOST', hostOf(doctor.entraUrl())),
    check: 'workspace',
    verdict: 'fail',
    says: /answers \(status 404\), but not as a workspace does/,
    remedy: /Mend DATABRICKS_HOST/,
  },
  {
    what: 'the console of the account in place of a workspace',
    arrange: workspaceFault('GET /.well-known/databricks-config', { status: 200, body: { host_type: 'account' } }),
    check: 'workspace',
    verdict: 'fail',
    says: /is the console of the account, not a workspace/,
    remedy: /Mend DATABRICKS_HOST/,
  },
  {
    what: 'a workspace that keeps this machine out',
    arrange: workspaceFault(ME, {
      status: 403,
      body: { error_code: 'PERMISSION_DENIED', message: 'IP access list' },
    }),
    check: 'workspace',
    verdict: 'fail',
    says: /turns this machine away \(status 403\)/,
    remedy: /IP access list/,
  },
  {
    what: 'a workspace that fails for the moment',
    arrange: workspaceFault(ME, { status: 503 }),
    check: 'workspace',
    verdict: 'warn',
    says: /answers with status 503/,
    remedy: /Try again/,
  },
  {
    what: 'a workspace of another tenant',
    change: () => listed('DATABRICKS_HOST', hostOf(ofOtherTenant.url)),
    check: 'workspace tenant',
    verdict: 'fail',
    says: new RegExp(`belongs to tenant ${STRANGE_ID}; the portal signs people in at ${TENANT_ID}`),
    remedy: /Register the portal in the tenant of the workspace/,
  },
  {
    what: 'a workspace that names no tenant',
    arrange: workspaceFault('GET /aad/auth', { status: 404 }),
    check: 'workspace tenant',
    verdict: 'warn',
    says: /names none \(status 404\)/,
    remedy: /a token of another tenant is refused/,
  },
  {
    what: 'a clock two minutes off Entra’s',
    arrange: (of) => of.entra('POST', '/clock', { advanceMs: 120_000 }),
    check: 'clock and Entra ID',
    verdict: 'warn',
    says: /^This machine is 1(19|20|21) s behind\./,
    remedy: /NTP/,
  },
  {
    what: 'a clock ten minutes off the workspace’s',
    arrange: (of) => of.databricks('POST', '/clock', { advanceMs: -600_000 }),
    check: 'clock and workspace',
    verdict: 'fail',
    says: /^This machine is (599|600|601) s ahead\. Sign-ins and tokens fail/,
    remedy: /NTP/,
  },
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
]

function certificateSettings(): Settings {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const body = selfSignedCertificate(privateKey, 'portal', 1).toString('base64').replace(/.{64}/g, '$&\n')
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const path = join(folder, 'portal.pem')
  writeFileSync(path, `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n${key}`)
  return { AZURE_CLIENT_SECRET: '', AZURE_CLIENT_CERTIFICATE_PATH: path }
}

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

  it.each(CASES)('names $what, and says what to do', async ({ arrange = nothing, change, check, ...wanted }) => {
    await arrange(doctor)
    const found = (await doctor.find(change?.())).get(check)
    expect(found).toEqual({
      check,
      verdict: wanted.verdict,
      says: expect.stringMatching(wanted.says),
      remedy: expect.stringMatching(wanted.remedy),
    })
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
