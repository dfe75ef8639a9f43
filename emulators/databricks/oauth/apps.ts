/** A custom app of the account, or one that is built in: who may send people here to sign in. */
export interface OAuthApp {
  clientId: string
  /** None: a public client. */
  secret?: string
  redirectUrls: readonly string[]
  /** What a person may be asked for. */
  scopes: readonly string[]
  singleUseRefreshTokens: boolean
}

export const OAUTH_PUBLIC_CLIENT_ID = '4f6d9a31-7c02-4b8e-9d15-2e83b0c7a564'
export const OAUTH_CLIENT_ID = '9c1e57b8-03da-4f62-8a47-d6b92f10e35c'
export const OAUTH_CLIENT_SECRET = 'dose-demo-only-secret-of-a-custom-app'

const SCOPES = ['all-apis', 'sql', 'offline_access', 'openid', 'profile', 'email']
const CALLBACK = '/api/connections/callback'

/** Two custom apps of the seed, and what Databricks itself brings. */
export function seedOAuthApps(): OAuthApp[] {
  const redirectUrls = ['http://localhost', 'http://127.0.0.1'].map((origin) => `${origin}${CALLBACK}`)
  const custom = { redirectUrls, scopes: SCOPES, singleUseRefreshTokens: false }
  return [
    { ...custom, clientId: OAUTH_PUBLIC_CLIENT_ID },
    { ...custom, clientId: OAUTH_CLIENT_ID, secret: OAUTH_CLIENT_SECRET },
    { ...custom, clientId: 'databricks-cli', redirectUrls: ['http://localhost:8020'] },
  ]
}

const LOOPBACK_PORT = /^(https?:\/\/(?:localhost|127\.0\.0\.1)):\d{1,5}(?=[/?#]|$)/

/** Exact, but that a loopback address of the seed's apps may come with any port. */
export function isRegistered({ redirectUrls }: OAuthApp, asked: string): boolean {
  return redirectUrls.includes(asked) || redirectUrls.includes(asked.replace(LOOPBACK_PORT, '$1'))
}
