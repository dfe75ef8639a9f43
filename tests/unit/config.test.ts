import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '@/lib/config'

type Env = Record<string, string | undefined>

const SESSION_SECRET = 'q8Zr3vXw1Lk0TnYb7HcJm5PdSf2GaUe4'
const KEY = Buffer.alloc(32, 7).toString('base64')
const CLIENT_SECRET = 'kV~8Q.1xWm-Rt3Zp_7Ya'
const DATABASE_PASSWORD = 'hunter-of-lakes-42'

/** Settings of a portal at Microsoft's own cloud. */
const GOOD: Env = {
  NODE_ENV: 'production',
  NEXTAUTH_URL: 'https://portal.contoso.example',
  NEXTAUTH_SECRET: SESSION_SECRET,
  AZURE_TENANT_ID: '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60',
  AZURE_CLIENT_ID: 'b3e0a9d2-64c7-4f1b-8d25-97ce1f0a6b34',
  AZURE_CLIENT_SECRET: CLIENT_SECRET,
  DATABRICKS_HOST: 'https://adb-1234567890123456.7.azuredatabricks.net',
  DATABASE_URL: `postgres://lakeport:${DATABASE_PASSWORD}@database.contoso.example/lakeport`,
  LAKEPORT_KEY_RING: `k1:${KEY}`,
}
/** The same at the emulators, on one machine. */
const EMULATED: Env = {
  ...GOOD,
  NEXTAUTH_URL: 'http://localhost:3000',
  AZURE_AUTHORITY_HOST: 'http://127.0.0.1:4010',
  DATABRICKS_HOST: 'http://127.0.0.1:4020',
  LAKEPORT_ALLOWED_HOSTS: '127.0.0.1:4010, 127.0.0.1:4020',
  AZURE_CLIENT_SECRET: 'demo-only-client-secret-of-the-entra-emulator',
}

function problemsOf(env: Env): readonly string[] {
  try {
    readConfig(env)
    return []
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems
    throw thrown
  }
}

