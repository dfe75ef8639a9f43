import { randomBytes, randomUUID } from 'node:crypto'
import { invalid } from '../errors.ts'
import type { Member } from '../people.ts'
import { readStrings } from '../wire/input.ts'
import { OAUTH_SCOPES, type OAuthApp } from './apps.ts'

/** So long the secret of a new app is good. */
const SECRET_MS = 2 * 365 * 24 * 60 * 60 * 1000

type Body = Readonly<Record<string, unknown>>

/** A custom app as an account admin asks for it, with the answer that alone ever tells its secret. @throws Refusal 400 */
export function createApp(body: Body, creator: Member, now: number): { app: OAuthApp; answer: object } {
  const { name, confidential = false, token_access_policy } = body
  if (typeof name !== 'string' || name.trim() === '') throw invalid('name is required.')
  if (typeof confidential !== 'boolean') throw invalid('confidential must be a boolean.')
  const policy = readPolicy(token_access_policy)
  const app: OAuthApp = {
    clientId: randomUUID(),
    ...(confidential && { secret: `dose${randomBytes(16).toString('hex')}` }),
    redirectUrls: readRedirects(body),
    ...readScopes(body),
    singleUseRefreshTokens: policy?.enable_single_use_refresh_tokens === true,
    integration: {
      id: randomUUID(),
      name,
      createdAt: now,
      createdBy: creator.scimId,
      creatorUserName: creator.userName,
      userAuthorizedScopes: readStrings(body.user_authorized_scopes, 'user_authorized_scopes') ?? [],
      tokenAccessPolicy: policy,
    },
  }
  const answer = {
    integration_id: app.integration?.id,
    client_id: app.clientId,
    ...(app.secret && {
      client_secret: app.secret,
      client_secret_expire_time: new Date(now + SECRET_MS).toISOString(),
    }),
  }
  return { app, answer }
}

/** PATCH: what is named, and no other field. @throws Refusal 400 */
export function changeApp(app: OAuthApp, body: Body): void {
  if (body.redirect_urls !== undefined) app.redirectUrls = readRedirects(body)
  if (body.scopes !== undefined) app.scopes = readScopes(body).scopes
  const policy = readPolicy(body.token_access_policy)
  if (!policy || !app.integration) return
  app.integration.tokenAccessPolicy = policy
  app.singleUseRefreshTokens = policy.enable_single_use_refresh_tokens === true
}

/** Of a list or a look: never the secret. */
export function customAppJson({ integration, ...app }: OAuthApp, withCreator = false): object {
  return {
    integration_id: integration?.id,
    client_id: app.clientId,
    name: integration?.name,
    redirect_urls: app.redirectUrls,
    confidential: app.secret !== undefined,
    scopes: app.scopes,
    ...(integration?.tokenAccessPolicy && { token_access_policy: integration.tokenAccessPolicy }),
    ...((integration?.userAuthorizedScopes.length ?? 0) > 0 && {
      user_authorized_scopes: integration?.userAuthorizedScopes,
    }),
    created_by: Number(integration?.createdBy),
    create_time: new Date(integration?.createdAt ?? 0).toISOString(),
    ...(withCreator && { creator_username: integration?.creatorUserName }),
  }
}

function readRedirects(body: Body): string[] {
  const urls = readStrings(body.redirect_urls, 'redirect_urls') ?? []
  if (urls.length === 0) throw invalid('At least one redirect URL is required.')
  const wrong = urls.find((url) => !isRedirect(url))
  if (wrong !== undefined) throw invalid(`Invalid redirect URL: ${wrong}`)
  return urls
}

function isRedirect(text: string): boolean {
  const url = URL.parse(text)
  if (url?.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(url.hostname))
}

function readScopes(body: Body): Pick<OAuthApp, 'scopes'> {
  const scopes = readStrings(body.scopes, 'scopes') ?? ['all-apis']
  const unknown = scopes.filter((scope) => !OAUTH_SCOPES.includes(scope))
  if (unknown.length > 0) throw invalid(`Invalid scopes: ${unknown.join(', ')}`)
  const asked = readStrings(body.user_authorized_scopes, 'user_authorized_scopes') ?? []
  if (asked.some((scope) => !scopes.includes(scope))) {
    throw invalid('user_authorized_scopes must be a subset of scopes.')
  }
  return { scopes }
}

function readPolicy(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid('token_access_policy must be an object.')
  return value as Record<string, unknown>
}
