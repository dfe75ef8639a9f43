import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OAUTH_CLIENT_ID } from '@/emulators/databricks/oauth/apps'
import { ACCOUNT_ID } from '@/emulators/databricks/people'
import { send, startWorkspace } from './databricks-support'

const APPS = `/api/2.0/accounts/${ACCOUNT_ID}/oauth2/custom-app-integrations`
const BACK = 'https://portal.contoso.example/api/connections/callback'
const NEW = {
  ...{ name: 'Lakeport', redirect_urls: [BACK], confidential: true },
  scopes: ['all-apis', 'offline_access'],
}

interface App {
  integration_id: string
  client_id: string
  client_secret?: string
  client_secret_expire_time?: string
}

/** What the account's OAuth API does, by the models of Databricks' own SDKs; the words for who is no admin by databricks/cli#2921. */
describe('the account of the workspace', () => {
  let workspace: Awaited<ReturnType<typeof startWorkspace>>
  beforeAll(async () => {
    workspace = await startWorkspace()
  })
  beforeEach(() => workspace.control.reset())
  afterAll(() => workspace.close())

  const call = async (method: string, path: string, body?: unknown, token = 'dapi-demo-admin') => {
    const reply = await send(`${workspace.accountUrl}${path}`, method, body, { authorization: `Bearer ${token}` })
    return { status: reply.status, body: reply.body as unknown }
  }
  const made = async (body: object = NEW) => (await call('POST', APPS, body)).body as App
  const names = async (query = '') => {
    const { body } = await call('GET', `${APPS}${query}`)
    const { apps = [], next_page_token } = body as { apps?: { name: string }[]; next_page_token?: string }
    return { names: apps.map(({ name }) => name), next: next_page_token }
  }

  it('makes an app with a secret that nothing tells again', async () => {
    const app = await made()
    expect(app).toEqual({
      integration_id: expect.any(String),
      client_id: expect.any(String),
      client_secret: expect.stringMatching(/^dose[0-9a-f]{32}$/),
      client_secret_expire_time: expect.any(String),
    })
    const one = await call('GET', `${APPS}/${app.integration_id}`)
    expect(one.body).toMatchObject({
      name: 'Lakeport',
      confidential: true,
      redirect_urls: [BACK],
      scopes: NEW.scopes,
    })
    expect(JSON.stringify([one, await call('GET', APPS)])).not.toContain(app.client_secret)
  })

  it('makes a public app, whose people the workspace signs in at once', async () => {
    const { client_id, ...rest } = await made({ ...NEW, confidential: false })
    expect(rest).toEqual({ integration_id: expect.any(String) })
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id, redirect_uri: BACK, scope: 'all-apis', state: 'x' },
      ...{ code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
    })
    expect((await fetch(`${workspace.url}/oidc/v1/authorize?${query}`)).status).toBe(200)
  })

  it('lists page by page, changes an app and takes it away', async () => {
    const { integration_id } = await made()
    const first = await names('?page_size=2')
    expect(first).toEqual({ names: ['Sample public app', 'Sample app with a secret'], next: expect.any(String) })
    expect(await names(`?page_size=2&page_token=${first.next}`)).toEqual({ names: ['Lakeport'], next: undefined })
    const path = `${APPS}/${integration_id}`
    expect(await call('PATCH', path, { redirect_urls: ['http://localhost:3000/x'] })).toMatchObject({ status: 200 })
    expect((await call('GET', path)).body).toMatchObject({ redirect_urls: ['http://localhost:3000/x'] })
    expect((await call('DELETE', path)).status).toBe(200)
    expect((await call('GET', path)).status).toBe(404)
  })

  it('lets two apps have one name: it is for who asks to look first', async () => {
    expect((await made()).client_id).not.toBe((await made()).client_id)
  })

  it.each([
    ['no name', { ...NEW, name: ' ' }],
    ['no redirect URL', { ...NEW, redirect_urls: [] }],
    ['plain http beyond this machine', { ...NEW, redirect_urls: ['http://portal.contoso.example/x'] }],
    ['a scope that there is not', { ...NEW, scopes: ['mail'] }],
    ['people agreeing to more than is asked', { ...NEW, user_authorized_scopes: ['sql'] }],
  ])('refuses %s', async (_what, body) => {
    expect(await call('POST', APPS, body)).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_PARAMETER_VALUE' },
    })
    expect((await names()).names).toHaveLength(2)
  })

  it.each([
    ['somebody who is no account admin', APPS, 'dapi-demo-maker', 403],
    ['an admin of another account', APPS.replace(ACCOUNT_ID, OAUTH_CLIENT_ID), 'dapi-demo-admin', 403],
    ['nobody', APPS, 'dapi-nobody', 403],
  ])('tells %s nothing', async (_who, path, token, status) => {
    for (const [method, body] of [['GET'], ['POST', NEW]] as const) {
      const reply = await call(method, path, body, token)
      expect(reply.status).toBe(status)
      expect(JSON.stringify(reply.body)).toMatch(/without account admin status|Invalid access token/)
    }
    expect((await names()).names).toHaveLength(2)
  })

  it('tells which apps of partners are enrolled', async () => {
    const { body } = await call('GET', APPS.replace('custom', 'published'))
    expect(body).toMatchObject({ apps: [{ app_id: 'sample-charts', name: 'Sample charts' }] })
  })

  it('is another host than the workspace: neither serves what is the other’s', async () => {
    expect((await workspace.call('GET', APPS, undefined, 'dapi-demo-admin')).status).toBe(404)
    expect((await call('GET', '/api/2.2/jobs/list')).status).toBe(404)
  })
})
