import { afterAll, beforeAll } from 'vitest'
import { startDatabricksEmulator } from '../../../emulators/databricks/server.ts'
import type { Emulator } from '../../../emulators/kit/emulator.ts'
import { type Emulated, emulated } from './emulated'
import { hostOf, listed, NOBODYS, namesEach, STRANGE_ID, TENANT_ID, type Wrong } from './wrong'

const ME = 'GET /api/2.0/preview/scim/v2/Me'

const doctor = emulated()
let ofOtherTenant: Emulator
beforeAll(async () => {
  const authorityHost = doctor.entraUrl()
  ofOtherTenant = await startDatabricksEmulator({ port: 0, authorityHost, tenantId: STRANGE_ID })
})
afterAll(() => ofOtherTenant.close())

const fault = (match: string, more: object) => (of: Emulated) => of.databricks('POST', '/faults', { match, ...more })

const WRONGS: readonly Wrong[] = [
  {
    what: 'a workspace that is not there',
    change: () => listed(doctor, 'DATABRICKS_HOST', NOBODYS),
    check: 'workspace',
    verdict: 'fail',
    says: /^http:\/\/127\.0\.0\.1:9 cannot be reached: nothing answers there\./,
    remedy: /Mend DATABRICKS_HOST/,
  },
  {
    what: 'something else in the workspace’s place',
    change: () => listed(doctor, 'DATABRICKS_HOST', hostOf(doctor.entraUrl())),
    check: 'workspace',
    verdict: 'fail',
    says: /answers \(status 404\), but not as a workspace does/,
    remedy: /Mend DATABRICKS_HOST/,
  },
  {
    what: 'the console of the account in place of a workspace',
    arrange: fault('GET /.well-known/databricks-config', { status: 200, body: { host_type: 'account' } }),
    check: 'workspace',
    verdict: 'fail',
    says: /is the console of the account, not a workspace/,
    remedy: /Mend DATABRICKS_HOST/,
  },
  {
    what: 'a workspace that keeps this machine out',
    arrange: fault(ME, {
      status: 403,
      body: { error_code: 'PERMISSION_DENIED', message: 'IP access list' },
    }),
    check: 'workspace',
    verdict: 'fail',
    says: /turns this machine away \(status 403\)/,
    remedy: /IP access list/,
  },
  {
    what: 'a workspace that is reached through Private Link alone',
    arrange: fault(ME, { status: 302, headers: { location: '/login.html?error=private-link-validation-error:1' } }),
    check: 'workspace',
    verdict: 'fail',
    says: /turns this machine away \(status 302\)/,
    remedy: /Private Link/,
  },
  {
    what: 'a workspace that fails for the moment',
    arrange: fault(ME, { status: 503 }),
    check: 'workspace',
    verdict: 'warn',
    says: /answers with status 503/,
    remedy: /Try again/,
  },
  {
    what: 'a workspace of another tenant',
    change: () => listed(doctor, 'DATABRICKS_HOST', hostOf(ofOtherTenant.url)),
    check: 'workspace tenant',
    verdict: 'fail',
    says: new RegExp(`belongs to tenant ${STRANGE_ID}; the portal signs people in at ${TENANT_ID}`),
    remedy: /Register the portal in the tenant of the workspace/,
  },
  {
    what: 'a workspace that names no tenant',
    arrange: fault('GET /aad/auth', { status: 404 }),
    check: 'workspace tenant',
    verdict: 'warn',
    says: /names none \(status 404\)/,
    remedy: /a token of another tenant is refused/,
  },
  {
    what: 'a clock ten minutes off the workspace’s',
    arrange: (of) => of.databricks('POST', '/clock', { advanceMs: -600_000 }),
    check: 'clock and workspace',
    verdict: 'fail',
    says: /^This machine is (599|600|601) s ahead\. Sign-ins and tokens fail/,
    remedy: /NTP/,
  },
]

namesEach(doctor, WRONGS)
