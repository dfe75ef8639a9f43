import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { statusOf } from '@/lib/connections/connection-query'
import { connect } from '@/lib/connections/server/connect'
import { deleteConnection, openDeletion } from '@/lib/connections/server/delete-connection'
import {
  listEverybodysConnections,
  openRevocation,
  revokeConnections,
} from '@/lib/connections/server/everybodys-connections'
import { listConnections } from '@/lib/connections/server/list-connections'
import { testConnection } from '@/lib/connections/server/test-connection'
import { importFlows } from '@/lib/flows/server/import-flows'
import type { Viewer } from '@/lib/identity/viewer'
import { getRun } from '@/lib/runs/server/get-run'
import { forgetConnectors, madeConnector } from '@/tests/integration/connectors/connectors-of-test'
import { describePortal } from '@/tests/support/in-process-portal'
import { callsOf, failRunNow, runNowCalls } from '../runs/run-now-calls'
import { SAMPLE_FLOWS } from '../runs/sample-flows'
import { startForecast } from '../runs/start-forecast'

const FIRST = 'azure-databricks'
const PING = 'ping-lakehouse'
const USER = 'user@contoso.example'
const ADMIN = 'admin@contoso.example'
const ME = 'GET /api/2.0/preview/scim/v2/Me'

describePortal('connections', SAMPLE_FLOWS, (portal) => {
  const db = () => portal.store().kysely
  afterEach(async () => {
    await portal.stopLoops()
    await sql`truncate deliveries, notices, notice_wishes, known_jobs, repairs, run_notes, tasks, run_steps, runs, poll_groups, token_partitions, connections`.execute(
      db(),
    )
    await forgetConnectors(portal.store())
    await importFlows({ flows: SAMPLE_FLOWS })
  })

  const statusesOf = async (viewer: Viewer) =>
    (await listConnections(viewer)).map(({ slug, connection }) => [slug, statusOf(connection)])
  const tokensOf = ({ personId }: Viewer) =>
    db().selectFrom('token_partitions').select('partition_key').where('person_id', '=', personId).execute()
  const callsByNow = async () => (await portal.databricks().requests()).length
  const removed = (by: string) => ({ code: 'connection_removed', facts: { by } })

  it('are made by the first press, and tell who, since when and for which flows', async () => {
    const user = await portal.signIn('user2@contoso.example')
    expect(await statusesOf(user)).toEqual([[FIRST, 'none']])
    await portal.press(user, PING)
    const [own] = await listConnections(user)
    expect(statusOf(own?.connection)).toBe('connected')
    expect(own?.connection).toMatchObject({ createdAt: expect.any(Number), lastUsedAt: expect.any(Number) })
    expect(own?.flows.map(({ slug }) => slug)).toContain(PING)
  })

  it('are tested as their person, whom Databricks names; one that works is mended thereby', async () => {
    const user = await portal.signIn(USER)
    await expect(testConnection(user, FIRST)).rejects.toMatchObject({ code: 'not_found' })
    await connect(user, { connector: FIRST })
    await db()
      .updateTable('connections')
      .set({ problem: 'databricks_token_refused', problem_facts: '{}', not_watched_since: new Date() })
      .execute()
    expect(await statusesOf(user)).toEqual([[FIRST, 'signIn']])
    const { durationMs, ...told } = await testConnection(user, FIRST)
    expect(told).toEqual({ userName: USER, displayName: 'Demo User', isAdmin: false, isPrincipal: false })
    expect(durationMs).toBeGreaterThan(0)
    expect((await callsOf(portal, ME)).map(({ upn }) => upn)).toEqual([USER])
    expect(await statusesOf(user)).toEqual([[FIRST, 'connected']])
  })

  it('that are refused say why', async () => {
    const outsider = await portal.signIn('outsider@contoso.example')
    await connect(outsider, { connector: FIRST })
    await expect(testConnection(outsider, FIRST)).rejects.toMatchObject({ code: 'databricks_not_member' })
  })

  it('once deleted are called no more, and their tokens are gone at once: presses are refused, and nothing is kept of them (TOK-8)', async () => {
    const user = await portal.signIn(USER)
    const runId = await startForecast(portal, user)
    const asked = await openDeletion(user, FIRST)
    expect(asked.runsUnderWay).toBe(1)
    expect(asked.flows.map(({ slug }) => slug)).toContain(PING)
    await deleteConnection(user, FIRST)
    await portal.stopLoops() // ends the look that is under way
    expect(await tokensOf(user)).toEqual([])
    expect(await statusesOf(user)).toEqual([[FIRST, 'removed']])

    const calls = await callsByNow()
    await portal.startLoops()
    await sql`update poll_groups set due_at = now()`.execute(db())
    await expect(portal.press(user, PING)).rejects.toMatchObject(removed('person'))
    await expect(testConnection(user, FIRST)).rejects.toMatchObject(removed('person'))
    const { run } = await portal.untilRun(
      user,
      runId,
      ({ run: { notWatchedSince } }) => notWatchedSince !== undefined,
    )
    expect(run).toMatchObject({ state: 'running', notWatchedBecause: removed('person') })
    expect(await callsByNow()).toBe(calls)
    expect(await db().selectFrom('runs').select('id').execute()).toEqual([{ id: runId }])
  })

  it('once deleted come back by connecting, and by no sign-in alone; runs are then followed to their end (TOK-8)', async () => {
    const user = await portal.signIn(USER)
    const runId = await startForecast(portal, user)
    await deleteConnection(user, FIRST)
    await portal.signIn(USER)
    expect(await statusesOf(user)).toEqual([[FIRST, 'removed']])
    await expect(portal.press(user, PING)).rejects.toMatchObject({ code: 'connection_removed' })
    await portal.databricks().advanceClock(600_000)
    expect((await getRun(user, runId)).run.state).toBe('running')

    expect(await connect(user, { connector: FIRST })).toEqual({ signInNeeded: false })
    await portal.untilRun(user, runId, ({ run }) => run.status === 'Succeeded')
    await portal.press(user, PING)
    expect(await runNowCalls(portal)).toHaveLength(2)
  })

  it('that are connected again without tokens wait for the sign-in, which mends them', async () => {
    const user = await portal.signIn(USER)
    await connect(user, { connector: FIRST })
    await deleteConnection(user, FIRST)
    expect(await connect(user, { connector: FIRST })).toEqual({ signInNeeded: true })
    expect(await statusesOf(user)).toEqual([[FIRST, 'signIn']])
    await portal.signIn(USER)
    expect(await statusesOf(user)).toEqual([[FIRST, 'connected']])
    expect(await testConnection(user, FIRST)).toMatchObject({ userName: USER })
  })

  it('are not deleted where their tokens cannot be: both or neither (TOK-8)', async () => {
    const user = await portal.signIn(USER)
    await connect(user, { connector: FIRST })
    await sql`create function keep_tokens() returns trigger language plpgsql as $$
      begin raise exception 'the tokens stay'; end $$`.execute(db())
    await sql`create trigger keep_tokens before delete on token_partitions
      for each row execute function keep_tokens()`.execute(db())
    try {
      await expect(deleteConnection(user, FIRST)).rejects.toThrow()
    } finally {
      await sql`drop trigger keep_tokens on token_partitions`.execute(db())
      await sql`drop function keep_tokens`.execute(db())
    }
    expect(await statusesOf(user)).toEqual([[FIRST, 'connected']])
    expect(await tokensOf(user)).toHaveLength(1)
  })

  it('stand apart: who deletes one keeps the tokens for the other, and what is for others is not offered (AUTHZ-5, TOK-8)', async () => {
    const [user, admin] = [await portal.signIn(USER), await portal.signIn(ADMIN)]
    const second = await madeConnector(admin, portal.databricks().url, { name: 'Second' })
    await expect(connect(user, { connector: second.slug })).rejects.toMatchObject({ code: 'not_found' })
    expect(await statusesOf(user)).toEqual([[FIRST, 'none']])
    const everybody = JSON.stringify({ roles: ['Portal.User'], people: [] })
    await db().updateTable('connectors').set({ audience: everybody }).where('id', '=', second.id).execute()
    await connect(user, { connector: FIRST })
    await connect(user, { connector: second.slug })
    await deleteConnection(user, FIRST)
    expect(await tokensOf(user)).toHaveLength(1)
    expect(await testConnection(user, second.slug)).toMatchObject({ userName: USER })
    await expect(testConnection(user, FIRST)).rejects.toMatchObject(removed('person'))
    await deleteConnection(user, second.slug)
    expect(await tokensOf(user)).toEqual([])
  })

  it('taken away while a press waits keep it from being sent: it did not start (AUTHZ-8)', async () => {
    const user = await portal.signIn(USER)
    await portal.stopLoops()
    await failRunNow(portal, { status: 429, headers: { 'retry-after': '1' } })
    const runId = await portal.press(user, PING)
    await deleteConnection(user, FIRST)
    await portal.startLoops()
    const { run } = await portal.untilRun(user, runId, ({ run: { state } }) => state === 'refused')
    expect(run).toMatchObject({ status: 'Failed', error: { code: 'connection_removed' } })
    expect(await portal.databricks().runs()).toEqual([])
    expect(await runNowCalls(portal)).toHaveLength(1)
  })

  it('are revoked by Admins, one or all of a connector, and their people see it and may connect again (AUTHZ-7)', async () => {
    const [user, other, admin] = await Promise.all([USER, 'user2@contoso.example', ADMIN].map(portal.signIn))
    if (!user || !other || !admin) throw new Error('Somebody did not come')
    await Promise.all([user, other].map((viewer) => connect(viewer, { connector: FIRST })))
    const { connections } = await listEverybodysConnections(admin, { connector: FIRST, after: undefined })
    expect(connections.map(({ userName }) => userName).toSorted()).toEqual(['user2@contoso.example', USER])
    const id = connections.find(({ userName }) => userName === USER)?.id ?? ''

    await expect(listEverybodysConnections(user, { connector: '', after: undefined })).rejects.toMatchObject({
      code: 'not_permitted',
    })
    await expect(revokeConnections(user, { connection: id })).rejects.toMatchObject({ code: 'not_permitted' })
    expect(await openRevocation(admin, { connection: id })).toMatchObject({ userName: USER, connections: 1 })
    expect(await revokeConnections(admin, { connection: id })).toBe(1)
    expect(await statusesOf(user)).toEqual([[FIRST, 'revoked']])
    expect(await tokensOf(user)).toEqual([])
    await expect(portal.press(user, PING)).rejects.toMatchObject(removed('admin'))
    expect(await testConnection(other, FIRST)).toMatchObject({ userName: 'user2@contoso.example' })

    expect(await revokeConnections(admin, { connector: FIRST })).toBe(1)
    expect(await statusesOf(other)).toEqual([[FIRST, 'revoked']])
    expect(await revokeConnections(admin, { connector: FIRST })).toBe(0)
    await connect(user, { connector: FIRST })
    await portal.signIn(USER)
    expect(await statusesOf(user)).toEqual([[FIRST, 'connected']])
  })

  it('of many people come page by page', async () => {
    const [admin, ...people] = await Promise.all([portal.signIn(ADMIN), ...(await portal.crowd(3))])
    await Promise.all(people.map((viewer) => connect(viewer, { connector: FIRST })))
    const [first] = (await listEverybodysConnections(admin, { connector: '', after: undefined })).connections
    const after = first && { id: first.id, userName: first.userName }
    const rest = (await listEverybodysConnections(admin, { connector: '', after })).connections
    expect([first, ...rest].map((row) => row?.userName)).toEqual(people.map(({ userName }) => userName).toSorted())
    expect((await listEverybodysConnections(admin, { connector: 'unknown', after: undefined })).connections).toEqual(
      [],
    )
  })
})
