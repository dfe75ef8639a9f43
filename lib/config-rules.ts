import 'server-only'
import type { ClientCredential, Config } from './config'
import { addressClass } from './databricks/address'
import { parseHookUrl } from './databricks/hook-host'
import { isLoopbackName, parseWorkspaceHost } from './databricks/host'
import { PortalError } from './errors'
import { isNetwork } from './networks'
import { isMailAddress } from './notices/mail'
import { readKeyRing } from './store/key-ring'

const MICROSOFT_LOGIN_HOSTS = [
  'https://login.microsoftonline.com',
  'https://login.microsoftonline.us',
  'https://login.chinacloudapi.cn',
  'https://login.partner.microsoftonline.cn',
]
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** The tenant that all personal Microsoft accounts share: `consumers`, written as a GUID. */
const PERSONAL_ACCOUNTS = '9188040d-6c67-4c5b-b112-36a304b66dad'
const HOST_ENTRY = /^([a-z0-9][a-z0-9.-]*|\[[0-9a-f:]+\])(:\d{1,5})?$/
const SAMPLE_SECRET = /change.?me|replace|sample|example|demo.?only|your.?secret|password|^(.)\1+$/i
const DEFAULT_PASSWORDS = new Set(['', 'postgres', 'password', 'admin', 'root', 'changeme', 'lakeport'])
const SECRET_BYTES = 32

/** What stops a start (OPS-1, AUTH-2), one plain line each; no line holds a secret. What is missing was said before. */
export function wrongWith(config: Config): string[] {
  const lines = [
    originProblem(config),
    sessionSecretProblem(config),
    metricsTokenProblem(config),
    tenantProblem(config),
    clientProblem(config),
    credentialProblem(config),
    authorityProblem(config),
    workspaceProblem(config),
    accountProblem(config),
    resourceProblem(config),
    databaseProblem(config),
    keyRingProblem(config),
    roleProblem(config),
    hostListProblem(config),
    adminsProblem(config),
    proxiesProblem(config),
    networksProblem(config),
    mailProblem(config),
    hooksProblem(config),
  ]
  return lines.filter((line) => line !== undefined)
}

/** Switches of Node and of libraries that production must not run with. */
export function wrongWithProcess(env: Readonly<Record<string, string | undefined>>): string[] {
  if (env.NODE_ENV !== 'production') return []
  const lines = [
    env.NEXTAUTH_DEBUG ? 'NEXTAUTH_DEBUG is set: it logs tokens, so production refuses to start with it.' : undefined,
    env.NODE_DEBUG ? 'NODE_DEBUG is set: it can print tokens, so production refuses to start with it.' : undefined,
    env.NODE_OPTIONS?.includes('--inspect')
      ? 'NODE_OPTIONS opens the inspector: take it out, production refuses to start with it.'
      : undefined,
    env.NODE_TLS_REJECT_UNAUTHORIZED === '0'
      ? 'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anyone pose as Microsoft: name your authority in NODE_EXTRA_CA_CERTS instead.'
      : undefined,
  ]
  return lines.filter((line) => line !== undefined)
}

type Problem = string | undefined

function originProblem({ origin, production }: Config): Problem {
  if (origin === '') return undefined
  const url = originUrl(origin)
  if (!url) return 'NEXTAUTH_URL must be an origin: scheme, host and port, without a path.'
  if (!production || isProtected(url)) return undefined
  return 'NEXTAUTH_URL must be https: plain http is accepted on localhost only.'
}

function sessionSecretProblem({ sessionSecret, production }: Config): Problem {
  if (sessionSecret === '' || !production) return undefined
  if (Buffer.byteLength(sessionSecret) < SECRET_BYTES) {
    return 'NEXTAUTH_SECRET is too short: 32 random bytes or more.'
  }
  return SAMPLE_SECRET.test(sessionSecret) ? 'NEXTAUTH_SECRET is a sample value: make one of your own.' : undefined
}

/** Printable and without blanks, as a header takes it. */
function metricsTokenProblem({ metricsToken }: Config): Problem {
  if (metricsToken === undefined || (/^[!-~]{32,}$/.test(metricsToken) && !SAMPLE_SECRET.test(metricsToken)))
    return undefined
  return 'LAKEPORT_METRICS_TOKEN takes 32 random characters or more, without blanks, from openssl rand -base64 32.'
}

