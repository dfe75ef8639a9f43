import { type Entra, findApp } from './entra.ts'
import { AadError } from './errors.ts'
import { isRegistered } from './redirect-uris.ts'
import { parseScopes, type ScopeRequest } from './scopes.ts'
import type { App } from './state.ts'

type ResponseMode = 'query' | 'fragment' | 'form_post'

/** Where an answer may go. Until this is certain, failures are shown on a page and never redirected. */
export interface Client {
  app: App
  tenant: string
  redirectUri: string
  responseMode: ResponseMode
  state: string | null
}

export interface AuthorizeRequest extends Client {
  scope: string
  scopes: ScopeRequest
  nonce: string | null
  codeChallenge: string
  prompt: string | null
  loginHint: string | null
  wantsClientInfo: boolean
}

const RESPONSE_MODES = new Set(['query', 'fragment', 'form_post'])
const PROMPTS = new Set(['login', 'none', 'consent', 'select_account', 'create'])

/** @throws AadError 90002, 700016, 50194, 900144, 50011: for the page */
export function parseClient(entra: Entra, tenant: string, params: URLSearchParams): Client {
  const app = findApp(entra, tenant, params.get('client_id'))
  const redirectUri = params.get('redirect_uri')
  if (!redirectUri) throw new AadError(900144, { parameter: 'redirect_uri' })
  if (!isRegistered(redirectUri, app.redirectUris)) throw new AadError(50011, { redirectUri, clientId: app.clientId })
  const mode = params.get('response_mode') ?? 'query'
  return { app, tenant, redirectUri, responseMode: isResponseMode(mode) ? mode : 'query', state: params.get('state') }
}

/** @throws AadError for the client: 70005, 70007, 9002325, 501491, 50147, 900144 and what parseScopes throws */
export function parseAuthorize(client: Client, params: URLSearchParams): AuthorizeRequest {
  checkResponse(params)
  const prompt = params.get('prompt')
  if (prompt && !PROMPTS.has(prompt)) throw new AadError(90023, { parameter: 'prompt', value: prompt })
  return {
    ...client,
    scope: params.get('scope') ?? '',
    scopes: parseScopes(params.get('scope'), client.app),
    nonce: params.get('nonce'),
    codeChallenge: readChallenge(params),
    prompt,
    loginHint: params.get('login_hint') || null,
    wantsClientInfo: params.get('client_info') === '1',
  }
}

function checkResponse(params: URLSearchParams): void {
  const type = params.get('response_type')
  if (!type) throw new AadError(900144, { parameter: 'response_type' })
  if (type !== 'code') throw new AadError(70005, { value: type })
  const mode = params.get('response_mode')
  if (mode && !isResponseMode(mode)) throw new AadError(70007, { value: mode })
  const claims = params.get('claims')
  if (claims && !isJson(claims)) throw new AadError(90023, { parameter: 'claims', value: claims })
}

/** Stricter than Entra, which lets a web app go without: this portal must never forget its proof key. */
function readChallenge(params: URLSearchParams): string {
  const challenge = params.get('code_challenge')
  if (!challenge) throw new AadError(9002325)
  const method = params.get('code_challenge_method') ?? 'plain'
  if (method !== 'S256') throw new AadError(501491, { method })
  if (!/^[\w-]{43}$/.test(challenge)) throw new AadError(50147)
  return challenge
}

function isResponseMode(value: string): value is ResponseMode {
  return RESPONSE_MODES.has(value)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
