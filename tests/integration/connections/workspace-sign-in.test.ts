import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET, OAUTH_PUBLIC_CLIENT_ID } from '@/emulators/databricks/oauth/apps'
import { statusOf } from '@/lib/connections/connection-query'
import { type CameBack, finishConnecting } from '@/lib/connections/server/finish-connecting'
import { listConnections } from '@/lib/connections/server/list-connections'
import { testConnection } from '@/lib/connections/server/test-connection'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import type { Connector } from '@/lib/connectors/connector'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { saveSecurity } from '@/lib/connectors/server/save-security'
import type { Viewer } from '@/lib/identity/viewer'
import { connectors as words } from '@/lib/language/en/connectors'
import { selectConnectionOf } from '@/lib/store/connections'
import { FIRST, forgetConnectors, giveSecret } from '@/tests/integration/connectors/connectors-of-test'
import { everyRow } from '@/tests/integration/http/every-row'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { wayTo } from './come-back'

const USER = 'user@contoso.example'
const PING = 'ping-lakehouse'
const TO = { connector: FIRST }
const TOKEN = 'POST /oidc/v1/token'

/** The settings' own connector, whose flows are there, with a custom app of Databricks. */
describePortal('connections through the sign-in of the workspace itself', SAMPLE_FLOWS, (portal) => {
  let user: Viewer
  let admin: Viewer
  const db = () => portal.store().kysely
  beforeEach(async () => {
    ;[user, admin] = [await portal.signIn(USER), await portal.signIn('admin@contoso.example')]
  })
  afterEach(async () => {
    await forgetConnectors(portal.store())
    await sql`update connectors set security = '{"kind": "portal"}' where slug = ${FIRST}`.execute(db())
  })

  const saveApp = async (clientId: string, scopes = 'all-apis offline_access') => {
    const { version } = await getConnector(admin, FIRST)
    const security = { kind: 'databricks', clientId, scopes } as const
    return saveSecurity(admin, { slug: FIRST, version }, { security, roles: ['Portal.User'], people: '' }, words)
  }
  const giveApp = async (clientId = OAUTH_PUBLIC_CLIENT_ID): Promise<Connector> => {
    expect(await saveApp(clientId)).toMatchObject({ ok: true })
    return getConnector(admin, FIRST)
  }
  /** Presses the button of this person on the workspace's page; nobody's is that of who declines. */
  const signInThere = async (url: URL, name = USER): Promise<CameBack> => {
    const body = new URLSearchParams([...url.searchParams, ['user', name]])
    const response = await fetch(`${url.origin}${url.pathname}`, { method: 'POST', body, redirect: 'manual' })
    return Object.fromEntries(new URL(response.headers.get('location') ?? '').searchParams)
  }
  const connectAs = async (name = USER) => finishConnecting(user, await signInThere(await wayTo(user, TO), name))
  const ownTokens = () =>
    db().selectFrom('token_partitions').selectAll().where('connection_id', 'is not', null).execute()
  const statusNow = async () => statusOf((await listConnections(user))[0]?.connection)
  const tokenCalls = async () =>
    (await portal.databricks().requests()).filter(({ method, path }) => `${method} ${path}` === TOKEN)

  it('begin at its workspace with PKCE and a state, and need no secret of a public app (AUTH-1)', async () => {
    await giveApp()
    const url = await wayTo(user, TO)
    expect(`${url.origin}${url.pathname}`).toBe(`${portal.databricks().url}/oidc/v1/authorize`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: OAUTH_PUBLIC_CLIENT_ID,
      redirect_uri: 'http://localhost:3000/api/connections/callback',
      scope: 'all-apis offline_access',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    expect(await connectAs()).toEqual({ back: '/connections' })
    expect(await testConnection(user, FIRST)).toMatchObject({ userName: USER })
  })

  it('run flows, by tokens that lie nowhere as they are and are in the sign-in log (TOK-1, AUTH-10)', async () => {
    await giveSecret(admin, await giveApp(OAUTH_CLIENT_ID), {
      secret: OAUTH_CLIENT_SECRET,
      certificate: '',
      expires: '',
    })
    await expect(portal.press(user, PING)).rejects.toMatchObject({ code: 'connection_expired' })
    await connectAs()
    const runId = await portal.press(user, PING)
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Succeeded')
    expect(await portal.databricks().runs()).toMatchObject([{ creator_user_name: USER }])
    const rows = await until(
      () => db().selectFrom('sign_ins').selectAll().where('app_id', '=', OAUTH_CLIENT_ID).execute(),
      (all) => all.some(({ kind }) => kind === 'cache'),
    )
    expect(rows.find(({ kind }) => kind === 'code')).toMatchObject({
      error_code: '0',
      client_credential_type: 'secret',
      user_principal_name: USER,
    })
    for (const [table, text] of await everyRow(portal.store())) {
      for (const secret of [OAUTH_CLIENT_SECRET, 'doat', 'doref']) expect(text.includes(secret), table).toBe(false)
    }
  })

  it('are refused when somebody else signs in there, and when they decline (AUTH-4)', async () => {
    await giveApp()
    expect(await connectAs('user2@contoso.example')).toMatchObject({ problem: 'other_account', connector: FIRST })
    expect(await connectAs('')).toMatchObject({ problem: 'declined' })
    expect(await ownTokens()).toEqual([])
    expect(await statusNow()).toBe('none')
  })

  it('are made with the next secret once the current one is refused (AUTH-8)', async () => {
    const own = await giveApp(OAUTH_CLIENT_ID)
    await giveSecret(admin, own, { secret: 'an-older-one', certificate: '', expires: '' })
    expect(await connectAs()).toMatchObject({ problem: 'configuration' })
    await giveSecret(admin, own, { secret: OAUTH_CLIENT_SECRET, certificate: '', expires: '' })
    expect(await connectAs()).toEqual({ back: '/connections' })
  })

  it.each([true, false])(
    'are renewed once for all who ask at the same moment, with refresh tokens for a single use: %s (TOK-6)',
    async (singleUseRefreshTokens) => {
      const own = await giveApp()
      await portal.databricks().changeOAuthApp(OAUTH_PUBLIC_CLIENT_ID, { singleUseRefreshTokens })
      await connectAs()
      const connection = await selectConnectionOf(db(), { personId: user.personId, connectorId: own.id })
      if (!connection) throw new Error('There is no connection')
      for (const round of [1, 2]) {
        const before = (await tokenCalls()).length
        await refuseOnce()
        await testConnection(user, FIRST) // its token is refused, another one is fetched
        expect((await tokenCalls()).length - before, `round ${round}`).toBe(1)
      }
      const asked = await Promise.all(
        Array.from({ length: 10 }, () => withWorkspace(connection, async ({ origin }) => origin)),
      )
      expect(new Set(asked)).toEqual(new Set([own.origin]))
    },
  )

  const refuseOnce = () =>
    portal.databricks().addFault({
      match: 'GET /api/2.0/preview/scim/v2/Me',
      status: 401,
      body: JSON.stringify({ error_code: 401, message: 'Credential was not sent.' }),
    })

  it('that the workspace refuses for good are dropped, and wait for their person (TOK-7)', async () => {
    await giveApp()
    await connectAs()
    await portal.databricks().revokeOAuth(USER)
    await refuseOnce()
    await expect(testConnection(user, FIRST)).rejects.toMatchObject({
      code: 'connection_expired',
      facts: { own: 'yes' },
    })
    expect(await ownTokens()).toEqual([])
    expect(await statusNow()).toBe('connect')
    await connectAs()
    expect(await statusNow()).toBe('connected')
  })

  it.each([
    ['a client id with blanks', 'no id', 'all-apis offline_access', 'clientId'],
    ['no scope', OAUTH_CLIENT_ID, '', 'scopes'],
    ['nothing that outlasts an hour', OAUTH_CLIENT_ID, 'all-apis', 'scopes'],
    ['a scope that there is not', OAUTH_CLIENT_ID, 'all-apis offline_access mail', 'scopes'],
  ])('are not asked for with %s: it is not saved', async (_what, clientId, scopes, field) => {
    expect(await saveApp(clientId, scopes)).toMatchObject({ ok: false, issues: [{ field }] })
    expect((await getConnector(admin, FIRST)).security).toEqual({ kind: 'portal' })
  })
})