/** One tenant, by its GUID: `common` and its like would let anybody in (AUTH-2). */
function tenantProblem({ tenantId }: Config): Problem {
  if (tenantId === '' || (GUID.test(tenantId) && tenantId !== PERSONAL_ACCOUNTS)) return undefined
  return 'AZURE_TENANT_ID must be the GUID of one tenant: common, organizations, consumers and names are refused.'
}

function clientProblem({ clientId }: Config): Problem {
  if (clientId === '' || GUID.test(clientId)) return undefined
  return 'AZURE_CLIENT_ID must be the GUID of the app registration.'
}

/** The emulator's secret is a sample by design, and good at the emulator. */
function credentialProblem({ credential, nextCredential, authorityHost }: Config): Problem {
  if (!MICROSOFT_LOGIN_HOSTS.includes(authorityHost)) return undefined
  if (!isSampleSecret(credential) && !isSampleSecret(nextCredential)) return undefined
  const name = isSampleSecret(credential) ? 'AZURE_CLIENT_SECRET' : 'AZURE_CLIENT_SECRET_NEXT'
  return `${name} is a sample value: use the app registration's own secret.`
}

function isSampleSecret(credential: ClientCredential | undefined): boolean {
  return credential?.kind === 'secret' && SAMPLE_SECRET.test(credential.secret)
}

function authorityProblem({ authorityHost, allowedHosts }: Config): Problem {
  if (MICROSOFT_LOGIN_HOSTS.includes(authorityHost)) return undefined
  const url = originUrl(authorityHost)
  if (!url) return 'AZURE_AUTHORITY_HOST must be an origin: scheme, host and port, without a path.'
  if (!allowedHosts.includes(url.host)) {
    return `AZURE_AUTHORITY_HOST is not Microsoft's: list ${url.host} in LAKEPORT_ALLOWED_HOSTS if you mean it.`
  }
  return isProtected(url) ? undefined : 'AZURE_AUTHORITY_HOST must be https: plain http is accepted on loopback only.'
}

function accountProblem({ databricksAccountHost, allowedHosts }: Config): Problem {
  if (databricksAccountHost === undefined || mayBeCalled(databricksAccountHost, allowedHosts)) return undefined
  return 'DATABRICKS_ACCOUNT_HOST is no host that may be called: list its host and port in LAKEPORT_ALLOWED_HOSTS.'
}

function mayBeCalled(host: string, allowedHosts: readonly string[]): boolean {
  try {
    parseWorkspaceHost(host, allowedHosts)
    return true
  } catch (thrown) {
    if (!(thrown instanceof PortalError)) throw thrown
    return false
  }
}

function workspaceProblem({ databricksHost, allowedHosts }: Config): Problem {
  if (databricksHost === '' || mayBeCalled(databricksHost, allowedHosts)) return undefined
  return (
    'DATABRICKS_HOST is no workspace that may be called: it takes an origin like ' +
    'https://adb-1234567890123456.7.azuredatabricks.net, or one whose host and port LAKEPORT_ALLOWED_HOSTS lists ' +
    '(plain http on loopback only).'
  )
}

function resourceProblem({ databricksResourceId }: Config): Problem {
  return GUID.test(databricksResourceId) ? undefined : 'DATABRICKS_RESOURCE_ID must be a GUID.'
}

function databaseProblem({ databaseUrl, production }: Config): Problem {
  if (databaseUrl === undefined) return undefined
  const url = URL.parse(databaseUrl)
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    return 'DATABASE_URL must be a URL that starts with postgres:// or postgresql://.'
  }
  const host = url.searchParams.get('host') ?? url.hostname
  const isLocal = host === '' || host.startsWith('/') || isLoopbackName(host)
  if (!production || isLocal || url.searchParams.has('sslcert')) return undefined
  const password = url.searchParams.get('password') ?? url.password
  if (!DEFAULT_PASSWORDS.has(decoded(password).toLowerCase())) return undefined
  return 'DATABASE_URL has an empty or a default password: give the database user one of its own.'
}

/** A key ring that does not open stops a start too; nothing of it is in the line. */
function keyRingProblem({ keyRing }: Config): Problem {
  if (keyRing === '') return undefined
  const read = readKeyRing(keyRing)
  return read.ok ? undefined : read.issues[0]?.message
}

