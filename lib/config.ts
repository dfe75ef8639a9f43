import 'server-only'
import { wrongWith, wrongWithProcess } from './config-rules'

const AZURE_DATABRICKS_RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const MEGABYTE = 1_000_000
const DAY_MS = 24 * HOUR_MS
const LONGEST_SESSION_HOURS = 24
const LONGEST_KEPT_DAYS = 3_650
const LONGEST_KEPT_HOURS = 168
const LONGEST_ROLE_MINUTES = 60
const MAIL_TLS = ['starttls', 'implicit', 'none'] as const
const ROLES = ['web', 'worker', 'all'] as const

export type ClientCredential =
  | { readonly kind: 'secret'; readonly secret: string; readonly expiresAt?: Date | undefined }
  /** One PEM text with the private key: in a file, or as it is. */
  | { readonly kind: 'certificate'; readonly path: string; readonly pem?: undefined }
  | { readonly kind: 'certificate'; readonly pem: string }
  | { readonly kind: 'federated'; readonly path: string }

/** The operator's mail server. */
export interface MailSettings {
  readonly host: string
  readonly port: number
  /** `starttls` is demanded, not tried; `none` is for this very machine. */
  readonly tls: (typeof MAIL_TLS)[number]
  readonly user: string | undefined
  readonly password: string | undefined
  readonly passwordFile: string | undefined
  /** An address, as which everything is sent. */
  readonly from: string
}

/** A webhook of the operator's. Its URL may be a secret itself. */
export interface HookSettings {
  readonly url: string
  /** Signs what is sent. */
  readonly secret: string | undefined
  readonly secretFile: string | undefined
}

