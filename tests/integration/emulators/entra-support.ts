import { createHash, randomBytes } from 'node:crypto'
import { ConfidentialClientApplication, type Configuration } from '@azure/msal-node'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { PORTAL_CLIENT_ID, PORTAL_CLIENT_SECRET, TENANT_ID } from '../../../emulators/entra/seed.ts'
import { startEntraEmulator } from '../../../emulators/entra/server.ts'
import type { Emulator } from '../../../emulators/kit/emulator.ts'

export const REDIRECT_URI = 'http://localhost:3000/api/auth/callback/azure-ad'
export const DATABRICKS_SCOPE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/user_impersonation'
export const PORTAL_SCOPE = `openid profile offline_access ${DATABRICKS_SCOPE}`

export interface EntraOfTest {
  url(): string
  /** One control call; a string body goes as it is, anything else as JSON. */
  control(method: string, path: string, body?: unknown): Promise<unknown>
}

/** One emulator for the tests of a file, back at its seed for each of them. */
export function seededEntra(): EntraOfTest {
  let emulator: Emulator | undefined
  beforeAll(async () => {
    emulator = await startEntraEmulator({ port: 0 })
  })
  beforeEach(() => controlCall(url(), 'POST', '/reset'))
  afterAll(() => emulator?.close())
  const url = () => emulator?.url ?? ''
  return { url, control: (method, path, body) => controlCall(url(), method, path, body) }
}

/** @throws Error with the emulator's own words when it refuses */
export async function controlCall(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(`${url}/__emulator${path}`, { method, ...(body !== undefined && { body: text }) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

export interface Pkce {
  verifier: string
  challenge: string
}

export function newPkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** The portal's authorization request; `undefined` leaves a parameter out. */
export function authorizeUrl(origin: string, pkce: Pkce, change: Record<string, string | undefined> = {}): string {
  const params: Record<string, string | undefined> = {
    client_id: PORTAL_CLIENT_ID,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: PORTAL_SCOPE,
    state: 'state-1',
    nonce: 'nonce-1',
    code_challenge: pkce.challenge,
    code_challenge_method: 'S256',
    client_info: '1',
    ...change,
  }
  const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return `${origin}/${TENANT_ID}/oauth2/v2.0/authorize?${new URLSearchParams(given)}`
}

/** A browser without a screen: keeps cookies, follows nothing by itself, presses a form's button. */
export class Browser {
  readonly #origin: string
  #cookie = ''

  constructor(origin: string) {
    this.#origin = origin
  }

  async open(url: string, form?: URLSearchParams): Promise<Page> {
    const response = await fetch(new URL(url, this.#origin), {
      redirect: 'manual',
      headers: { cookie: this.#cookie },
      ...(form && { method: 'POST', body: form }),
    })
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0]
    if (cookie) this.#cookie = cookie
    const location = response.headers.get('location')
    return {
      status: response.status,
      markup: await response.text(),
      location: location ? new URL(location) : undefined,
    }
  }

  /** Presses a button of the page's first form. */
  press(page: Page, name: string, value: string, more: Record<string, string> = {}): Promise<Page> {
    const action = /<form method="post" action="([^"]+)"/.exec(page.markup)?.[1] ?? ''
    const ctx = /name="ctx" value="([^"]+)"/.exec(page.markup)?.[1] ?? ''
    return this.open(action, new URLSearchParams({ ctx, [name]: value, ...more }))
  }
}

export interface Page {
  status: number
  markup: string
  location: URL | undefined
}

/** The parameter of the redirect back to the application. */
export function param(page: Page, name: string): string | null {
  return page.location?.searchParams.get(name) ?? null
}

/** The confidential client as a portal configures it for an authority without TLS. */
export function msalClient(
  origin: string,
  credential: Partial<Configuration['auth']> = {},
): ConfidentialClientApplication {
  const { host } = new URL(origin)
  const base = `${origin}/${TENANT_ID}`
  const secret = Object.keys(credential).length === 0 ? { clientSecret: PORTAL_CLIENT_SECRET } : {}
  return new ConfidentialClientApplication({
    auth: {
      clientId: PORTAL_CLIENT_ID,
      authority: `https://${host}/${TENANT_ID}`,
      knownAuthorities: [host],
      authorityMetadata: JSON.stringify({
        issuer: `${base}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
        end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      }),
      ...secret,
      ...credential,
    },
  })
}

/** Signs a person in by `login_hint` and answers the code and its verifier. */
export async function signIn(
  origin: string,
  account: string,
  change: Record<string, string | undefined> = {},
): Promise<{ code: string; verifier: string }> {
  const pkce = newPkce()
  const page = await new Browser(origin).open(authorizeUrl(origin, pkce, { login_hint: account, ...change }))
  const code = param(page, 'code')
  if (code === null) throw new Error(`No code: ${page.status} ${page.location ?? page.markup}`)
  return { code, verifier: pkce.verifier }
}

export interface TokenBody {
  access_token: string
  refresh_token: string
  id_token: string
  scope: string
  expires_in: number
  error: string
  error_description: string
  error_codes: number[]
  suberror?: string
  claims?: string
  trace_id: string
  correlation_id: string
}

/** One call of the token endpoint, with the portal's secret unless the form says otherwise. */
export async function requestToken(
  origin: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; body: TokenBody }> {
  const response = await fetch(`${origin}/${TENANT_ID}/oauth2/v2.0/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ client_id: PORTAL_CLIENT_ID, client_secret: PORTAL_CLIENT_SECRET, ...form }),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as TokenBody }
}

/** Signs in and redeems the code, without MSAL. */
export async function tokensOf(origin: string, account: string, scope = PORTAL_SCOPE): Promise<TokenBody> {
  const { code, verifier } = await signIn(origin, account, { scope })
  const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: REDIRECT_URI, scope }
  const { status, body } = await requestToken(origin, form)
  if (status !== 200) throw new Error(body.error_description)
  return body
}

export function claimsOf(jwt: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>
}