function roleProblem({ role, databaseUrl }: Config): Problem {
  if (role === 'all' || databaseUrl !== undefined) return undefined
  return `LAKEPORT_ROLE=${role} needs DATABASE_URL: the embedded database serves one process, which does all.`
}

function hostListProblem({ allowedHosts }: Config): Problem {
  if (allowedHosts.every((entry) => HOST_ENTRY.test(entry))) return undefined
  return 'LAKEPORT_ALLOWED_HOSTS takes exact host or host:port entries: no scheme, no path, no wildcard.'
}

function adminsProblem({ adminObjectIds }: Config): Problem {
  if (adminObjectIds.every((id) => GUID.test(id))) return undefined
  return 'LAKEPORT_ADMINS takes Entra object ids, which are GUIDs: no names and no addresses.'
}

/** Private ones only: what is public needs no entry, and loopback, link-local and metadata addresses are never dialled. */
function networksProblem({ allowedNetworks }: Config): Problem {
  if (allowedNetworks.every((entry) => isNetwork(entry) && addressClass(entry.split('/')[0] ?? '') === 'private'))
    return undefined
  return 'LAKEPORT_ALLOWED_NETWORKS takes private networks in which workspaces lie, like 10.1.0.0/16: no names.'
}

function proxiesProblem({ trustedProxies }: Config): Problem {
  if (trustedProxies.every(isNetwork)) return undefined
  return 'LAKEPORT_TRUSTED_PROXIES takes addresses and networks of your own proxies, like 10.1.0.0/16: no names.'
}

/** `undefined` for what says more, or less, than an origin. */
function originUrl(value: string): URL | undefined {
  const url = URL.parse(value)
  return url && ['http:', 'https:'].includes(url.protocol) && url.origin === value ? url : undefined
}

function isProtected({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || isLoopbackName(hostname)
}

/** A password with a bare % in it is taken as it stands, as PostgreSQL's driver does. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A password goes over TLS, or to this very machine. */
function mailProblem({ mail }: Config): string | undefined {
  if (!mail) return undefined
  if (!/^[a-z0-9:.-]+$/.test(mail.host))
    return 'LAKEPORT_SMTP_HOST takes the name or address of a mail server, and nothing else.'
  if (mail.tls === 'none' && !isLoopbackName(mail.host))
    return 'LAKEPORT_SMTP_TLS may be none for a mail server on this machine only.'
  if (mail.from !== '' && !isMailAddress(mail.from))
    return 'LAKEPORT_MAIL_FROM takes one address, like lakeport@contoso.example.'
  if (mail.password !== undefined && mail.passwordFile !== undefined)
    return 'Set LAKEPORT_SMTP_PASSWORD or LAKEPORT_SMTP_PASSWORD_FILE, not both.'
  const hasPassword = mail.password !== undefined || mail.passwordFile !== undefined
  if ((mail.user !== undefined) !== hasPassword)
    return 'LAKEPORT_SMTP_USER and a password for it are set together, or neither is.'
  return undefined
}

/** No line repeats a URL: whoever knows it can post there. */
function hooksProblem({ teams, webhook, allowedHosts }: Config): Problem {
  const isWrong = (url: string | undefined) => url !== undefined && !parseHookUrl(url, allowedHosts)
  const form = 'takes an https URL without a user; another port than 443 has to be in LAKEPORT_ALLOWED_HOSTS.'
  if (isWrong(teams?.url)) return `LAKEPORT_TEAMS_URL ${form}`
  if (isWrong(webhook?.url)) return `LAKEPORT_WEBHOOK_URL ${form}`
  if (!webhook) return undefined
  const { secret, secretFile } = webhook
  if ((secret === undefined) === (secretFile === undefined))
    return 'LAKEPORT_WEBHOOK_URL takes LAKEPORT_WEBHOOK_SECRET or LAKEPORT_WEBHOOK_SECRET_FILE, one of them: it signs what is sent.'
  if (secret !== undefined && Buffer.byteLength(secret) < SECRET_BYTES)
    return `LAKEPORT_WEBHOOK_SECRET takes ${SECRET_BYTES} random bytes or more, from openssl rand -base64 32.`
  return undefined
}