/** Every setting, read once. Nothing else in the program reads the environment. */
export interface Config {
  readonly production: boolean
  /** Where the portal listens. */
  readonly port: number
  readonly hostname: string
  /** At once; further ones are closed unanswered (REL-7). */
  readonly mostConnections: number
  /** Where a worker, which has no pages, says whether it is alive and ready, and its metrics; nowhere unless it is set. */
  readonly healthPort: number | undefined
  /** Whoever reads the metrics brings it; there are none without. */
  readonly metricsToken: string | undefined
  /** Public origin of the portal, without a trailing slash. */
  readonly origin: string
  readonly sessionSecret: string
  readonly authorityHost: string
  readonly tenantId: string
  readonly clientId: string
  readonly credential: ClientCredential
  /** Beside the other while it is being replaced. */
  readonly nextCredential: ClientCredential | undefined
  /** So long before a credential ends, administrators are told. */
  readonly credentialWarningMs: number
  readonly databricksHost: string
  /** The account's console of workspaces outside of Databricks' own zones. */
  readonly databricksAccountHost: string | undefined
  readonly databricksResourceId: string
  /** That a workspace gets at most, from all processes together (REL-4). */
  readonly callsPerSecond: number
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  /** As given: a file's path or an inline list; `lib/store/key-ring.ts` reads it. */
  readonly keyRing: string
  /** Exact `host` or `host:port` entries, lower case. */
  readonly allowedHosts: readonly string[]
  /** Private networks in which workspaces may lie, lower case. */
  readonly allowedNetworks: readonly string[]
  readonly role: (typeof ROLES)[number]
  /** Entra object ids that are Admin whatever the token's roles say, lower case. */
  readonly adminObjectIds: readonly string[]
  readonly sessionIdleMs: number
  readonly sessionAbsoluteMs: number
  /** For so long after a person's last session their tokens are kept while a run of theirs is followed. */
  readonly keepTokensMs: number
  /** What Entra said of a person's roles is believed for so long. */
  readonly rolesGoodMs: number
  /** What people may do in a minute, counted over all processes (REL-6): presses and requests each, sign-ins an address. */
  readonly pressesPerMinute: number
  readonly requestsPerMinute: number
  readonly signInsPerMinute: number
  /** Of one person, which Databricks does not have yet. */
  readonly openPresses: number
  /** Of a file that goes to a volume. */
  readonly largestUploadBytes: number
  /** For how long what is over is kept: results and traces, runs with all they have, sign-ins, what people were told, and the audit log. */
  readonly keepOutputsMs: number
  readonly keepRunsMs: number
  readonly keepSignInsMs: number
  readonly keepNoticesMs: number
  readonly keepAuditMs: number
  /** Without it the portal sends no e-mail. */
  readonly mail: MailSettings | undefined
  /** Where notices go by Teams, and to a program; nowhere unless they are set. */
  readonly teams: HookSettings | undefined
  readonly webhook: HookSettings | undefined
  /** Addresses and networks whose word in `X-Forwarded-For` counts, lower case. */
  readonly trustedProxies: readonly string[]
  /** Names of the settings that have a value in the environment; all others are as they come. */
  readonly given: ReadonlySet<string>
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
  const { config, problems } = inspectConfig(env)
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

/** The settings with what is wrong with them. A setting that a problem names is not to be used. */
export function inspectConfig(env: Environment): { readonly config: Config; readonly problems: readonly string[] } {
  const settings = new Settings(env)
  const config: Config = {
    production: env.NODE_ENV === 'production',
    port: settings.number('PORT', 3000, { least: 1, most: 65_535 }),
    hostname: settings.text('HOSTNAME') || '0.0.0.0',
    mostConnections: settings.wholeNumber('LAKEPORT_MAX_CONNECTIONS', 1_000),
    healthPort: settings.number('LAKEPORT_HEALTH_PORT', 0, { least: 0, most: 65_535 }) || undefined,
    metricsToken: settings.text('LAKEPORT_METRICS_TOKEN') || undefined,
    origin: originIn(
      settings.required('NEXTAUTH_URL', "the portal's public origin, like https://portal.contoso.example"),
    ),
    sessionSecret: settings.required('NEXTAUTH_SECRET', '32 random bytes or more, from `openssl rand -base64 32`'),
    authorityHost: originIn(settings.text('AZURE_AUTHORITY_HOST') || 'https://login.microsoftonline.com'),
    tenantId: settings.required('AZURE_TENANT_ID', 'the directory (tenant) id of the app registration').toLowerCase(),
    clientId: settings
      .required('AZURE_CLIENT_ID', 'the application (client) id of the app registration')
      .toLowerCase(),
    credential: readCredential(settings),
    nextCredential: readNextCredential(settings),
    credentialWarningMs: DAY_MS * settings.number('LAKEPORT_CREDENTIAL_WARNING_DAYS', 30, { least: 1, most: 365 }),
    databricksHost: originIn(withScheme(settings.required('DATABRICKS_HOST', "the workspace's URL"))),
    databricksAccountHost: originIn(withScheme(settings.text('DATABRICKS_ACCOUNT_HOST'))) || undefined,
    databricksResourceId: settings.text('DATABRICKS_RESOURCE_ID').toLowerCase() || AZURE_DATABRICKS_RESOURCE,
    callsPerSecond: settings.wholeNumber('LAKEPORT_CALLS_PER_SECOND', 15),
    databaseUrl: settings.text('DATABASE_URL') || undefined,
    dataDir: settings.text('LAKEPORT_DATA_DIR') || '.data',
    keyRing: settings.required('LAKEPORT_KEY_RING', 'a file or an inline list of id:base64(32 bytes)'),
    allowedHosts: settings.list('LAKEPORT_ALLOWED_HOSTS'),
    allowedNetworks: settings.list('LAKEPORT_ALLOWED_NETWORKS'),
    role: readRole(settings),
    adminObjectIds: settings.list('LAKEPORT_ADMINS'),
    sessionIdleMs: HOUR_MS * readHours(settings, 'LAKEPORT_SESSION_IDLE_HOURS', 2),
    sessionAbsoluteMs: HOUR_MS * readHours(settings, 'LAKEPORT_SESSION_MAX_HOURS', 12),
    keepTokensMs: HOUR_MS * settings.number('LAKEPORT_KEEP_TOKENS_HOURS', 24, { least: 0, most: LONGEST_KEPT_HOURS }),
    rolesGoodMs:
      MINUTE_MS * settings.number('LAKEPORT_ROLES_GOOD_MINUTES', 60, { least: 1, most: LONGEST_ROLE_MINUTES }),
    pressesPerMinute: settings.wholeNumber('LAKEPORT_PRESSES_PER_MINUTE', 30),
    requestsPerMinute: settings.wholeNumber('LAKEPORT_REQUESTS_PER_MINUTE', 600),
    signInsPerMinute: settings.wholeNumber('LAKEPORT_SIGN_INS_PER_MINUTE', 20),
    openPresses: settings.wholeNumber('LAKEPORT_OPEN_PRESSES', 5),
    largestUploadBytes: MEGABYTE * settings.number('LAKEPORT_UPLOAD_MB', 50, { least: 1, most: 1_000 }),
    keepOutputsMs: DAY_MS * readDays(settings, 'LAKEPORT_KEEP_OUTPUTS_DAYS', { standard: 30, least: 1 }),
    keepRunsMs: DAY_MS * readDays(settings, 'LAKEPORT_KEEP_RUNS_DAYS', { standard: 90, least: 1 }),
    keepSignInsMs: DAY_MS * readDays(settings, 'LAKEPORT_KEEP_SIGN_INS_DAYS', { standard: 30, least: 1 }),
    keepNoticesMs: DAY_MS * readDays(settings, 'LAKEPORT_KEEP_NOTICES_DAYS', { standard: 30, least: 1 }),
    // The database itself keeps the last 30 days, whoever asks.
    keepAuditMs: DAY_MS * readDays(settings, 'LAKEPORT_KEEP_AUDIT_DAYS', { standard: 365, least: 31 }),
    mail: readMail(settings),
    teams: readTeams(settings),
    webhook: readWebhook(settings),
    trustedProxies: settings.list('LAKEPORT_TRUSTED_PROXIES'),
    given: settings.given,
  }
  return { config, problems: [...settings.problems, ...wrongWith(config), ...wrongWithProcess(env)] }
}

/** The environment by name, and what is missing from it or cannot be read. */
class Settings {
  readonly problems: string[] = []
  readonly given = new Set<string>()
  readonly #env: Environment

