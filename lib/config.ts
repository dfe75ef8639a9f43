import 'server-only'

const MICROSOFT_LOGIN_HOSTS = [
  'https://login.microsoftonline.com',
  'https://login.microsoftonline.us',
  'https://login.chinacloudapi.cn',
  'https://login.partner.microsoftonline.cn',
]
const AZURE_DATABRICKS_RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const SAMPLE_SECRET = /change.?me|replace|sample|example|your.?secret|password|^(.)\1+$/i
const DEFAULT_PASSWORDS = new Set(['', 'postgres', 'password', 'admin', 'root', 'changeme', 'lakeport'])
const ROLES = ['web', 'worker', 'all'] as const

export type ClientCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly path: string }
  | { readonly kind: 'federated'; readonly path: string }

/** Every setting, read once. Nothing else in the program reads the environment. */
export interface Config {
  readonly production: boolean
  /** Public origin of the portal, without a trailing slash. */
  readonly origin: string
  readonly sessionSecret: string
  readonly authorityHost: string
  readonly tenantId: string
  readonly clientId: string
  readonly credential: ClientCredential
  readonly databricksHost: string
  readonly databricksResourceId: string
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  /** As given: a file's path or an inline list; `lib/store/key-ring.ts` reads it. */
  readonly keyRing: string
  /** Exact `host` or `host:port` entries, lower case. */
  readonly allowedHosts: readonly string[]
  readonly role: (typeof ROLES)[number]
  /** Entra object ids that are Admin whatever the token's roles say, lower case. */
  readonly adminObjectIds: readonly string[]
  readonly sessionIdleMs: number
  readonly sessionAbsoluteMs: number
}

/** What is wrong with the settings, one plain line for each; no line holds a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads and checks the environment; the rules that stop a start are OPS-1 and AUTH-2.
 * @throws ConfigError that names every setting that is missing or wrong, not only the first
 */
export function readConfig(env: Environment): Config {
  const problems: string[] = []
  const text = (name: string): string => env[name]?.trim() ?? ''
  const complain = (line: string): void => {
    problems.push(line)
  }
  const required = (name: string, what: string): string => {
    if (text(name) === '') complain(`${name} is missing: ${what}.`)
    return text(name)
  }

  const production = env.NODE_ENV === 'production'
  const allowedHosts = listOf(text('LAKEPORT_ALLOWED_HOSTS'))
  const authorityHost = withoutSlash(text('AZURE_AUTHORITY_HOST') || 'https://login.microsoftonline.com')
  const credential = readCredential(text, complain)
  const config: Config = {
    production,
    origin: withoutSlash(required('NEXTAUTH_URL', "the portal's public origin, like https://portal.contoso.example")),
    sessionSecret: required('NEXTAUTH_SECRET', '32 random bytes or more, from `openssl rand -base64 32`'),
    authorityHost,
    tenantId: required('AZURE_TENANT_ID', 'the directory (tenant) id of the app registration').toLowerCase(),
    clientId: required('AZURE_CLIENT_ID', 'the application (client) id of the app registration').toLowerCase(),
    credential,
    databricksHost: withoutSlash(withScheme(required('DATABRICKS_HOST', "the workspace's URL"))),
    databricksResourceId: text('DATABRICKS_RESOURCE_ID') || AZURE_DATABRICKS_RESOURCE,
    databaseUrl: text('DATABASE_URL') || undefined,
    dataDir: text('LAKEPORT_DATA_DIR') || '.data',
    keyRing: required('LAKEPORT_KEY_RING', 'a file or an inline list of id:base64(32 bytes)'),
    allowedHosts,
    role: readRole(text('LAKEPORT_ROLE'), complain),
    adminObjectIds: listOf(text('LAKEPORT_ADMINS')),
    sessionIdleMs: readHours(text('LAKEPORT_SESSION_IDLE_HOURS'), 2, 'LAKEPORT_SESSION_IDLE_HOURS', complain),
    sessionAbsoluteMs: readHours(text('LAKEPORT_SESSION_MAX_HOURS'), 12, 'LAKEPORT_SESSION_MAX_HOURS', complain),
  }
  checkOrigin(config, complain)
  checkSecret(config, complain)
  checkEntra(config, complain)
  checkWorkspace(config, complain)
  checkDatabase(config, complain)
  if (production) checkDebug(env, complain)
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

type Complain = (line: string) => void

function readCredential(text: (name: string) => string, complain: Complain): ClientCredential {
  const given = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH', 'AZURE_FEDERATED_TOKEN_FILE'].filter(
    (name) => text(name) !== '',
  )
  if (given.length === 0) {
    complain(
      'No client credential: set one of AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH, AZURE_FEDERATED_TOKEN_FILE.',
    )
  }
  if (given.length > 1) complain(`Exactly one client credential is allowed, but ${given.join(' and ')} are set.`)
  if (text('AZURE_CLIENT_CERTIFICATE_PATH')) {
    return { kind: 'certificate', path: text('AZURE_CLIENT_CERTIFICATE_PATH') }
  }
  if (text('AZURE_FEDERATED_TOKEN_FILE')) return { kind: 'federated', path: text('AZURE_FEDERATED_TOKEN_FILE') }
  return { kind: 'secret', secret: text('AZURE_CLIENT_SECRET') }
}

