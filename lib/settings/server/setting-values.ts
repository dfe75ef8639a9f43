import 'server-only'
import type { ClientCredential, Config } from '@/lib/config'
import {
  SETTING_GROUPS,
  type Setting,
  type SettingGroup,
  type SettingName,
  type SettingValue,
} from '@/lib/settings/setting'
import type { KeyRing } from '@/lib/store/key-ring'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const MEGABYTE = 1_000_000

const HIDDEN: SettingValue = { kind: 'hidden' }

/** The settings in force, by what they are about. No secret is in them, nor an address that is one. */
export function settingsInForce(config: Config, ring: KeyRing): Readonly<Record<SettingGroup, readonly Setting[]>> {
  const values = valuesOf(config, ring)
  const of = (names: readonly SettingName[]) =>
    names.map((name) => ({ name, value: values[name], isGiven: config.given.has(name) }))
  return {
    portal: of(SETTING_GROUPS.portal),
    identity: of(SETTING_GROUPS.identity),
    sessions: of(SETTING_GROUPS.sessions),
    workspaces: of(SETTING_GROUPS.workspaces),
    database: of(SETTING_GROUPS.database),
    limits: of(SETTING_GROUPS.limits),
    retention: of(SETTING_GROUPS.retention),
    notices: of(SETTING_GROUPS.notices),
  }
}

type Values = Readonly<Record<SettingName, SettingValue>>

function valuesOf(config: Config, ring: KeyRing): Values {
  return {
    ...ofPortal(config),
    ...ofIdentity(config),
    ...ofWork(config, ring),
    ...ofLimits(config),
    ...ofMail(config),
  }
}

type Of<Group extends SettingGroup> = Pick<Values, (typeof SETTING_GROUPS)[Group][number]>

function ofPortal(config: Config): Of<'portal'> {
  return {
    NEXTAUTH_URL: text(config.origin),
    NEXTAUTH_SECRET: HIDDEN,
    PORT: text(String(config.port)),
    HOSTNAME: text(config.hostname),
    LAKEPORT_MAX_CONNECTIONS: amount(config.mostConnections, 'each'),
    LAKEPORT_TRUSTED_PROXIES: list(config.trustedProxies),
    LAKEPORT_ROLE: text(config.role),
    LAKEPORT_HEALTH_PORT: text(config.healthPort?.toString()),
    LAKEPORT_METRICS_TOKEN: HIDDEN,
  }
}

function ofIdentity(config: Config): Of<'identity'> & Of<'sessions'> {
  return {
    AZURE_TENANT_ID: text(config.tenantId),
    AZURE_CLIENT_ID: text(config.clientId),
    AZURE_AUTHORITY_HOST: text(config.authorityHost),
    AZURE_CLIENT_SECRET: HIDDEN,
    AZURE_CLIENT_SECRET_EXPIRES: text(dayOf(config.credential)),
    AZURE_CLIENT_CERTIFICATE_PATH: HIDDEN,
    AZURE_FEDERATED_TOKEN_FILE: HIDDEN,
    AZURE_CLIENT_SECRET_NEXT: HIDDEN,
    AZURE_CLIENT_SECRET_NEXT_EXPIRES: text(config.nextCredential && dayOf(config.nextCredential)),
    AZURE_CLIENT_CERTIFICATE_PATH_NEXT: HIDDEN,
    LAKEPORT_CREDENTIAL_WARNING_DAYS: amount(config.credentialWarningMs / DAY_MS, 'days'),
    LAKEPORT_ADMINS: list(config.adminObjectIds),
    LAKEPORT_ROLES_GOOD_MINUTES: amount(config.rolesGoodMs / MINUTE_MS, 'minutes'),
    LAKEPORT_SESSION_IDLE_HOURS: amount(config.sessionIdleMs / HOUR_MS, 'hours'),
    LAKEPORT_SESSION_MAX_HOURS: amount(config.sessionAbsoluteMs / HOUR_MS, 'hours'),
    LAKEPORT_KEEP_TOKENS_HOURS: amount(config.keepTokensMs / HOUR_MS, 'hours'),
  }
}

