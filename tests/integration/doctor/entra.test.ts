import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { selfSignedCertificate } from '../../../emulators/entra/certificate.ts'
import { type Emulated, emulated, type Settings } from './emulated'
import { hostOf, listed, NOBODYS, namesEach, STRANGE_ID, TENANT_ID, type Wrong } from './wrong'

const CLIENT_ID = 'b3e0a9d2-64c7-4f1b-8d25-97ce1f0a6b34'
const DISCOVERY = `GET /${TENANT_ID}/v2.0/.well-known/openid-configuration`
const AUTHORIZE = `GET /${TENANT_ID}/oauth2/v2.0/authorize`
const WRONG_SECRET = 'Kestrel-71-plumage'

const doctor = emulated()
const folder = mkdtempSync(join(tmpdir(), 'lakeport-doctor-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const registration = (change: object) => (of: Emulated) => of.entra('POST', `/apps/${CLIENT_ID}`, change)
const fault = (match: string, more: object) => (of: Emulated) => of.entra('POST', '/faults', { match, ...more })
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

const WRONGS: readonly Wrong[] = [
  {
    what: 'an authority that is not there',
    change: () => listed(doctor, 'AZURE_AUTHORITY_HOST', NOBODYS),
    check: 'authority',
    verdict: 'fail',
    says: /^http:\/\/127\.0\.0\.1:9 cannot be reached: nothing answers there\./,
    remedy: /mend AZURE_AUTHORITY_HOST/,
  },
  {
    what: 'something else in the authority’s place',
    change: () => listed(doctor, 'AZURE_AUTHORITY_HOST', hostOf(doctor.databricksUrl())),
    check: 'authority',
    verdict: 'fail',
    says: /answers \(status 404\), but not as Entra ID does/,
    remedy: /Mend AZURE_AUTHORITY_HOST/,
  },
  {
    what: 'an authority that fails for the moment',
    arrange: fault(DISCOVERY, { status: 503 }),
    check: 'authority',
    verdict: 'warn',
    says: /answers with status 503/,
    remedy: /Try again/,
  },
  {
    what: 'an authority that speaks for another tenant',
    arrange: fault(DISCOVERY, { status: 200, body: { issuer: 'https://login.contoso.example/other/v2.0' } }),
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
    arrange: fault(AUTHORIZE, { status: 200, body: '<html>Working…</html>' }),
    check: 'redirect URI',
    verdict: 'warn',
    says: /^Not known: Entra ID shows a page \(status 200\) without a number/,
    remedy: /Sign in with a browser/,
  },
  {
    what: 'an answer that leads to another address than ours',
    arrange: fault(AUTHORIZE, {
      status: 302,
      headers: { location: 'http://localhost:9/api/auth/callback/azure-admin?error=login_required' },
    }),
    check: 'redirect URI',
    verdict: 'warn',
    says: /^Not known/,
    remedy: /register http:\/\/localhost:9\/api\/auth\/callback\/azure-ad\./,
  },
  {
    what: 'people who are refused for want of consent, whatever else the answer holds',
    arrange: fault(AUTHORIZE, {
      status: 302,
      headers: {
        location:
          'http://localhost:9/api/auth/callback/azure-ad?x=%E0%A4%A&error=consent_required&error_description=AADSTS65001%3A+no',
      },
    }),
    check: 'consent',
    verdict: 'fail',
    says: /^AADSTS65001: Nobody has consented/,
    remedy: /Grant admin consent/,
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
    what: 'a clock two minutes off Entra’s',
    arrange: (of) => of.entra('POST', '/clock', { advanceMs: 120_000 }),
    check: 'clock and Entra ID',
    verdict: 'warn',
    says: /^This machine is 1(19|20|21) s behind\./,
    remedy: /NTP/,
  },
]

namesEach(doctor, WRONGS)

function certificateSettings(): Settings {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const body = selfSignedCertificate(privateKey, 'portal', 1).toString('base64').replace(/.{64}/g, '$&\n')
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
  const path = join(folder, 'portal.pem')
  writeFileSync(path, `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n${key}`)
  return { AZURE_CLIENT_SECRET: '', AZURE_CLIENT_CERTIFICATE_PATH: path }
}
