import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { withWorkspace } from '@/lib/connections/server/with-workspace'
import { getMe } from '@/lib/databricks/me'
import { delegatedToken, type TokenAsk } from '@/lib/identity/server/delegated-token'
import { portalClient } from '@/lib/identity/server/token-client'
import type { Viewer } from '@/lib/identity/viewer'
import { newId } from '@/lib/new-id'
import { getRun } from '@/lib/runs/server/get-run'
import { type Connection, ensureConnection, selectConnection } from '@/lib/store/connections'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'
import { runNowCalls } from './run-now-calls'
import { SAMPLE_FLOWS } from './sample-flows'

const RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
const ME = 'GET /api/2.0/preview/scim/v2/Me'
const EXPIRED = { error_code: 403, message: 'Invalid access token.' }

describePortal('delegated tokens', SAMPLE_FLOWS, (portal) => {
  const askOf = async (viewer: Viewer): Promise<TokenAsk> => {
    const { personId, tenantId, objectId, userName } = viewer
    const { home_account_id } = await portal
      .store()
      .kysely.selectFrom('people')
      .select('home_account_id')
      .where('id', '=', personId)
      .executeTakeFirstOrThrow()
    const owner = { personId, tenantId, objectId, userName, homeAccountId: home_account_id ?? '' }
    return { owner, client: portalClient(owner.homeAccountId, RESOURCE) }
  }
  const connectionOf = async ({ personId }: Viewer): Promise<Connection> => {
    const { kysely } = portal.store()
    const { id: connectorId } = await kysely.selectFrom('connectors').select('id').executeTakeFirstOrThrow()
    const { id } = await ensureConnection(kysely, { id: newId(), personId, connectorId, at: new Date() })
    const connection = await selectConnection(kysely, id)
    if (!connection) throw new Error('It was just made')
    return connection
  }
  const refreshes = async () =>
    (await portal.entra().requests()).filter(({ grantType }) => grantType === 'refresh_token').length

  /** As a second process would ask, which knows nothing of this one's requests under way. */
  const asAnotherProcess = (ask: TokenAsk) => {
    ;(globalThis as { lakeportTokenFlights?: Map<string, unknown> }).lakeportTokenFlights?.clear()
    return delegatedToken(ask)
  }

  it.each(['lenient', 'single-use'] as const)(
    'TOK-6: 20 at once of two processes are one request, with %s refresh tokens, time after time',
    async (refreshTokens) => {
      await portal.entra().setMode({ refreshTokens, accessTokenSeconds: 200 }) // renewed at the next use
      const user = await portal.signIn('user@contoso.example')
      await portal.entra().setMode({ accessTokenSeconds: null })
      const ask = await askOf(user)
      let refused: string | undefined
      for (const round of [1, 2, 3]) {
        const asked = { ...ask, ...(refused && { refused }) }
        const flights = Array.from({ length: 20 }, (_, index) =>
          index % 10 === 0 ? asAnotherProcess(asked) : delegatedToken(asked),
        )
        const tokens = new Set((await Promise.all(flights)).map(({ token }) => token))
        expect(tokens.size).toBe(1)
        expect(await refreshes()).toBe(round)
        ;[refused] = tokens // the workspace takes it no more: each of them asks for another
      }
    },
  )

  it('are in the sign-in log with each run that took them, kept ones too; looking at runs leaves no rows (AUTH-10)', async () => {
    const user = await portal.signIn('user@contoso.example')
    const pressed = await Promise.all([1, 2].map(() => portal.press(user, 'ping-lakehouse')))
    await portal.untilRun(user, pressed[0] ?? '', ({ run }) => run.status === 'Running')
    const { kysely } = portal.store()
    const rows = await until(
      () => kysely.selectFrom('sign_ins').selectAll().where('person_id', '=', user.personId).execute(),
      (all) => all.filter(({ kind }) => kind === 'cache').length >= pressed.length,
    )
    const fromCache = rows.filter(({ kind }) => kind === 'cache')
    expect(fromCache.map(({ run_id }) => run_id).toSorted()).toEqual(pressed.toSorted())
    const kept = {
      error_code: '0',
      is_interactive: false,
      person_id: user.personId,
      user_principal_name: user.userName,
    }
    for (const row of fromCache) expect(row).toMatchObject({ ...kept, scopes: `${RESOURCE}/user_impersonation` })
    expect(await refreshes()).toBe(0)
  })

  it('TOK-5: two people at once each start their runs with their own token', async () => {
    await portal.entra().setMode({ accessTokenSeconds: 200 })
    const people = await Promise.all(
      ['user', 'maker', 'admin'].map((name) => portal.signIn(`${name}@contoso.example`)),
    )
    await portal.stopLoops()
    const presses = people.flatMap((person) => Array.from({ length: 4 }, () => ({ person, slug: 'ping-lakehouse' })))
    const started = await Promise.all(
      presses.map(async ({ person, slug }) => ({ upn: person.userName, runId: await portal.press(person, slug) })),
    )
    const wanted = Object.fromEntries(started.map(({ upn, runId }) => [runId, upn]))
    // A press waits some seconds for its call; on a busy machine the calls end after that.
    const creators = async () =>
      Object.fromEntries(
        (await portal.databricks().runs()).map((run) => [run.idempotency_token, run.creator_user_name]),
      )
    await expect.poll(creators, { timeout: 30_000 }).toEqual(wanted)
  })

  it('200 calls of two people in turn each carry their own person’s token, renewals in between (TOK-5)', async () => {
    await portal.entra().setMode({ accessTokenSeconds: 200 })
    const people = [await portal.signIn('user@contoso.example'), await portal.signIn('maker@contoso.example')]
    await portal.stopLoops()
    await portal.entra().setMode({ accessTokenSeconds: null })
    const connections = await Promise.all(people.map(connectionOf))
    const whoIs = (connection: Connection) =>
      withWorkspace(connection, async (workspace) => (await getMe(workspace)).userName)
    const asked = Array.from({ length: 200 }, (_, index) => connections[index % 2]).filter((it) => it !== undefined)
    // The workspace refuses a token of each in between: it is renewed, and the call made again.
    for (const { userName: user } of people) {
      await portal.databricks().addFault({ match: ME, user, offset: 30, status: 403, body: EXPIRED })
    }
    const answers = await Promise.all(asked.map(async (connection) => [connection.userName, await whoIs(connection)]))
    expect(answers).toHaveLength(200)
    for (const [wanted, was] of answers) expect(was).toBe(wanted)
    const seen = (await portal.databricks().requests()).filter(
      ({ path, status }) => ME.endsWith(path) && status === 200,
    )
    const counts = people.map(({ userName }) => seen.filter(({ upn }) => upn === userName).length)
    expect(counts).toEqual([100, 100])
  })

  it('TOK-7: after a final refusal Entra is asked no more', async () => {
    await portal.entra().setMode({ accessTokenSeconds: 200 })
    const ask = await askOf(await portal.signIn('user@contoso.example'))
    await portal.entra().revoke('user@contoso.example')
    for (const _ of [1, 2, 3]) await expect(delegatedToken(ask)).rejects.toMatchObject({ code: 'connection_expired' })
    expect(await refreshes()).toBe(1)
  })

  it('an answer of Entra that is lost is not final: the next one is asked again', async () => {
    await portal.entra().setMode({ accessTokenSeconds: 200 })
    const ask = await askOf(await portal.signIn('user@contoso.example'))
    const path = (await portal.entra().requests()).find(({ grantType }) => grantType)?.path
    await portal.entra().addFault({ match: `POST ${path}`, status: 503, times: 2 })
    await expect(delegatedToken(ask)).rejects.toMatchObject({ code: 'entra_unavailable' })
    await expect(delegatedToken(ask)).resolves.toMatchObject({ token: expect.any(String) })
  })

  const partitions = () => portal.store().kysely.selectFrom('token_partitions').selectAll().execute()
  const overwrite = (key: string, change: { sealed?: string; version?: number }) =>
    portal.store().kysely.updateTable('token_partitions').set(change).where('partition_key', '=', key).execute()

  it.each([
    ['cut short', async (mine: Row) => overwrite(mine.partition_key, { sealed: mine.sealed.slice(0, -8) })],
    [
      "another person's",
      async (mine: Row, other: Row) =>
        overwrite(mine.partition_key, { sealed: other.sealed, version: other.version }),
    ],
    [
      'an older one put back',
      async (mine: Row) => {
        await portal.signIn('user@contoso.example')
        await overwrite(mine.partition_key, { sealed: mine.sealed })
      },
    ],
    ['gone', () => sql`delete from token_partitions`.execute(portal.store().kysely)],
  ])(
    'TOK-2: kept tokens that are %s are no tokens: nothing is called, and a sign-in mends it',
    async (_name, spoil) => {
      const user = await portal.signIn('user@contoso.example')
      await portal.signIn('user2@contoso.example')
      const all = await partitions()
      const mine = all.find(({ person_id }) => person_id === user.personId)
      const other = all.find(({ person_id }) => person_id !== user.personId)
      if (!mine || !other) throw new Error('Both have tokens')
      await spoil(mine, other)
      const refused = await portal.press(user, 'ping-lakehouse')
      expect((await getRun(user, refused)).run).toMatchObject({
        state: 'refused',
        error: { code: 'connection_expired' },
      })
      expect(await runNowCalls(portal)).toEqual([])
      await portal.signIn('user@contoso.example')
      const runId = await portal.press(user, 'ping-lakehouse')
      expect((await getRun(user, runId)).run.databricksRunId).toBeDefined()
    },
  )

  type Row = Awaited<ReturnType<typeof partitions>>[number]
})
