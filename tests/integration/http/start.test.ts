import { describe, expect, it } from 'vitest'
import { readConfig } from '@/lib/config'
import { inParallel } from '@/lib/in-parallel'
import { runCommand, type Said } from '@/tests/support/commands'
import { newSecrets, portalSettings } from '../../../emulators/portal-settings.mjs'

const LONG_MS = 120_000
const AT_ONCE = 2
/** Nobody's ports: nothing may get as far as listening, or as calling anybody. */
const GOOD: Env = { ...portalSettings({ portal: 1, entra: 2, databricks: 3 }), ...newSecrets() }
const AT_MICROSOFT = { AZURE_AUTHORITY_HOST: '', AZURE_CLIENT_SECRET: 'kV~8Q.1xWm-Rt3Zp_7Ya' }
const SECRET = 'Kestrel-71-plumage'

type Env = Readonly<Record<string, string>>
type Case = readonly [what: string, change: Env, line: RegExp]

/** What production must not start with, and the one line that it says: the setting, what is wrong, what to do. */
const CASES: readonly Case[] = [
  ['no session secret', { NEXTAUTH_SECRET: '' }, /^NEXTAUTH_SECRET is missing: .*openssl rand -base64 32/],
  ['a session secret of 18 bytes', { NEXTAUTH_SECRET: SECRET }, /^NEXTAUTH_SECRET is too short: 32 random bytes/],
  [
    'a sample session secret',
    { NEXTAUTH_SECRET: `change-me-${SECRET}-change-me` },
    /^NEXTAUTH_SECRET is a sample value: make one of your own/,
  ],
  ['no key ring', { LAKEPORT_KEY_RING: '' }, /^LAKEPORT_KEY_RING is missing: a file or an inline list of id:base64/],
  ['a key that is none', { LAKEPORT_KEY_RING: `k1:${SECRET}` }, /^LAKEPORT_KEY_RING entry 1 \("k1"\) is not base64/],
  ['a key without its id', { LAKEPORT_KEY_RING: SECRET }, /^LAKEPORT_KEY_RING is neither a file that exists nor/],
  ['no public origin', { NEXTAUTH_URL: '' }, /^NEXTAUTH_URL is missing: .*like https:/],
  [
    'an origin without TLS',
    { NEXTAUTH_URL: 'http://portal.contoso.example' },
    /^NEXTAUTH_URL must be https: plain http is accepted on localhost only/,
  ],
  [
    'an origin with a password in it',
    { NEXTAUTH_URL: `https://me:${SECRET}@portal.contoso.example` },
    /^NEXTAUTH_URL must be an origin: scheme, host and port/,
  ],
  [
    'an emulator as authority that nobody listed (OPS-2)',
    { LAKEPORT_ALLOWED_HOSTS: '127.0.0.1:3' },
    /^AZURE_AUTHORITY_HOST is not Microsoft's: list 127\.0\.0\.1:2 in LAKEPORT_ALLOWED_HOSTS if you mean it/,
  ],
  [
    'a stranger as authority',
    { AZURE_AUTHORITY_HOST: 'https://login.contoso.example' },
    /^AZURE_AUTHORITY_HOST is not Microsoft's: list login\.contoso\.example in LAKEPORT_ALLOWED_HOSTS/,
  ],
  [
    'a listed authority without TLS',
    {
      AZURE_AUTHORITY_HOST: 'http://login.contoso.example',
      LAKEPORT_ALLOWED_HOSTS: 'login.contoso.example,127.0.0.1:3',
    },
    /^AZURE_AUTHORITY_HOST must be https: plain http is accepted on loopback only/,
  ],
  [
    'an authority that says more than an origin',
    { AZURE_AUTHORITY_HOST: 'http://127.0.0.1:2/contoso' },
    /^AZURE_AUTHORITY_HOST must be an origin: scheme, host and port, without a path/,
  ],
  ['no client', { AZURE_CLIENT_ID: '' }, /^AZURE_CLIENT_ID is missing: the application \(client\) id/],
  [
    'a client by its name',
    { AZURE_CLIENT_ID: 'lakeport' },
    /^AZURE_CLIENT_ID must be the GUID of the app registration/,
  ],
  ['a resource by its name', { DATABRICKS_RESOURCE_ID: 'AzureDatabricks' }, /^DATABRICKS_RESOURCE_ID must be a GUID/],
  ['no tenant (AUTH-2)', { AZURE_TENANT_ID: '' }, /^AZURE_TENANT_ID is missing: the directory \(tenant\) id/],
  ['the tenant common (AUTH-2)', { AZURE_TENANT_ID: 'common' }, /^AZURE_TENANT_ID must be the GUID of one tenant/],
  ['the tenant organizations (AUTH-2)', { AZURE_TENANT_ID: 'organizations' }, /^AZURE_TENANT_ID must be the GUID/],
  ['the tenant consumers (AUTH-2)', { AZURE_TENANT_ID: 'consumers' }, /^AZURE_TENANT_ID must be the GUID of one/],
  [
    'the tenant of all personal accounts (AUTH-2)',
    { AZURE_TENANT_ID: '9188040d-6c67-4c5b-b112-36a304b66dad' },
    /^AZURE_TENANT_ID must be the GUID of one tenant/,
  ],
  [
    'no client credential',
    { AZURE_CLIENT_SECRET: '' },
    /^No client credential is set: set one of AZURE_CLIENT_SECRET/,
  ],
  [
    'two client credentials',
    { AZURE_CLIENT_SECRET: SECRET, AZURE_FEDERATED_TOKEN_FILE: '/run/token' },
    /^Exactly one client credential is allowed, but AZURE_CLIENT_SECRET and AZURE_FEDERATED_TOKEN_FILE are set/,
  ],
  [
    'the emulator’s sample secret at Microsoft',
    { ...AT_MICROSOFT, AZURE_CLIENT_SECRET: GOOD.AZURE_CLIENT_SECRET ?? '' },
    /^AZURE_CLIENT_SECRET is a sample value: use the app registration's own secret/,
  ],
  [
    'two next client credentials',
    { AZURE_CLIENT_SECRET_NEXT: SECRET, AZURE_CLIENT_CERTIFICATE_PATH_NEXT: 'next.pem' },
    /^At most one of AZURE_CLIENT_SECRET_NEXT and AZURE_CLIENT_CERTIFICATE_PATH_NEXT may be set/,
  ],
  [
    'a secret that expires on no day',
    { AZURE_CLIENT_SECRET_EXPIRES: '31/01/2027' },
    /^AZURE_CLIENT_SECRET_EXPIRES takes a day like 2027-01-31/,
  ],
  ['no workspace', { DATABRICKS_HOST: '' }, /^DATABRICKS_HOST is missing: the workspace's URL/],
  [
    'a workspace that nobody listed',
    { DATABRICKS_HOST: 'https://adb.contoso.example' },
    /^DATABRICKS_HOST is no workspace that may be called: .*or one whose host and port LAKEPORT_ALLOWED_HOSTS lists/,
  ],
  [
    'every host as an entry of the list',
    { LAKEPORT_ALLOWED_HOSTS: '127.0.0.1:2,127.0.0.1:3,*.contoso.example' },
    /^LAKEPORT_ALLOWED_HOSTS takes exact host or host:port entries: no scheme, no path, no wildcard/,
  ],
  [
    'a name among the private networks (OUT-2)',
    { LAKEPORT_ALLOWED_NETWORKS: '10.1.0.0/16,lake.contoso.example' },
    /^LAKEPORT_ALLOWED_NETWORKS takes private networks in which workspaces lie/,
  ],
  [
    'the network of metadata services among the private ones (OUT-2)',
    { LAKEPORT_ALLOWED_NETWORKS: '169.254.0.0/16' },
    /^LAKEPORT_ALLOWED_NETWORKS takes private networks in which workspaces lie/,
  ],
  [
    'a name among the trusted proxies (AUTH-7)',
    { LAKEPORT_TRUSTED_PROXIES: 'proxy.contoso.example' },
    /^LAKEPORT_TRUSTED_PROXIES takes addresses and networks of your own proxies/,
  ],
  [
    'an address of a person among the admins',
    { LAKEPORT_ADMINS: 'admin@contoso.example' },
    /^LAKEPORT_ADMINS takes Entra object ids, which are GUIDs/,
  ],
  [
    'a short token of the metrics',
    { LAKEPORT_METRICS_TOKEN: SECRET },
    /^LAKEPORT_METRICS_TOKEN takes 32 random characters or more, without blanks/,
  ],
  ['a role that there is none of', { LAKEPORT_ROLE: 'both' }, /^LAKEPORT_ROLE takes web, worker or all/],
  [
    'a number that is none',
    { LAKEPORT_CALLS_PER_SECOND: 'many' },
    /^LAKEPORT_CALLS_PER_SECOND takes a number from 1/,
  ],
  ['a part of a press', { LAKEPORT_OPEN_PRESSES: '2.5' }, /^LAKEPORT_OPEN_PRESSES takes a whole number/],
  [
    'an audit log kept for less than its least',
    { LAKEPORT_KEEP_AUDIT_DAYS: '7' },
    /^LAKEPORT_KEEP_AUDIT_DAYS takes a number from 31 to /,
  ],
  [
    'a default database password',
    { DATABASE_URL: 'postgres://lakeport:postgres@db.contoso.example/lakeport' },
    /^DATABASE_URL has an empty or a default password: give the database user one of its own/,
  ],
  [
    'no database password',
    { DATABASE_URL: 'postgres://lakeport@db.contoso.example/lakeport' },
    /^DATABASE_URL has an empty or a default password/,
  ],
  [
    'another kind of database',
    { DATABASE_URL: `mysql://lakeport:${SECRET}@db.contoso.example/lakeport` },
    /^DATABASE_URL must be a URL that starts with postgres:\/\//,
  ],
  ['a web process without a database to share', { LAKEPORT_ROLE: 'web' }, /^LAKEPORT_ROLE=web needs DATABASE_URL/],
  ['debug lines of next-auth', { NEXTAUTH_DEBUG: 'true' }, /^NEXTAUTH_DEBUG is set: it logs tokens/],
  ['debug lines of Node', { NODE_DEBUG: 'http' }, /^NODE_DEBUG is set: it can print tokens/],
  ['the inspector (OPS-6)', { NODE_OPTIONS: '--inspect=127.0.0.1:0' }, /^NODE_OPTIONS opens the inspector: /],
  [
    'TLS that believes anybody',
    { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    /^NODE_TLS_REJECT_UNAUTHORIZED=0 lets anyone pose as Microsoft: name your authority in NODE_EXTRA_CA_CERTS/,
  ],
]

const start = (change: Env, command = 'start') => runCommand(command, [], { ...GOOD, ...change })
let all: Promise<Said[]> | undefined
/** Two at a time, as their own tests cannot be kept to. */
const started = async (at: number): Promise<Said> => {
  all ??= inParallel(CASES, AT_ONCE, ([, change]) => start(change))
  return (await all)[at] ?? { code: -1, out: '', err: '' }
}
/** Node itself tells of its inspector. */
const linesOf = ({ out, err }: Said) =>
  `${out}${err}`
    .trim()
    .split('\n')
    .filter((line) => !/^(Debugger |For help, see)/.test(line))

describe('npm start in production', () => {
  it('takes the settings that are changed here, so that what is refused is the change', () => {
    expect(readConfig({ ...GOOD, NODE_ENV: 'production' })).toMatchObject({ production: true })
    expect(readConfig({ ...GOOD, ...AT_MICROSOFT, NODE_ENV: 'production' })).toMatchObject({ production: true })
  })

  it.each(CASES.map(([what, , line], at) => ({ what, line, at })))(
    'ends at once with $what, in one line that names the setting and the remedy (OPS-1)',
    async ({ line, at }) => {
      const said = await started(at)
      expect(said.code).toBe(1)
      expect(linesOf(said)).toEqual([expect.stringMatching(line)])
      expect(`${said.out}${said.err}`).not.toContain(SECRET)
    },
    LONG_MS,
  )

  it(
    'says all that is wrong at once, a line each (OPS-1)',
    async () => {
      const wrong = {
        NEXTAUTH_SECRET: SECRET,
        NEXTAUTH_URL: '',
        AZURE_TENANT_ID: 'consumers',
        AZURE_CLIENT_SECRET: '',
      }
      const said = await start(wrong)
      expect(said.code).toBe(1)
      expect(linesOf(said)).toEqual(
        [/^NEXTAUTH_URL is/, /^No client credential/, /^NEXTAUTH_SECRET is/, /^AZURE_TENANT_ID must/].map((line) =>
          expect.stringMatching(line),
        ),
      )
      expect(said.err).not.toContain(SECRET)
    },
    LONG_MS,
  )

  it(
    'is the same for the worker, which also says that it needs a database to share (OPS-1)',
    async () => {
      const said = await start({ NEXTAUTH_SECRET: SECRET }, 'worker')
      expect(said.code).toBe(1)
      expect(linesOf(said).toSorted()).toEqual([
        expect.stringMatching(/^LAKEPORT_ROLE=worker needs DATABASE_URL/),
        expect.stringMatching(/^NEXTAUTH_SECRET is too short/),
      ])
    },
    LONG_MS,
  )
})