  constructor(env: Environment) {
    this.#env = env
  }

  text(name: string): string {
    const value = this.#env[name]?.trim() ?? ''
    if (value !== '') this.given.add(name)
    return value
  }

  required(name: string, what: string): string {
    if (this.text(name) === '') this.problems.push(`${name} is missing: ${what}.`)
    return this.text(name)
  }

  list(name: string): string[] {
    const entries = this.text(name).toLowerCase().split(',')
    return entries.map((entry) => entry.trim()).filter((entry) => entry !== '')
  }

  /** A day, which begins in UTC. */
  date(name: string): Date | undefined {
    const text = this.text(name)
    if (text === '') return undefined
    const date = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : Number.NaN)
    if (Number.isNaN(date.getTime())) this.problems.push(`${name} takes a day like 2027-01-31.`)
    return date
  }

  number(name: string, standard: number, { least, most }: { least: number; most: number }): number {
    const text = this.text(name)
    const value = text === '' ? standard : Number(text)
    if (!(value >= least && value <= most)) this.problems.push(`${name} takes a number from ${least} to ${most}.`)
    return value
  }

  wholeNumber(name: string, standard: number): number {
    const value = this.number(name, standard, { least: 1, most: 1_000_000 })
    if (value % 1 !== 0 && !Number.isNaN(value)) this.problems.push(`${name} takes a whole number.`)
    return value
  }
}

