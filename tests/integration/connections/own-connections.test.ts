import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CONNECTOR_CLIENT_ID, CONNECTOR_CLIENT_SECRET, TENANT_ID } from '@/emulators/entra/seed'
import { statusOf } from '@/lib/connections/connection-query'
import { connect } from '@/lib/connections/server/connect'
import { deleteConnection } from '@/lib/connections/server/delete-connection'
import { finishConnecting } from '@/lib/connections/server/finish-connecting'
import { listConnections } from '@/lib/connections/server/list-connections'
import { testConnection } from '@/lib/connections/server/test-connection'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import type { Connector } from '@/lib/connectors/connector'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { openFlow } from '@/lib/flows/server/open-flow'
import { failureOf } from '@/lib/identity/entra-failure'
import { forgetNeedlessTokens } from '@/lib/identity/server/forget-tokens'
import type { Viewer } from '@/lib/identity/viewer'
import { selectConnectionOf } from '@/lib/store/connections'
import { inTransaction } from '@/lib/store/current'
import {
  FIRST,
  forgetConnectors,
  giveOwnRegistration,
  giveSecret,
  letEverybodyIn,
  OWN_SECRET,
  ownConnector,
} from '@/tests/integration/connectors/connectors-of-test'
import { Browser } from '@/tests/integration/emulators/entra-support'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { startForecast } from '@/tests/integration/runs/start-forecast'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { connectThrough, goTo, wayTo } from './come-back'

const ADMIN = 'admin@contoso.example'
const USER = 'user@contoso.example'
const OTHER = 'user2@contoso.example'
const PING = 'ping-lakehouse'
const TOKEN_PATH = `/${TENANT_ID}/oauth2/v2.0/token`
const TO = { connector: FIRST }