function ofWork(config: Config, { writingKeyId, keys }: KeyRing): Of<'workspaces'> & Of<'database'> {
  const reading = [...keys.keys()].filter((id) => id !== writingKeyId)
  return {
    DATABRICKS_HOST: text(config.databricksHost),
    DATABRICKS_ACCOUNT_HOST: text(config.databricksAccountHost),
    DATABRICKS_RESOURCE_ID: text(config.databricksResourceId),
    LAKEPORT_ALLOWED_HOSTS: list(config.allowedHosts),
    LAKEPORT_ALLOWED_NETWORKS: list(config.allowedNetworks),
    LAKEPORT_CALLS_PER_SECOND: amount(config.callsPerSecond, 'aSecond'),
    // It may hold a password.
    DATABASE_URL: HIDDEN,
    // No page shows a path of the machine.
    LAKEPORT_DATA_DIR: config.given.has('LAKEPORT_DATA_DIR') ? HIDDEN : text('.data'),
    LAKEPORT_KEY_RING: list([writingKeyId, ...reading]),
  }
}

function ofLimits(config: Config): Of<'limits'> & Of<'retention'> {
  return {
    LAKEPORT_PRESSES_PER_MINUTE: amount(config.pressesPerMinute, 'aMinute'),
    LAKEPORT_OPEN_PRESSES: amount(config.openPresses, 'each'),
    LAKEPORT_REQUESTS_PER_MINUTE: amount(config.requestsPerMinute, 'aMinute'),
    LAKEPORT_SIGN_INS_PER_MINUTE: amount(config.signInsPerMinute, 'aMinute'),
    LAKEPORT_UPLOAD_MB: amount(config.largestUploadBytes / MEGABYTE, 'megabytes'),
    LAKEPORT_KEEP_OUTPUTS_DAYS: amount(config.keepOutputsMs / DAY_MS, 'days'),
    LAKEPORT_KEEP_RUNS_DAYS: amount(config.keepRunsMs / DAY_MS, 'days'),
    LAKEPORT_KEEP_SIGN_INS_DAYS: amount(config.keepSignInsMs / DAY_MS, 'days'),
    LAKEPORT_KEEP_NOTICES_DAYS: amount(config.keepNoticesMs / DAY_MS, 'days'),
    LAKEPORT_KEEP_AUDIT_DAYS: amount(config.keepAuditMs / DAY_MS, 'days'),
  }
}

function ofMail({ mail }: Config): Of<'notices'> {
  return {
    LAKEPORT_SMTP_HOST: text(mail?.host),
    LAKEPORT_SMTP_TLS: text(mail?.tls),
    LAKEPORT_SMTP_PORT: text(mail?.port.toString()),
    LAKEPORT_SMTP_USER: text(mail?.user),
    LAKEPORT_SMTP_PASSWORD: HIDDEN,
    LAKEPORT_SMTP_PASSWORD_FILE: HIDDEN,
    LAKEPORT_MAIL_FROM: text(mail?.from),
    // Whoever knows one of these can post there.
    LAKEPORT_TEAMS_URL: HIDDEN,
    LAKEPORT_WEBHOOK_URL: HIDDEN,
    LAKEPORT_WEBHOOK_SECRET: HIDDEN,
    LAKEPORT_WEBHOOK_SECRET_FILE: HIDDEN,
  }
}

function text(value: string | undefined): SettingValue {
  return value ? { kind: 'text', text: value } : { kind: 'none' }
}

function list(entries: readonly string[]): SettingValue {
  return entries.length > 0 ? { kind: 'list', entries } : { kind: 'none' }
}

function amount(value: number, unit: Extract<SettingValue, { kind: 'amount' }>['unit']): SettingValue {
  return { kind: 'amount', amount: value, unit }
}

/** As the setting has it. */
function dayOf(credential: ClientCredential): string | undefined {
  return credential.kind === 'secret' ? credential.expiresAt?.toISOString().slice(0, 10) : undefined
}