describe('what is read', () => {
  it('takes the settings of a portal at the real clouds, with every default', () => {
    expect(readConfig(GOOD)).toMatchObject({
      production: true,
      port: 3000,
      hostname: '0.0.0.0',
      origin: 'https://portal.contoso.example',
      authorityHost: 'https://login.microsoftonline.com',
      credential: { kind: 'secret', secret: CLIENT_SECRET },
      databricksResourceId: '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d',
      dataDir: '.data',
      allowedHosts: [],
      role: 'all',
      adminObjectIds: [],
      sessionIdleMs: 2 * 3_600_000,
      sessionAbsoluteMs: 12 * 3_600_000,
      trustedProxies: [],
    })
  })

  it('takes the settings of a portal at the emulators', () => {
    expect(readConfig(EMULATED)).toMatchObject({
      origin: 'http://localhost:3000',
      authorityHost: 'http://127.0.0.1:4010',
      databricksHost: 'http://127.0.0.1:4020',
      allowedHosts: ['127.0.0.1:4010', '127.0.0.1:4020'],
    })
  })

  it.each<[string, string, string, unknown]>([
    ['NEXTAUTH_URL', 'https://Portal.Contoso.Example:443/', 'origin', 'https://portal.contoso.example'],
    [
      'AZURE_AUTHORITY_HOST',
      'https://login.microsoftonline.us/',
      'authorityHost',
      'https://login.microsoftonline.us',
    ],
    ['DATABRICKS_HOST', 'adb-1.2.azuredatabricks.net', 'databricksHost', 'https://adb-1.2.azuredatabricks.net'],
    [
      'DATABRICKS_HOST',
      'https://adb-1.2.databricks.azure.cn/',
      'databricksHost',
      'https://adb-1.2.databricks.azure.cn',
    ],
    ['AZURE_TENANT_ID', ' 8F6D3C1A-2B7E-4D95-A0C4-5E9B7F213D60 ', 'tenantId', GOOD.AZURE_TENANT_ID],
    ['LAKEPORT_SESSION_IDLE_HOURS', '0.5', 'sessionIdleMs', 1_800_000],
    ['LAKEPORT_SESSION_MAX_HOURS', '24', 'sessionAbsoluteMs', 86_400_000],
    ['LAKEPORT_ADMINS', GOOD.AZURE_CLIENT_ID?.toUpperCase() ?? '', 'adminObjectIds', [GOOD.AZURE_CLIENT_ID]],
    ['LAKEPORT_ROLE', 'worker', 'role', 'worker'],
    ['LAKEPORT_KEEP_OUTPUTS_DAYS', '7', 'keepOutputsMs', 604_800_000],
    ['LAKEPORT_KEEP_RUNS_DAYS', '7', 'keepRunsMs', 604_800_000],
    ['LAKEPORT_KEEP_SIGN_INS_DAYS', '7', 'keepSignInsMs', 604_800_000],
    ['LAKEPORT_KEEP_NOTICES_DAYS', '7', 'keepNoticesMs', 604_800_000],
    ['LAKEPORT_KEEP_AUDIT_DAYS', '31', 'keepAuditMs', 2_678_400_000],
    [
      'LAKEPORT_TRUSTED_PROXIES',
      '10.1.0.0/16, 2001:DB8::/32,192.0.2.9',
      'trustedProxies',
      ['10.1.0.0/16', '2001:db8::/32', '192.0.2.9'],
    ],
    ['LAKEPORT_ALLOWED_NETWORKS', '10.1.0.0/16, FD12::/32', 'allowedNetworks', ['10.1.0.0/16', 'fd12::/32']],
    ['LAKEPORT_CALLS_PER_SECOND', '30', 'callsPerSecond', 30],
    ['LAKEPORT_METRICS_TOKEN', SESSION_SECRET, 'metricsToken', SESSION_SECRET],
    ['LAKEPORT_METRICS_TOKEN', '', 'metricsToken', undefined],
    ['PORT', '8080', 'port', 8080],
    ['DATABASE_URL', '', 'databaseUrl', undefined],
  ])('%s=%s', (name, value, field, expected) => {
    expect(readConfig({ ...GOOD, [name]: value })).toHaveProperty(field, expected)
  })

  it('takes a certificate or a federated token in place of the secret', () => {
    const { AZURE_CLIENT_SECRET: _, ...rest } = GOOD
    expect(readConfig({ ...rest, AZURE_CLIENT_CERTIFICATE_PATH: '/run/portal.pem' }).credential).toEqual({
      kind: 'certificate',
      path: '/run/portal.pem',
    })
    expect(readConfig({ ...rest, AZURE_FEDERATED_TOKEN_FILE: '/run/token' }).credential).toEqual({
      kind: 'federated',
      path: '/run/token',
    })
  })

  const MAIL = { LAKEPORT_SMTP_HOST: 'smtp.contoso.example', LAKEPORT_MAIL_FROM: 'lakeport@contoso.example' }

  it('takes a mail server, which is spoken to over TLS', () => {
    expect(readConfig(GOOD).mail).toBeUndefined()
    expect(readConfig({ ...GOOD, ...MAIL }).mail).toMatchObject({ port: 587, tls: 'starttls', user: undefined })
    expect(readConfig({ ...GOOD, ...MAIL, LAKEPORT_SMTP_TLS: 'implicit' }).mail).toMatchObject({ port: 465 })
  })

  it.each([
    ['LAKEPORT_SMTP_TLS', 'none'],
    ['LAKEPORT_SMTP_TLS', 'maybe'],
    ['LAKEPORT_SMTP_USER', 'lakeport'],
    ['LAKEPORT_SMTP_PASSWORD', 'p4ss~canary'],
    ['LAKEPORT_MAIL_FROM', ''],
    ['LAKEPORT_MAIL_FROM', 'a@contoso.example\r\nBcc: b@contoso.example'],
    ['LAKEPORT_SMTP_HOST', 'smtp.contoso.example/x'],
    ['LAKEPORT_SMTP_PORT', '0'],
  ])('does not start with a mail server and %s=%j, and says no secret (OPS-1)', (name, value) => {
    const wrong = () => readConfig({ ...GOOD, ...MAIL, [name]: value })
    expect(wrong).toThrow(/LAKEPORT_(SMTP|MAIL)_/)
    expect(wrong).not.toThrow(/canary/)
  })

  it('takes a next credential beside the first, and the days on which secrets end (AUTH-8)', () => {
    const days = { AZURE_CLIENT_SECRET_EXPIRES: '2027-01-31', AZURE_CLIENT_SECRET_NEXT_EXPIRES: '2027-07-31' }
    expect(readConfig({ ...GOOD, ...days, AZURE_CLIENT_SECRET_NEXT: 'a~nother.One' })).toMatchObject({
      credential: { kind: 'secret', expiresAt: new Date('2027-01-31T00:00:00Z') },
      nextCredential: { kind: 'secret', secret: 'a~nother.One', expiresAt: new Date('2027-07-31T00:00:00Z') },
      credentialWarningMs: 30 * 24 * 3_600_000,
    })
    expect(readConfig({ ...GOOD, AZURE_CLIENT_CERTIFICATE_PATH_NEXT: '/run/next.pem' }).nextCredential).toEqual({
      kind: 'certificate',
      path: '/run/next.pem',
    })
    expect(readConfig(GOOD).nextCredential).toBeUndefined()
  })

  it.each([
    'postgres:///lakeport?host=/run/postgresql&user=lakeport',
    'postgres://lakeport@127.0.0.1/lakeport',
    'postgres://lakeport@db.contoso.example/lakeport?sslcert=/run/client.pem',
    'postgresql://lakeport:100%25sure@db.contoso.example/lakeport',
    'postgres://lakeport@db.contoso.example/lakeport?password=a-good-one',
  ])('OPS-1: production takes the database at %s', (url) => {
    expect(problemsOf({ ...GOOD, DATABASE_URL: url })).toEqual([])
  })
})

