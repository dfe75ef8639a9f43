/** A custom app of the account, or one that is built in: who may send people here to sign in. */
export interface OAuthApp {
  clientId: string
  /** None: a public client. */
  secret?: string
  redirectUrls: readonly string[]
  /** What a person may be asked for. */
  scopes: readonly string[]
  singleUseRefreshTokens: boolean
  /** Of a custom app, which an account admin made; none of one that Databricks brings. */
  integration?: Integration
}

/** What the account keeps of a custom app beside its sign-in. */
export interface Integration {
  id: string
  name: string
  createdAt: number
  /** The SCIM id of who made it. */
  createdBy: string
  creatorUserName: string
  userAuthorizedScopes: readonly string[]
  tokenAccessPolicy?: Record<string, unknown> | undefined
}

export const OAUTH_PUBLIC_CLIENT_ID = '4f6d9a31-7c02-4b8e-9d15-2e83b0c7a564'
export const OAUTH_CLIENT_ID = '9c1e57b8-03da-4f62-8a47-d6b92f10e35c'
export const OAUTH_CLIENT_SECRET = 'dose-demo-only-secret-of-a-custom-app'

export const OAUTH_SCOPES = ['all-apis', 'sql', 'offline_access', 'openid', 'profile', 'email']
const CALLBACK = '/api/connections/callback'

/** Two custom apps of the seed, and what Databricks itself brings. */
export function seedOAuthApps(): OAuthApp[] {
  const redirectUrls = ['http://localhost', 'http://127.0.0.1'].map((origin) => `${origin}${CALLBACK}`)
  const custom = { redirectUrls, scopes: OAUTH_SCOPES, singleUseRefreshTokens: false }
  return [
    { ...custom, clientId: OAUTH_PUBLIC_CLIENT_ID, integration: ofSeed(OAUTH_PUBLIC_CLIENT_ID, 'Sample public app') },
    {
      ...custom,
      ...{ clientId: OAUTH_CLIENT_ID, secret: OAUTH_CLIENT_SECRET },
      integration: ofSeed(OAUTH_CLIENT_ID, 'Sample app with a secret'),
    },
    { ...custom, clientId: 'databricks-cli', redirectUrls: ['http://localhost:8020'] },
  ]
}

function ofSeed(id: string, name: string): Integration {
  const by = { createdBy: '4005002501632044', creatorUserName: 'admin@contoso.example' }
  return { id, name, createdAt: Date.UTC(2026, 5, 1), ...by, userAuthorizedScopes: [] }
}

const LOOPBACK_PORT = /^(https?:\/\/(?:localhost|127\.0\.0\.1)):\d{1,5}(?=[/?#]|$)/

/** Exact, but that a loopback address of the seed's apps may come with any port. */
export function isRegistered({ redirectUrls }: OAuthApp, asked: string): boolean {
  return redirectUrls.includes(asked) || redirectUrls.includes(asked.replace(LOOPBACK_PORT, '$1'))
}