/** The settings' own connector, whose flows are there, with a registration of its own. */
describePortal('connections through a registration of the connector’s own', SAMPLE_FLOWS, (portal) => {
  let user: Viewer
  let admin: Viewer
  let own: Connector
  const db = () => portal.store().kysely
  beforeEach(async () => {
    ;[user, admin] = [await portal.signIn(USER), await portal.signIn(ADMIN)]
    own = await giveOwnRegistration(admin, await getConnector(admin, FIRST))
    await giveSecret(admin, own)
  })
  afterEach(async () => {
    await forgetConnectors(portal.store())
    await sql`update connectors set security = '{"kind": "portal"}' where slug = ${FIRST}`.execute(db())
  })

  const statusNow = async (viewer = user) => {
    const [first] = await listConnections(viewer)
    return statusOf(first?.connection)
  }
  const ownTokens = () =>
    db().selectFrom('token_partitions').selectAll().where('connection_id', 'is not', null).execute()
  const tokenRequests = async () =>
    (await portal.entra().requests()).filter(({ method, path }) => method === 'POST' && path === TOKEN_PATH)
  const connectionOf = async (viewer = user) => {
    const connection = await selectConnectionOf(db(), { personId: viewer.personId, connectorId: own.id })
    if (!connection) throw new Error('There is no connection')
    return connection
  }

  it('begin at Entra ID with PKCE, a state, a nonce and the connector’s own client (AUTH-1)', async () => {
    const url = await wayTo(user, TO)
    const { code_challenge, state, nonce, ...rest } = Object.fromEntries(url.searchParams)
    expect(`${url.origin}${url.pathname}`).toBe(`${portal.entra().url}/${TENANT_ID}/oauth2/v2.0/authorize`)
    expect(rest).toEqual({
      client_id: CONNECTOR_CLIENT_ID,
      response_type: 'code',
      response_mode: 'query',
      redirect_uri: 'http://localhost:3000/api/connections/callback',
      scope: `openid profile offline_access ${own.resourceId}/user_impersonation`,
      code_challenge_method: 'S256',
      login_hint: USER,
      client_info: '1',
    })
    for (const random of [code_challenge, state, nonce]) expect(random).toMatch(/^[\w-]{43}$/)
    const again = await wayTo(user, TO)
    for (const name of ['code_challenge', 'state', 'nonce']) {
      expect(again.searchParams.get(name)).not.toBe(url.searchParams.get(name))
    }
  })

  it('call Databricks as the person who connected, by tokens that are the connection’s alone (TOK-5)', async () => {
    expect(await statusNow()).toBe('none')
    expect(await connectThrough(user, TO)).toEqual({ back: '/connections' })
    expect(await statusNow()).toBe('connected')
    const connection = await connectionOf()
    expect((await ownTokens()).map(({ partition_key }) => partition_key)).toEqual([
      `conn:${connection.id}:${user.objectId}.${user.tenantId}`,
    ])
    expect(await testConnection(user, FIRST)).toMatchObject({ userName: USER })
    const logged = await until(
      () => db().selectFrom('sign_ins').selectAll().where('app_id', '=', CONNECTOR_CLIENT_ID).execute(),
      (rows) => rows.length > 0,
    )
    expect(logged).toMatchObject([
      { kind: 'code', error_code: '0', user_principal_name: USER, client_credential_type: 'secret' },
    ])
  })

  it('run flows once they are there, and not before: nothing is kept of such a press', async () => {
    expect((await openFlow(user, PING, undefined)).obstacle).toMatchObject({
      kind: 'problem',
      problem: { facts: { reason: 'not_connected', own: 'yes' } },
    })
    await expect(portal.press(user, PING)).rejects.toMatchObject({
      code: 'connection_expired',
      facts: { reason: 'not_connected', own: 'yes' },
    })
    expect(await db().selectFrom('runs').select('id').execute()).toEqual([])
    await connectThrough(user, TO)
    expect((await openFlow(user, PING, undefined)).obstacle).toBeUndefined()
    const runId = await portal.press(user, PING)
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Succeeded')
    expect(await portal.databricks().runs()).toMatchObject([{ creator_user_name: USER }])
    const rows = await until(
      () => db().selectFrom('sign_ins').select('app_id').where('run_id', '=', runId).execute(),
      (all) => all.length > 0,
    )
    expect(new Set(rows.map(({ app_id }) => app_id))).toEqual(new Set([CONNECTOR_CLIENT_ID]))
  })

  it('stand beside those by the sign-in alone: each calls with its own tokens (TOK-5)', async () => {
    await sql`update connectors set security = '{"kind": "portal"}' where slug = ${FIRST}`.execute(db())
    const second = await ownConnector(admin, portal.databricks().url)
    await letEverybodyIn(portal.store(), second)
    await connect(user, TO)
    await connectThrough(user, { connector: second.slug })
    expect(await testConnection(user, FIRST)).toMatchObject({ userName: USER })
    expect(await testConnection(user, second.slug)).toMatchObject({ userName: USER })
    await deleteConnection(user, second.slug)
    expect(await ownTokens()).toEqual([])
    expect(await testConnection(user, FIRST)).toMatchObject({ userName: USER })
    await expect(testConnection(user, second.slug)).rejects.toMatchObject({ code: 'connection_removed' })
  })

  it('come of a state once: it serves one time, one session, one person and ten minutes (AUTH-1)', async () => {
    const sameElsewhere = await portal.signIn(USER)
    const other = await portal.signIn(OTHER)
    const nothing = { problem: 'try_again' }
    const cameBack = await goTo(await wayTo(user, TO))
    expect(await finishConnecting(sameElsewhere, cameBack)).toEqual(nothing)
    expect(await finishConnecting(other, cameBack)).toEqual(nothing)
    expect(await finishConnecting(user, { ...cameBack, state: 'of-nobody' })).toEqual(nothing)
    expect(await finishConnecting(user, { code: cameBack.code })).toEqual(nothing)
    expect((await tokenRequests()).filter(({ grantType }) => grantType === 'authorization_code')).toHaveLength(4)
    expect(await finishConnecting(user, cameBack)).toEqual({ back: '/connections' })
    expect(await finishConnecting(user, cameBack)).toEqual(nothing)
    const late = await goTo(await wayTo(user, TO))
    await db()
      .updateTable('connection_attempts')
      .set({ expires_at: new Date(Date.now() - 1) })
      .execute()
    expect(await finishConnecting(user, late)).toEqual(nothing)
  })

  it('are refused to a code of another way: its verifier and its nonce do not fit (AUTH-1)', async () => {
    const [one, two] = [await goTo(await wayTo(user, TO)), await goTo(await wayTo(user, TO))]
    const swapped = await finishConnecting(user, { ...one, code: two.code })
    expect(swapped).toMatchObject({ problem: 'try_again', aadsts: 'AADSTS501481' })
    expect(await ownTokens()).toEqual([])
  })

  it('are refused when somebody else signs in there, and nothing of theirs is kept (AUTH-4)', async () => {
    const refused = await connectThrough(user, TO, (url) => url.searchParams.set('login_hint', OTHER))
    expect(refused).toMatchObject({ problem: 'other_account', connector: FIRST })
    expect(await ownTokens()).toEqual([])
    expect(await statusNow()).toBe('none')
    const { rows } = await sql<{ reason: string }>`
      select reason from audit where action = 'connection.create' and outcome = 'refused' order by position`.execute(
      db(),
    )
    expect(rows.at(-1)).toEqual({ reason: 'other_account' })
  })

  it.each<[string, () => Promise<unknown>, object]>([
    [
      'the secret is wrong',
      () => portal.entra().changeApp(CONNECTOR_CLIENT_ID, { secrets: [{ value: 'another' }] }),
      { problem: 'configuration', aadsts: 'AADSTS7000215' },
    ],
    [
      'the secret has expired',
      () => portal.entra().changeApp(CONNECTOR_CLIENT_ID, { secretExpired: true }),
      { problem: 'configuration', aadsts: 'AADSTS7000222' },
    ],
    [
      'only assigned people may',
      async () => {
        await portal.entra().changeApp(CONNECTOR_CLIENT_ID, { assignmentRequired: true })
        await portal.entra().patchUser(USER, { assigned: false })
      },
      { problem: 'not_assigned', aadsts: 'AADSTS50105' },
    ],
    [
      'an administrator has to agree',
      () => portal.entra().setMode({ requireAdminConsent: true }),
      { problem: 'admin_consent', aadsts: 'AADSTS90094' },
    ],
    [
      'Entra does not answer',
      () => portal.entra().addFault({ match: `POST ${TOKEN_PATH}`, status: 503, times: 2 }),
      { problem: 'unavailable' },
    ],
  ])('that fail because %s say so in words of their own', async (_what, arrange, told) => {
    await arrange()
    const ended = await connectThrough(user, TO)
    expect(ended).toMatchObject({ ...told, connector: FIRST })
    // Where Entra gives a number, there are words for it.
    expect(failureOf('problem' in ended ? ended.aadsts : undefined) !== undefined).toBe('aadsts' in told)
    expect(await ownTokens()).toEqual([])
  })

  it('that their person declines say so, and cost nothing (TOK-7)', async () => {
    const url = await wayTo(user, TO)
    const text = 'AADSTS65004: User declined to consent. Trace ID: x'
    const state = url.searchParams.get('state') ?? ''
    const declined = await finishConnecting(user, { state, error: 'access_denied', error_description: text })
    expect(declined).toMatchObject({ problem: 'declined', aadsts: 'AADSTS65004', connector: FIRST })
    expect(await statusNow()).toBe('none')
  })

  it('are made through the next secret where the first has expired (AUTH-8)', async () => {
    await giveSecret(admin, own, { ...OWN_SECRET, secret: 'the-next-one' })
    const secrets = [{ value: CONNECTOR_CLIENT_SECRET, expired: true }, { value: 'the-next-one' }]
    await portal.entra().changeApp(CONNECTOR_CLIENT_ID, { secrets })
    expect(await connectThrough(user, TO)).toEqual({ back: '/connections' })
  })

  it('cannot be begun while there is no secret, and are refused when the connector changed meanwhile (AUTHZ-8)', async () => {
    const cameBack = await goTo(await wayTo(user, TO))
    const changed = await giveOwnRegistration(admin, own, { scope: '.default' })
    expect(await finishConnecting(user, cameBack)).toMatchObject({ problem: 'changed' })
    expect(await ownTokens()).toEqual([])
    await connectThrough(user, TO)
    expect(await testConnection(user, FIRST)).toMatchObject({ userName: USER })
    await db().deleteFrom('connector_secrets').where('connector_id', '=', changed.id).execute()
    await expect(connect(user, TO)).rejects.toMatchObject({
      code: 'entra_configuration',
      facts: { reason: 'no_secret' },
    })
  })

  it('are renewed by the connector’s own client, once for all who ask at the same moment (TOK-6)', async () => {
    await portal.entra().setMode({ accessTokenSeconds: 299, refreshTokens: 'single-use' })
    await connectThrough(user, TO)
    await portal.entra().setMode({ accessTokenSeconds: null })
    const before = (await tokenRequests()).length
    const connection = await connectionOf()
    const origins = await Promise.all(
      Array.from({ length: 10 }, () => withWorkspace(connection, async ({ origin }) => origin)),
    )
    expect(new Set(origins)).toEqual(new Set([own.origin]))
    const asked = (await tokenRequests()).slice(before)
    expect(asked.map(({ grantType }) => grantType)).toEqual(['refresh_token'])
    const logged = await until(
      () => db().selectFrom('sign_ins').select(['app_id', 'error_code']).where('kind', '=', 'refresh').execute(),
      (rows) => rows.length > 0,
    )
    expect(logged).toEqual([{ app_id: CONNECTOR_CLIENT_ID, error_code: '0' }])
  })

  it('that Entra refuses for good are dropped and wait for their person; a sign-in does not mend them (TOK-7)', async () => {
    await portal.entra().setMode({ accessTokenSeconds: 299 }) // renewed at every use
    await connectThrough(user, TO)
    await portal.entra().revoke(USER)
    await expect(testConnection(user, FIRST)).rejects.toMatchObject({
      code: 'connection_expired',
      facts: { own: 'yes' },
    })
    expect(await ownTokens()).toEqual([])
    await portal.signIn(USER)
    expect(await statusNow()).toBe('connect')
    const asked = (await tokenRequests()).length
    await expect(testConnection(user, FIRST)).rejects.toMatchObject({ code: 'connection_expired' })
    expect((await tokenRequests()).length).toBe(asked)
    await connectThrough(await portal.signIn(USER), TO)
    expect(await statusNow()).toBe('connected')
  })

  it('of who is not assigned to the connector any more end alone: the person stays signed in', async () => {
    await portal.entra().setMode({ accessTokenSeconds: 299 })
    await connectThrough(user, TO)
    await portal.entra().addFault({
      match: `POST ${TOKEN_PATH}`,
      status: 400,
      body: JSON.stringify({
        error: 'invalid_grant',
        error_description: 'AADSTS50105: not assigned. Trace ID: x',
        error_codes: [50105],
      }),
    })
    await expect(testConnection(user, FIRST)).rejects.toMatchObject({ code: 'access_ended' })
    const live = await db().selectFrom('sessions').select('key_hash').where('revoked_at', 'is', null).execute()
    expect(live.length).toBeGreaterThan(0)
  })

  it('go with their tokens when they are deleted, and with the person’s last session (TOK-8)', async () => {
    await connectThrough(user, TO)
    await deleteConnection(user, FIRST)
    expect(await ownTokens()).toEqual([])
    expect(await statusNow()).toBe('removed')
    await connectThrough(user, TO)
    expect(await statusNow()).toBe('connected')
    await db().updateTable('sessions').set({ revoked_at: new Date() }).execute()
    expect(await inTransaction((trx) => forgetNeedlessTokens(trx, user.personId))).toBe(true)
    expect(await ownTokens()).toEqual([])
    expect(await statusNow(await portal.signIn(USER))).toBe('connect')
  })

  it('follow a run to its end, which their person may mend after it stood unwatched', async () => {
    await connectThrough(user, TO)
    const runId = await startForecast(portal, user)
    await deleteConnection(user, FIRST)
    await portal.databricks().advanceClock(700_000)
    await portal.untilRun(user, runId, ({ run }) => run.notWatchedSince !== undefined)
    await connectThrough(user, TO)
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Succeeded')
  })

  it('may be switched to another account: Microsoft asks for it, and somebody else’s is refused (AUTH-4)', async () => {
    await connectThrough(user, TO)
    const { authorizeAt = '' } = await connect(user, TO, { asksForAccount: true })
    const url = new URL(authorizeAt)
    expect([url.searchParams.get('prompt'), url.searchParams.get('login_hint')]).toEqual(['select_account', null])
    const page = await new Browser(url.origin).open(url.href)
    expect([page.location, page.status]).toEqual([undefined, 200])
    url.searchParams.delete('prompt')
    url.searchParams.set('login_hint', OTHER) // as whom they choose there
    expect(await finishConnecting(user, await goTo(url))).toMatchObject({ problem: 'other_account' })
    expect(await statusNow()).toBe('connected')
  })

  it('are Expiring when the connector’s last secret ends within two weeks, or nobody uses them for long', async () => {
    await connectThrough(user, TO)
    const expiry = async () => (await listConnections(user))[0]?.connection?.expiry?.why
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000)
    const endIn = (days: number, turn: 'current' | 'next') =>
      db()
        .updateTable('connector_secrets')
        .set({ expires_at: inDays(days) })
        .where('turn', '=', turn)
        .execute()
    expect([await statusNow(), await expiry()]).toEqual(['connected', undefined])
    await endIn(10, 'current')
    expect([await statusNow(), await expiry()]).toEqual(['expiring', 'secret'])
    await giveSecret(admin, own)
    expect(await statusNow()).toBe('connected')
    await endIn(5, 'next')
    expect(await expiry()).toBe('secret')
    await endIn(300, 'next')
    await db()
      .updateTable('connections')
      .set({ last_used_at: inDays(-80), connected_at: inDays(-85) })
      .execute()
    expect([await statusNow(), await expiry()]).toEqual(['expiring', 'unused'])
    await testConnection(user, FIRST)
    expect(await statusNow()).toBe('connected')
  })
})