describe('what stops a start', () => {
  const EMULATOR_AT_LARGE = { AZURE_AUTHORITY_HOST: 'https://login.contoso.example' }

  it.each<[string, Env, RegExp]>([
    ['no origin', { NEXTAUTH_URL: '' }, /^NEXTAUTH_URL is missing/],
    ['an origin that is none', { NEXTAUTH_URL: 'portal' }, /^NEXTAUTH_URL must be an origin/],
    [
      'an origin with a path',
      { NEXTAUTH_URL: 'https://portal.contoso.example/x' },
      /^NEXTAUTH_URL must be an origin/,
    ],
    ['an origin with a person', { NEXTAUTH_URL: 'https://me@portal.contoso.example' }, /^NEXTAUTH_URL must be/],
    ['another scheme', { NEXTAUTH_URL: 'ftp://portal.contoso.example' }, /^NEXTAUTH_URL must be an origin/],
    ['http off loopback', { NEXTAUTH_URL: 'http://portal.contoso.example' }, /^NEXTAUTH_URL must be https/],
    ['http to what only looks like loopback', { NEXTAUTH_URL: 'http://127.0.0.1.contoso.example' }, /must be https/],
    ['no session secret', { NEXTAUTH_SECRET: undefined }, /^NEXTAUTH_SECRET is missing/],
    ['a blank session secret', { NEXTAUTH_SECRET: '   ' }, /^NEXTAUTH_SECRET is missing/],
    ['a session secret of 31 bytes', { NEXTAUTH_SECRET: SESSION_SECRET.slice(1) }, /^NEXTAUTH_SECRET is too short/],
    ['a sample secret', { NEXTAUTH_SECRET: 'change-me-change-me-change-me-1234' }, /^NEXTAUTH_SECRET is a sample/],
    ['one letter over and over', { NEXTAUTH_SECRET: 'a'.repeat(44) }, /^NEXTAUTH_SECRET is a sample/],
    ['no key ring', { LAKEPORT_KEY_RING: undefined }, /^LAKEPORT_KEY_RING is missing/],
    ['a key without its id', { LAKEPORT_KEY_RING: KEY }, /^LAKEPORT_KEY_RING is neither a file/],
    ['a key that is too short', { LAKEPORT_KEY_RING: 'k1:c2hvcnQ=' }, /^LAKEPORT_KEY_RING entry 1 .* has 5 bytes/],
    [
      'an emulator that is not listed',
      { AZURE_AUTHORITY_HOST: 'http://127.0.0.1:4010' },
      /list 127\.0\.0\.1:4010 in/,
    ],
    ['a foreign authority', EMULATOR_AT_LARGE, /^AZURE_AUTHORITY_HOST is not Microsoft's/],
    [
      'a listed authority without TLS',
      { AZURE_AUTHORITY_HOST: 'http://login.contoso.example', LAKEPORT_ALLOWED_HOSTS: 'login.contoso.example' },
      /^AZURE_AUTHORITY_HOST must be https/,
    ],
    [
      'an authority with a path',
      { AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.com/x' },
      /must be an origin/,
    ],
    [
      'a look-alike',
      { AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.com.contoso.example' },
      /not Microsoft's/,
    ],
    [
      'no client credential',
      { AZURE_CLIENT_SECRET: '' },
      /^No client credential is set: set one of AZURE_CLIENT_SECRET/,
    ],
    [
      'two credentials',
      { AZURE_FEDERATED_TOKEN_FILE: '/run/token' },
      /^Exactly one client credential is allowed, but/,
    ],
    [
      'the sample secret at Microsoft',
      { AZURE_CLIENT_SECRET: EMULATED.AZURE_CLIENT_SECRET },
      /^AZURE_CLIENT_SECRET is a/,
    ],
    [
      'two next credentials',
      { AZURE_CLIENT_SECRET_NEXT: 'a~nother.One', AZURE_CLIENT_CERTIFICATE_PATH_NEXT: '/run/next.pem' },
      /^At most one of AZURE_CLIENT_SECRET_NEXT and AZURE_CLIENT_CERTIFICATE_PATH_NEXT/,
    ],
    ['a next secret that is a sample', { AZURE_CLIENT_SECRET_NEXT: 'change-me' }, /^AZURE_CLIENT_SECRET_NEXT is a/],
    ['an end in words', { AZURE_CLIENT_SECRET_EXPIRES: 'next year' }, /^AZURE_CLIENT_SECRET_EXPIRES takes a day/],
    ['a day that is none', { AZURE_CLIENT_SECRET_EXPIRES: '2027-13-01' }, /^AZURE_CLIENT_SECRET_EXPIRES takes a day/],
    ['a warning of no days', { LAKEPORT_CREDENTIAL_WARNING_DAYS: '0' }, /^LAKEPORT_CREDENTIAL_WARNING_DAYS takes/],
    ['roles that are good for a day', { LAKEPORT_ROLES_GOOD_MINUTES: '1440' }, /^LAKEPORT_ROLES_GOOD_MINUTES takes/],
    ['tokens that are kept for a month', { LAKEPORT_KEEP_TOKENS_HOURS: '720' }, /^LAKEPORT_KEEP_TOKENS_HOURS takes/],
    ['no client id', { AZURE_CLIENT_ID: '' }, /^AZURE_CLIENT_ID is missing/],
    ['a client id that is a name', { AZURE_CLIENT_ID: 'lakeport' }, /^AZURE_CLIENT_ID must be the GUID/],
    ['no workspace', { DATABRICKS_HOST: '' }, /^DATABRICKS_HOST is missing/],
    ['a workspace elsewhere', { DATABRICKS_HOST: 'https://adb.contoso.example' }, /^DATABRICKS_HOST is no workspace/],
    [
      'a workspace with a path',
      { DATABRICKS_HOST: `${GOOD.DATABRICKS_HOST}/jobs` },
      /^DATABRICKS_HOST is no workspace/,
    ],
    ['a workspace without TLS', { DATABRICKS_HOST: 'http://adb-1.2.azuredatabricks.net' }, /^DATABRICKS_HOST is no/],
    ['a resource that is a name', { DATABRICKS_RESOURCE_ID: 'databricks' }, /^DATABRICKS_RESOURCE_ID must be a GUID/],
    [
      'a default password',
      { DATABASE_URL: 'postgres://a:postgres@db.contoso.example/a' },
      /^DATABASE_URL has an empty or/,
    ],
    [
      'a default password in capitals',
      { DATABASE_URL: 'postgres://a:Admin@db.contoso.example/a' },
      /^DATABASE_URL has/,
    ],
    ['no password', { DATABASE_URL: 'postgres://a@db.contoso.example/a' }, /^DATABASE_URL has an empty or/],
    [
      'a default one in the query',
      { DATABASE_URL: 'postgres://db.contoso.example/a?password=root' },
      /^DATABASE_URL has/,
    ],
    ['another database', { DATABASE_URL: 'mysql://a:b@db.contoso.example/a' }, /^DATABASE_URL must be a URL/],
    ['debug lines of next-auth', { NEXTAUTH_DEBUG: '1' }, /^NEXTAUTH_DEBUG is set/],
    ['debug lines of Node', { NODE_DEBUG: 'http,undici' }, /^NODE_DEBUG is set/],
    ['the inspector', { NODE_OPTIONS: '--inspect=0.0.0.0' }, /^NODE_OPTIONS opens the inspector/],
    ['TLS without checks', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /^NODE_TLS_REJECT_UNAUTHORIZED=0 lets/],
    ['an unknown role', { LAKEPORT_ROLE: 'master' }, /^LAKEPORT_ROLE takes web, worker or all/],
    ['a web process alone', { LAKEPORT_ROLE: 'web', DATABASE_URL: '' }, /^LAKEPORT_ROLE=web needs DATABASE_URL/],
    [
      'the console of an account that is not listed',
      { DATABRICKS_ACCOUNT_HOST: 'https://accounts.contoso.example' },
      /^DATABRICKS_ACCOUNT_HOST is no host that may be called/,
    ],
    [
      'a wildcard among the hosts',
      { LAKEPORT_ALLOWED_HOSTS: '*.contoso.example' },
      /^LAKEPORT_ALLOWED_HOSTS takes exact/,
    ],
    [
      'a URL among the hosts',
      { LAKEPORT_ALLOWED_HOSTS: 'https://x.contoso.example' },
      /^LAKEPORT_ALLOWED_HOSTS takes/,
    ],
    ['an admin by name', { LAKEPORT_ADMINS: 'admin@contoso.example' }, /^LAKEPORT_ADMINS takes Entra object ids/],
    ['a network by name', { LAKEPORT_ALLOWED_NETWORKS: 'vnet.contoso.example' }, /^LAKEPORT_ALLOWED_NETWORKS takes/],
    [
      'loopback as a network (OUT-2)',
      { LAKEPORT_ALLOWED_NETWORKS: '127.0.0.0/8' },
      /^LAKEPORT_ALLOWED_NETWORKS takes/,
    ],
    ['metadata as a network (OUT-2)', { LAKEPORT_ALLOWED_NETWORKS: '169.254.0.0/16' }, /^LAKEPORT_ALLOWED_NETWORKS/],
    ['the wire server (OUT-2)', { LAKEPORT_ALLOWED_NETWORKS: '168.63.129.16' }, /^LAKEPORT_ALLOWED_NETWORKS takes/],
    ['everything as a network (OUT-2)', { LAKEPORT_ALLOWED_NETWORKS: '0.0.0.0/0' }, /^LAKEPORT_ALLOWED_NETWORKS/],
    ['a public network', { LAKEPORT_ALLOWED_NETWORKS: '20.42.0.0/16' }, /^LAKEPORT_ALLOWED_NETWORKS takes/],
    ['a proxy by name', { LAKEPORT_TRUSTED_PROXIES: 'proxy.contoso.example' }, /^LAKEPORT_TRUSTED_PROXIES takes/],
    ['everybody as a proxy', { LAKEPORT_TRUSTED_PROXIES: '0.0.0.0/0' }, /^LAKEPORT_TRUSTED_PROXIES takes/],
    ['everybody with IPv6 as a proxy', { LAKEPORT_TRUSTED_PROXIES: '::/0' }, /^LAKEPORT_TRUSTED_PROXIES takes/],
    ['a network of too many bits', { LAKEPORT_TRUSTED_PROXIES: '10.0.0.0/33' }, /^LAKEPORT_TRUSTED_PROXIES takes/],
    ['a network without bits', { LAKEPORT_TRUSTED_PROXIES: '10.0.0.0/' }, /^LAKEPORT_TRUSTED_PROXIES takes/],
    ['an idle time of nothing', { LAKEPORT_SESSION_IDLE_HOURS: '0' }, /^LAKEPORT_SESSION_IDLE_HOURS takes a number/],
    ['a session of a week', { LAKEPORT_SESSION_MAX_HOURS: '168' }, /^LAKEPORT_SESSION_MAX_HOURS takes a number/],
    [
      'an audit log of a month',
      { LAKEPORT_KEEP_AUDIT_DAYS: '30' },
      /^LAKEPORT_KEEP_AUDIT_DAYS takes a number from 31/,
    ],
    ['runs that are not kept', { LAKEPORT_KEEP_RUNS_DAYS: '0' }, /^LAKEPORT_KEEP_RUNS_DAYS takes a number from 1/],
    ['hours in words', { LAKEPORT_SESSION_MAX_HOURS: 'two' }, /^LAKEPORT_SESSION_MAX_HOURS takes a number/],
    ['a short token of the metrics', { LAKEPORT_METRICS_TOKEN: 'q8Zr3vXw1Lk0' }, /^LAKEPORT_METRICS_TOKEN takes 32/],
    [
      'a token of the metrics with blanks',
      { LAKEPORT_METRICS_TOKEN: 'q8Zr3vXw1Lk0TnYb 7HcJm5PdSf2GaUe4' },
      /^LAKEPORT_METRICS_TOKEN takes 32/,
    ],
    ['a sample as token of the metrics', { LAKEPORT_METRICS_TOKEN: 'x'.repeat(40) }, /^LAKEPORT_METRICS_TOKEN takes/],
    ['a port out of range', { PORT: '70000' }, /^PORT takes a number from 1 to 65535/],
  ])('OPS-1: %s', (_case, change, line) => {
    expect(problemsOf({ ...GOOD, ...change })).toEqual([expect.stringMatching(line)])
  })

  it.each(['common', 'organizations', 'consumers', '*', 'contoso.example', '9188040d-6c67-4c5b-b112-36a304b66dad'])(
    'AUTH-2: the tenant %s',
    (tenant) => {
      expect(problemsOf({ ...GOOD, AZURE_TENANT_ID: tenant })).toEqual([
        expect.stringMatching(/^AZURE_TENANT_ID must be the GUID of one tenant/),
      ])
    },
  )

  it('AUTH-2: an empty tenant', () => {
    expect(problemsOf({ ...GOOD, AZURE_TENANT_ID: '' })).toEqual([
      expect.stringMatching(/^AZURE_TENANT_ID is missing/),
    ])
  })

  it('OPS-1: names everything that is wrong at once', () => {
    const lines = problemsOf({ NODE_ENV: 'production' })
    for (const name of [
      'NEXTAUTH_URL',
      'NEXTAUTH_SECRET',
      'AZURE_TENANT_ID',
      'AZURE_CLIENT_ID',
      'AZURE_CLIENT_SECRET',
      'DATABRICKS_HOST',
      'LAKEPORT_KEY_RING',
    ]) {
      expect(lines.filter((line) => line.includes(name))).toHaveLength(1)
    }
    expect(lines).toHaveLength(7)
  })

  it('OPS-1: no line holds a secret, and each is one line', () => {
    const lines = problemsOf({
      ...GOOD,
      NEXTAUTH_SECRET: 'short-secret-value',
      AZURE_CLIENT_SECRET: 'sample-client-secret-value',
      LAKEPORT_KEY_RING: 'k1:key-material-that-is-too-short',
      DATABASE_URL: 'mysql://lakeport:database-password@db.contoso.example/a',
      NEXTAUTH_URL: 'https://person:url-password@portal.contoso.example',
      AZURE_AUTHORITY_HOST: 'https://person:authority-password@login.contoso.example',
      DATABRICKS_HOST: 'https://token:workspace-password@adb-1.2.azuredatabricks.net',
    })
    expect(lines).toHaveLength(6)
    for (const line of lines) {
      expect(line).not.toMatch(/short-secret|sample-client|key-material|-password@|-password\b/)
      expect(line).not.toContain('\n')
    }
  })

  it('is milder outside production, where nobody else is served', () => {
    const mild = { ...GOOD, NODE_ENV: 'development', NEXTAUTH_SECRET: 'short', NEXTAUTH_DEBUG: '1' }
    expect(problemsOf(mild)).toEqual([])
    expect(problemsOf({ ...GOOD, NODE_ENV: 'development', AZURE_TENANT_ID: 'common' })).toHaveLength(1)
  })
})

describe('a key ring in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lakeport-config-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is read from there, and a bad one stops the start without a word of what it holds', () => {
    const path = join(folder, 'ring')
    writeFileSync(path, `# 2026\nk1:${KEY}\n`)
    expect(problemsOf({ ...GOOD, LAKEPORT_KEY_RING: path })).toEqual([])
    writeFileSync(path, 'the-whole-secret-on-a-line')
    const [line, ...more] = problemsOf({ ...GOOD, LAKEPORT_KEY_RING: path })
    expect(line).toMatch(/^LAKEPORT_KEY_RING entry 1 is not id:key/)
    expect(line).not.toContain('the-whole-secret')
    expect(more).toEqual([])
  })
})
