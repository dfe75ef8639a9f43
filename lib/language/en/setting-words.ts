import type { SettingName } from '@/lib/settings/setting'

interface SettingWords {
  readonly label: string
  readonly meaning: string
}

/** What each setting is, and what it means in a few words. */
export const settingWords: Readonly<Record<SettingName, SettingWords>> = {
  NEXTAUTH_URL: { label: 'Public origin', meaning: 'The address people type. No other one is served.' },
  NEXTAUTH_SECRET: { label: 'Session key', meaning: 'Seals the cookies of sessions.' },
  PORT: { label: 'Port', meaning: 'Where this process listens.' },
  HOSTNAME: { label: 'Address', meaning: 'Where this process listens; 0.0.0.0 is everywhere.' },
  LAKEPORT_MAX_CONNECTIONS: { label: 'Connections', meaning: 'At once; further ones are closed.' },
  LAKEPORT_TRUSTED_PROXIES: {
    label: 'Trusted proxies',
    meaning: 'Their word about who is behind them counts in logs and limits.',
  },
  LAKEPORT_ROLE: {
    label: 'Role of this process',
    meaning: 'web has the pages, worker the background work, all both.',
  },
  LAKEPORT_HEALTH_PORT: { label: 'Health port of a worker', meaning: 'Where a worker says whether it is well.' },
  LAKEPORT_METRICS_TOKEN: {
    label: 'Token of the metrics',
    meaning: 'Who reads /api/metrics brings it; none without.',
  },

  AZURE_TENANT_ID: { label: 'Tenant', meaning: 'People of this directory may sign in, and of no other.' },
  AZURE_CLIENT_ID: { label: 'Client id', meaning: 'The portal’s app registration.' },
  AZURE_AUTHORITY_HOST: { label: 'Authority host', meaning: 'Where people sign in.' },
  AZURE_CLIENT_SECRET: { label: 'Client secret', meaning: 'One of the three kinds of credential.' },
  AZURE_CLIENT_SECRET_EXPIRES: { label: 'Secret expires', meaning: 'As copied from the app registration.' },
  AZURE_CLIENT_CERTIFICATE_PATH: {
    label: 'Client certificate',
    meaning: 'A file; one of the three kinds of credential.',
  },
  AZURE_FEDERATED_TOKEN_FILE: { label: 'Federated token', meaning: 'A file; one of the three kinds of credential.' },
  AZURE_CLIENT_SECRET_NEXT: { label: 'Next client secret', meaning: 'Beside the other while it is being replaced.' },
  AZURE_CLIENT_SECRET_NEXT_EXPIRES: {
    label: 'Next secret expires',
    meaning: 'As copied from the app registration.',
  },
  AZURE_CLIENT_CERTIFICATE_PATH_NEXT: {
    label: 'Next client certificate',
    meaning: 'Beside the other while it is being replaced.',
  },
  LAKEPORT_CREDENTIAL_WARNING_DAYS: {
    label: 'Warning before a credential ends',
    meaning: 'So long before, Admins are told on their pages.',
  },
  LAKEPORT_ADMINS: {
    label: 'Admins by object id',
    meaning: 'Admins whatever their app roles say: for the first day.',
  },
  LAKEPORT_ROLES_GOOD_MINUTES: { label: 'Roles are believed', meaning: 'Then Entra ID has to have said them anew.' },

  LAKEPORT_SESSION_IDLE_HOURS: { label: 'Session without use', meaning: 'Then it ends.' },
  LAKEPORT_SESSION_MAX_HOURS: { label: 'Session in all', meaning: 'Then it ends, however much it is used.' },
  LAKEPORT_KEEP_TOKENS_HOURS: {
    label: 'Tokens after a sign-out',
    meaning: 'So long a run of the person is still followed.',
  },

  DATABRICKS_HOST: { label: 'First workspace', meaning: 'Of the connector that the first start makes.' },
  DATABRICKS_ACCOUNT_HOST: {
    label: 'Account console',
    meaning: 'Only for workspaces outside of Databricks’ own zones.',
  },
  DATABRICKS_RESOURCE_ID: { label: 'Azure Databricks application', meaning: 'What tokens are asked for.' },
  LAKEPORT_ALLOWED_HOSTS: { label: 'Allowed hosts', meaning: 'May be called besides Databricks’ own.' },
  LAKEPORT_ALLOWED_NETWORKS: { label: 'Allowed networks', meaning: 'Private networks in which workspaces may lie.' },
  LAKEPORT_CALLS_PER_SECOND: {
    label: 'Calls of a workspace',
    meaning: 'At most, from all processes together.',
  },

  DATABASE_URL: { label: 'Database', meaning: 'PostgreSQL. Without it, an embedded one.' },
  LAKEPORT_DATA_DIR: { label: 'Data folder', meaning: 'Where the embedded database has its files.' },
  LAKEPORT_KEY_RING: {
    label: 'Key ring',
    meaning: 'Ids of the keys that seal what is secret: the first one writes, all read.',
  },

  LAKEPORT_PRESSES_PER_MINUTE: { label: 'Presses', meaning: 'Of one person.' },
  LAKEPORT_OPEN_PRESSES: { label: 'Presses that wait', meaning: 'Of one person, for Databricks, at once.' },
  LAKEPORT_REQUESTS_PER_MINUTE: { label: 'Requests', meaning: 'Of one person.' },
  LAKEPORT_SIGN_INS_PER_MINUTE: { label: 'Sign-ins', meaning: 'Begun from one address.' },
  LAKEPORT_UPLOAD_MB: { label: 'File of a form', meaning: 'The largest that is sent on to a volume.' },

  LAKEPORT_KEEP_OUTPUTS_DAYS: { label: 'Results', meaning: 'Results and traces of runs that have ended.' },
  LAKEPORT_KEEP_RUNS_DAYS: { label: 'Runs', meaning: 'Runs that have ended, with all they left.' },
  LAKEPORT_KEEP_SIGN_INS_DAYS: { label: 'Sign-in log', meaning: 'Its rows, and sessions that have ended.' },
  LAKEPORT_KEEP_NOTICES_DAYS: { label: 'Notices', meaning: 'What people were told.' },
  LAKEPORT_KEEP_AUDIT_DAYS: { label: 'Audit log', meaning: 'Its rows.' },

  LAKEPORT_SMTP_HOST: { label: 'Mail server', meaning: 'Without it no e-mail is sent.' },
  LAKEPORT_SMTP_TLS: { label: 'Mail encryption', meaning: 'starttls, implicit, or none on this machine.' },
  LAKEPORT_SMTP_PORT: { label: 'Mail port', meaning: 'Of the mail server.' },
  LAKEPORT_SMTP_USER: { label: 'Mail user', meaning: 'As whom the portal signs in there.' },
  LAKEPORT_SMTP_PASSWORD: { label: 'Mail password', meaning: 'Of that user.' },
  LAKEPORT_SMTP_PASSWORD_FILE: { label: 'Mail password in a file', meaning: 'Read for each e-mail.' },
  LAKEPORT_MAIL_FROM: { label: 'Sender', meaning: 'As whom e-mails are sent.' },
  LAKEPORT_TEAMS_URL: { label: 'Teams', meaning: 'A Workflows webhook, where notices are posted.' },
  LAKEPORT_WEBHOOK_URL: { label: 'Webhook', meaning: 'A program that gets notices.' },
  LAKEPORT_WEBHOOK_SECRET: { label: 'Webhook secret', meaning: 'Signs what is sent there.' },
  LAKEPORT_WEBHOOK_SECRET_FILE: { label: 'Webhook secret in a file', meaning: 'Signs what is sent there.' },
}