function readCredential(settings: Settings): ClientCredential {
  const names = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH', 'AZURE_FEDERATED_TOKEN_FILE']
  const given = names.filter((name) => settings.text(name) !== '')
  if (given.length === 0) settings.problems.push(`No client credential is set: set one of ${names.join(', ')}.`)
  if (given.length > 1) {
    settings.problems.push(`Exactly one client credential is allowed, but ${given.join(' and ')} are set.`)
  }
  const [secret = '', certificate, tokenFile] = names.map((name) => settings.text(name))
  if (certificate) return { kind: 'certificate', path: certificate }
  if (tokenFile) return { kind: 'federated', path: tokenFile }
  return { kind: 'secret', secret, expiresAt: settings.date('AZURE_CLIENT_SECRET_EXPIRES') }
}

function readNextCredential(settings: Settings): ClientCredential | undefined {
  const names = ['AZURE_CLIENT_SECRET_NEXT', 'AZURE_CLIENT_CERTIFICATE_PATH_NEXT']
  const [secret, certificate] = names.map((name) => settings.text(name))
  if (secret && certificate) settings.problems.push(`At most one of ${names.join(' and ')} may be set.`)
  if (certificate) return { kind: 'certificate', path: certificate }
  return secret ? { kind: 'secret', secret, expiresAt: settings.date('AZURE_CLIENT_SECRET_NEXT_EXPIRES') } : undefined
}

function readMail(settings: Settings): MailSettings | undefined {
  const host = settings.text('LAKEPORT_SMTP_HOST').toLowerCase()
  if (host === '') return undefined
  const tls = MAIL_TLS.find((known) => known === (settings.text('LAKEPORT_SMTP_TLS') || 'starttls'))
  if (!tls) settings.problems.push('LAKEPORT_SMTP_TLS takes starttls, implicit or none.')
  return {
    host,
    port: settings.number('LAKEPORT_SMTP_PORT', tls === 'implicit' ? 465 : 587, { least: 1, most: 65_535 }),
    tls: tls ?? 'starttls',
    user: settings.text('LAKEPORT_SMTP_USER') || undefined,
    password: settings.text('LAKEPORT_SMTP_PASSWORD') || undefined,
    passwordFile: settings.text('LAKEPORT_SMTP_PASSWORD_FILE') || undefined,
    from: settings.required('LAKEPORT_MAIL_FROM', 'the address as which e-mails are sent'),
  }
}

/** Teams knows its own webhook by the URL; a program gets a signature. */
function readTeams(settings: Settings): HookSettings | undefined {
  const url = settings.text('LAKEPORT_TEAMS_URL')
  return url === '' ? undefined : { url, secret: undefined, secretFile: undefined }
}

function readWebhook(settings: Settings): HookSettings | undefined {
  const url = settings.text('LAKEPORT_WEBHOOK_URL')
  if (url === '') return undefined
  return {
    url,
    secret: settings.text('LAKEPORT_WEBHOOK_SECRET') || undefined,
    secretFile: settings.text('LAKEPORT_WEBHOOK_SECRET_FILE') || undefined,
  }
}

function readRole(settings: Settings): Config['role'] {
  const role = ROLES.find((known) => known === (settings.text('LAKEPORT_ROLE') || 'all'))
  if (!role) settings.problems.push('LAKEPORT_ROLE takes web, worker or all.')
  return role ?? 'all'
}

function readDays(
  settings: Settings,
  name: string,
  { standard, least }: { standard: number; least: number },
): number {
  return settings.number(name, standard, { least, most: LONGEST_KEPT_DAYS })
}

function readHours(settings: Settings, name: string, standard: number): number {
  return settings.number(name, standard, { least: 0.01, most: LONGEST_SESSION_HOURS })
}

/** An origin as programs compare it; anything that says more than an origin stays as it is, for the rules to refuse. */
function originIn(value: string): string {
  const url = URL.parse(value)
  const isOrigin = url && `${url.origin}/` === url.href
  return isOrigin ? url.origin : value
}

/** Databricks' own tools accept a bare host name in DATABRICKS_HOST. */
function withScheme(value: string): string {
  return value === '' || value.includes('://') ? value : `https://${value}`
}

let current: Config | undefined

/** The settings of this process. @throws ConfigError */
export function config(): Config {
  current ??= readConfig(process.env)
  return current
}
