import 'server-only'
import { z } from 'zod'
import { PortalError } from '@/lib/errors'
import { hideOpened } from '@/lib/redact'
import { flag, list, object, optional, pageToken, text } from './answer'
import { allPages } from './pages'
import { type CallOptions, type Endpoint, request } from './request'
import type { Workspace } from './workspace'

/** A person's way into the console of an account; it is called as a workspace is. */
export interface Account {
  readonly console: Workspace
  readonly accountId: string
}

const MOST_PAGES = 50

const customApp = object({
  integration_id: z.string(),
  client_id: z.string(),
  name: text,
  redirect_urls: list(z.string()),
  confidential: flag,
  scopes: list(z.string()),
  creator_username: text,
})

/** A custom OAuth app in Databricks' words. Nothing tells its secret again. */
export type CustomApp = z.output<typeof customApp>

/** All custom apps of the account: GET …/oauth2/custom-app-integrations. For account admins. @throws PortalError as `request` */
export async function listCustomApps(account: Account, options?: CallOptions): Promise<CustomApp[]> {
  const answer = object({ apps: list(customApp), next_page_token: pageToken })
  const endpoint = endpointOf(account, 'GET', '/custom-app-integrations', answer)
  const all = await allPages(async (token) => {
    const query = { page_size: 100, page_token: token, include_creator_username: true }
    return (await request(account.console, endpoint, { query }, options)).value
  }, MOST_PAGES)
  return all.flatMap(({ apps }) => apps)
}

export interface NewApp {
  readonly name: string
  readonly redirectUrls: readonly string[]
  /** Whether it has a secret. */
  readonly confidential: boolean
  readonly scopes: readonly string[]
}

export interface MadeCustomApp {
  readonly integrationId: string
  readonly clientId: string
  /** Of a confidential one. Nothing tells it again. */
  readonly secret: string | undefined
  readonly secretExpiresAt: Date | undefined
}

const made = z.object({
  integration_id: z.string(),
  client_id: z.string(),
  client_secret: optional(z.string().min(1)),
  client_secret_expire_time: optional(z.coerce.date()),
})

/**
 * Makes a custom app: POST …/oauth2/custom-app-integrations. It is sent once: a second one would be another app.
 * @throws PortalError as `request`; `mayHaveActed` says where it is open whether there is an app now
 */
export async function createCustomApp(account: Account, app: NewApp): Promise<MadeCustomApp> {
  const endpoint = endpointOf(account, 'POST', '/custom-app-integrations', made)
  const { name, redirectUrls: redirect_urls, confidential, scopes } = app
  const body = { name, redirect_urls, confidential, scopes }
  const { value } = await request(account.console, endpoint, { body }).catch(withoutItsAnswer)
  if (value.client_secret) hideOpened(value.client_secret)
  return {
    integrationId: value.integration_id,
    clientId: value.client_id,
    secret: value.client_secret,
    secretExpiresAt: value.client_secret_expire_time,
  }
}

/** A cause may quote the answer that it could not read, and there is a secret in that. */
function withoutItsAnswer(thrown: unknown): never {
  if (!(thrown instanceof PortalError) || thrown.code !== 'databricks_odd_answer') throw thrown
  throw new PortalError(thrown.code, thrown.message, { facts: thrown.facts })
}

const publishedApp = object({ app_id: text, name: text, create_time: text })

/** An app of a partner that the account has enrolled. */
export type PublishedApp = z.output<typeof publishedApp>

/** The published apps that are enrolled: GET …/oauth2/published-app-integrations. @throws PortalError as `request` */
export async function listPublishedApps(account: Account, options?: CallOptions): Promise<PublishedApp[]> {
  const answer = object({ apps: list(publishedApp), next_page_token: pageToken })
  const endpoint = endpointOf(account, 'GET', '/published-app-integrations', answer)
  const all = await allPages(async (token) => {
    const query = { page_size: 100, page_token: token }
    return (await request(account.console, endpoint, { query }, options)).value
  }, MOST_PAGES)
  return all.flatMap(({ apps }) => apps)
}

function endpointOf<T>(
  { accountId }: Account,
  method: 'GET' | 'POST',
  path: string,
  answer: z.ZodType<T>,
): Endpoint<T> {
  const base = `/api/2.0/accounts/${encodeURIComponent(accountId)}/oauth2`
  return { method, path: `${base}${path}`, right: 'account admin', answer }
}