function readRole(value: string, complain: Complain): Config['role'] {
  const role = ROLES.find((known) => known === (value || 'all'))
  if (!role) complain(`LAKEPORT_ROLE is "${value}": it takes web, worker or all.`)
  return role ?? 'all'
}

function readHours(value: string, standard: number, name: string, complain: Complain): number {
  const hours = value === '' ? standard : Number(value)
  if (!(hours > 0 && hours <= 24)) complain(`${name} is "${value}": it takes hours, more than 0 and at most 24.`)
  return hours * 3_600_000
}

function checkOrigin({ origin, production }: Config, complain: Complain): void {
  if (origin === '') return
  const url = urlOf(origin)
  if (!url || url.origin !== origin) {
    complain('NEXTAUTH_URL must be an origin: scheme, host and port, without a path.')
  } else if (production && url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    complain('NEXTAUTH_URL must be https: plain http is accepted on localhost only.')
  }
}

function checkSecret({ sessionSecret, production }: Config, complain: Complain): void {
  if (sessionSecret === '' || !production) return
  if (Buffer.byteLength(sessionSecret) < 32) complain('NEXTAUTH_SECRET is too short: 32 random bytes or more.')
  else if (SAMPLE_SECRET.test(sessionSecret)) complain('NEXTAUTH_SECRET is a sample value: make one of your own.')
}

function checkEntra(
  { tenantId, clientId, authorityHost, allowedHosts, credential }: Config,
  complain: Complain,
): void {
  if (tenantId && !GUID.test(tenantId)) {
    complain(
      'AZURE_TENANT_ID must be the GUID of one tenant: common, organizations, consumers and names are refused.',
    )
  }
  if (clientId && !GUID.test(clientId)) complain('AZURE_CLIENT_ID must be the GUID of the app registration.')
  if (MICROSOFT_LOGIN_HOSTS.includes(authorityHost)) {
    if (credential.kind === 'secret' && SAMPLE_SECRET.test(credential.secret)) {
      complain("AZURE_CLIENT_SECRET is a sample value: use the app registration's own secret.")
    }
    return
  }
  const url = urlOf(authorityHost)
  if (!url || url.origin !== authorityHost) complain('AZURE_AUTHORITY_HOST must be an origin without a path.')
  else if (!allowedHosts.includes(url.host)) {
    complain(`AZURE_AUTHORITY_HOST is not Microsoft's: list ${url.host} in LAKEPORT_ALLOWED_HOSTS if you mean it.`)
  } else if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    complain('AZURE_AUTHORITY_HOST must be https: plain http is accepted on loopback only.')
  }
}

function checkWorkspace({ databricksHost, databricksResourceId, allowedHosts }: Config, complain: Complain): void {
  if (!GUID.test(databricksResourceId)) complain('DATABRICKS_RESOURCE_ID must be a GUID.')
  if (databricksHost === '') return
  const url = urlOf(databricksHost)
  if (!url || url.origin !== databricksHost) {
    complain('DATABRICKS_HOST must be an origin like https://adb-1234567890123456.7.azuredatabricks.net.')
  } else if (!isDatabricksHost(url) && !allowedHosts.includes(url.host)) {
    complain(`DATABRICKS_HOST is no Databricks host: list ${url.host} in LAKEPORT_ALLOWED_HOSTS if you mean it.`)
  } else if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    complain('DATABRICKS_HOST must be https: plain http is accepted on loopback only.')
  }
}

function isDatabricksHost(url: URL): boolean {
  const suffixes = ['.azuredatabricks.net', '.databricks.azure.us', '.databricks.azure.cn']
  return url.protocol === 'https:' && url.port === '' && suffixes.some((suffix) => url.hostname.endsWith(suffix))
}

function checkDatabase({ databaseUrl, production }: Config, complain: Complain): void {
  if (databaseUrl === undefined) return
  const url = urlOf(databaseUrl)
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    complain('DATABASE_URL must start with postgres:// or postgresql://.')
  } else if (production && !isLoopback(url.hostname) && DEFAULT_PASSWORDS.has(decodeURIComponent(url.password))) {
    complain('DATABASE_URL has an empty or a default password: give the database user one of its own.')
  }
}

function checkDebug(env: Environment, complain: Complain): void {
  if (env.NEXTAUTH_DEBUG) complain('NEXTAUTH_DEBUG is set: it logs tokens, so production refuses to start with it.')
  if (/--inspect/.test(env.NODE_OPTIONS ?? '')) complain('NODE_OPTIONS opens the inspector: production refuses that.')
}

function urlOf(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function withoutSlash(value: string): string {
  return value.replace(/\/$/, '')
}

/** Databricks' own tools accept a bare host name in DATABRICKS_HOST. */
function withScheme(value: string): string {
  return value === '' || value.includes('://') ? value : `https://${value}`
}

function listOf(value: string): string[] {
  return value
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
}

let current: Config | undefined

/** The settings of this process. @throws ConfigError */
export function config(): Config {
  current ??= readConfig(process.env)
  return current
}
