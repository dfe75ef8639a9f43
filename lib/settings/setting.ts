/** Every setting, by what it is about. Their names are those of the environment. */
export const SETTING_GROUPS = {
  portal: [
    'NEXTAUTH_URL',
    'NEXTAUTH_SECRET',
    'PORT',
    'HOSTNAME',
    'LAKEPORT_MAX_CONNECTIONS',
    'LAKEPORT_TRUSTED_PROXIES',
    'LAKEPORT_ROLE',
    'LAKEPORT_HEALTH_PORT',
    'LAKEPORT_METRICS_TOKEN',
  ],
  identity: [
    'AZURE_TENANT_ID',
    'AZURE_CLIENT_ID',
    'AZURE_AUTHORITY_HOST',
    'AZURE_CLIENT_SECRET',
    'AZURE_CLIENT_SECRET_EXPIRES',
    'AZURE_CLIENT_CERTIFICATE_PATH',
    'AZURE_FEDERATED_TOKEN_FILE',
    'AZURE_CLIENT_SECRET_NEXT',
    'AZURE_CLIENT_SECRET_NEXT_EXPIRES',
    'AZURE_CLIENT_CERTIFICATE_PATH_NEXT',
    'LAKEPORT_CREDENTIAL_WARNING_DAYS',
    'LAKEPORT_ADMINS',
    'LAKEPORT_ROLES_GOOD_MINUTES',
  ],
  sessions: ['LAKEPORT_SESSION_IDLE_HOURS', 'LAKEPORT_SESSION_MAX_HOURS', 'LAKEPORT_KEEP_TOKENS_HOURS'],
  workspaces: [
    'DATABRICKS_HOST',
    'DATABRICKS_ACCOUNT_HOST',
    'DATABRICKS_RESOURCE_ID',
    'LAKEPORT_ALLOWED_HOSTS',
    'LAKEPORT_ALLOWED_NETWORKS',
    'LAKEPORT_CALLS_PER_SECOND',
  ],
  database: ['DATABASE_URL', 'LAKEPORT_DATA_DIR', 'LAKEPORT_KEY_RING'],
  limits: [
    'LAKEPORT_PRESSES_PER_MINUTE',
    'LAKEPORT_OPEN_PRESSES',
    'LAKEPORT_REQUESTS_PER_MINUTE',
    'LAKEPORT_SIGN_INS_PER_MINUTE',
    'LAKEPORT_UPLOAD_MB',
  ],
  retention: [
    'LAKEPORT_KEEP_OUTPUTS_DAYS',
    'LAKEPORT_KEEP_RUNS_DAYS',
    'LAKEPORT_KEEP_SIGN_INS_DAYS',
    'LAKEPORT_KEEP_NOTICES_DAYS',
    'LAKEPORT_KEEP_AUDIT_DAYS',
  ],
  notices: [
    'LAKEPORT_SMTP_HOST',
    'LAKEPORT_SMTP_TLS',
    'LAKEPORT_SMTP_PORT',
    'LAKEPORT_SMTP_USER',
    'LAKEPORT_SMTP_PASSWORD',
    'LAKEPORT_SMTP_PASSWORD_FILE',
    'LAKEPORT_MAIL_FROM',
    'LAKEPORT_TEAMS_URL',
    'LAKEPORT_WEBHOOK_URL',
    'LAKEPORT_WEBHOOK_SECRET',
    'LAKEPORT_WEBHOOK_SECRET_FILE',
  ],
} as const

export type SettingGroup = keyof typeof SETTING_GROUPS
export type SettingName = (typeof SETTING_GROUPS)[SettingGroup][number]

/** What numbers of settings count. */
export type SettingUnit = 'days' | 'hours' | 'minutes' | 'megabytes' | 'each' | 'aMinute' | 'aSecond'

/** What is in force, as far as it may be shown. */
export type SettingValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly entries: readonly string[] }
  | { readonly kind: 'amount'; readonly amount: number; readonly unit: SettingUnit }
  /** It is secret, or holds what is: whether it is set is all that is told. */
  | { readonly kind: 'hidden' }
  /** Nothing is set, and nothing stands in for it. */
  | { readonly kind: 'none' }

export interface Setting {
  readonly name: SettingName
  readonly value: SettingValue
  /** In the environment; otherwise its value is what the portal comes with. */
  readonly isGiven: boolean
}
