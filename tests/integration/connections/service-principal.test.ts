import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SERVICE_CLIENT_ID, SERVICE_CLIENT_SECRET, TENANT_ID } from '@/emulators/entra/seed'
import { listConnections } from '@/lib/connections/server/list-connections'
import { principalToken } from '@/lib/connections/server/principal-token'
import { testConnection } from '@/lib/connections/server/test-connection'
import type { Connector } from '@/lib/connectors/connector'
import { removeSecret } from '@/lib/connectors/server/connector-secrets'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { saveSecurity } from '@/lib/connectors/server/save-security'
import { importFlows } from '@/lib/flows/server/import-flows'
import { openFlow } from '@/lib/flows/server/open-flow'
import type { Viewer } from '@/lib/identity/viewer'
import { connectors as words } from '@/lib/language/en/connectors'
import { inputs as inputWords } from '@/lib/language/en/inputs'
import { parseRunQuery } from '@/lib/runs/run-query'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { getRun } from '@/lib/runs/server/get-run'
import { listMyRuns } from '@/lib/runs/server/list-runs'
import { pressFlow } from '@/lib/runs/server/press'
import { selectConnectionOf } from '@/lib/store/connections'
import {
  FIRST,
  forgetConnectors,
  giveSecret,
  giveServicePrincipal,
  SERVICE,
  SERVICE_SECRET,
} from '@/tests/integration/connectors/connectors-of-test'
import { everyRow } from '@/tests/integration/http/every-row'
import { flowOf, PING_JOB, SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { until } from '@/tests/support/until'

const ADMIN = 'admin@contoso.example'
const USER = 'user@contoso.example'
/** No member of the workspace: nothing could ever be started as them. */
const OUTSIDER = 'outsider@contoso.example'
const PING = 'ping-lakehouse'
const PRINCIPAL = { clientId: SERVICE_CLIENT_ID, name: 'Sample service' }
const TOKEN_PATH = `/${TENANT_ID}/oauth2/v2.0/token`

/** The settings' own connector, whose flows are there, called as a service principal. */
describePortal('a connector that calls as a service principal', SAMPLE_FLOWS, (portal) => {
  let admin: Viewer
  let user: Viewer
  let outsider: Viewer
  let connector: Connector
  const db = () => portal.store().kysely
  beforeEach(async () => {
    ;[admin, user, outsider] = [await portal.signIn(ADMIN), await portal.signIn(USER), await portal.signIn(OUTSIDER)]
    connector = await giveServicePrincipal(admin, await getConnector(admin, FIRST))
    await giveSecret(admin, connector, SERVICE_SECRET)
    await portal.databricks().script(PING_JOB, { tasks: { ping: { setupMs: 0, durationMs: 50, cleanupMs: 0 } } })
  })
  afterEach(async () => {
    await forgetConnectors(portal.store())
    await sql`update connectors set security = '{"kind": "portal"}' where slug = ${FIRST}`.execute(db())
  })

  const press = async (viewer: Viewer, principal: string | undefined = SERVICE_CLIENT_ID, slug = PING) => {
    const form = { slug, clientKey: randomUUID(), posted: {}, resubmittedFrom: undefined, principal }
    const pressed = await pressFlow(viewer, form, inputWords)
    if (!pressed.ok) throw new Error(JSON.stringify(pressed.issues))
    return pressed.value
  }
  const untilSucceeded = (viewer: Viewer, runId: string) =>
    portal.untilRun(viewer, runId, ({ run }) => run.status === 'Succeeded' && run.state === 'done')
  const ofPrincipal = async () =>
    (await portal.entra().requests()).filter(({ method, path }) => method === 'POST' && path === TOKEN_PATH)
  const connectionOf = async (viewer: Viewer) => {
    const connection = await selectConnectionOf(db(), { personId: viewer.personId, connectorId: connector.id })
    if (!connection) throw new Error('There is no connection')
    return connection
  }

  it('starts the runs of everybody as the one principal, and says so on each run, in the lists and in the logs (AUTH-10)', async () => {
    expect((await openFlow(outsider, PING, undefined)).flow.principal).toEqual(PRINCIPAL)
    const runs = [
      { viewer: user, runId: await press(user) },
      { viewer: outsider, runId: await press(outsider) },
    ]
    for (const { viewer, runId } of runs) {
      const { run } = await untilSucceeded(viewer, runId)
      expect(run).toMatchObject({ startedBy: viewer.userName, principal: PRINCIPAL })
      const [listed] = (await listMyRuns(viewer, parseRunQuery({}))).runs
      expect(listed).toMatchObject({ id: runId, startedBy: viewer.userName, principal: PRINCIPAL.name })
      const started = await db()
        .selectFrom('audit')
        .select(['actor_name', 'details'])
        .where('action', '=', 'run.start')
        .where('target', '=', `run:${runId}`)
        .executeTakeFirstOrThrow()
      expect(started).toMatchObject({ actor_name: viewer.userName, details: { principal: PRINCIPAL } })
      const rows = await until(
        () => db().selectFrom('sign_ins').selectAll().where('run_id', '=', runId).execute(),
        (all) => all.length > 0,
      )
      for (const row of rows) {
        expect(row).toMatchObject({
          app_id: SERVICE_CLIENT_ID,
          grant_type: 'client_credentials',
          person_id: viewer.personId,
          user_principal_name: null,
        })
      }
    }
    const there = await portal.databricks().runs()
    expect(there.map(({ creator_user_name }) => creator_user_name)).toEqual([SERVICE_CLIENT_ID, SERVICE_CLIENT_ID])
  })

  it('has one token for all, sealed and the connector’s own: nobody’s tokens are used or changed (TOK-1, TOK-5, TOK-6)', async () => {
    const peoples = () => db().selectFrom('token_partitions').selectAll().orderBy('partition_key').execute()
    const before = await peoples()
    const asked = (await ofPrincipal()).length
    const crowd = await Promise.all([user, outsider, user, outsider].map((viewer) => press(viewer)))
    for (const [at, runId] of crowd.entries()) await untilSucceeded(at % 2 === 0 ? user : outsider, runId)
    expect((await ofPrincipal()).length - asked).toBe(1)
    expect(await peoples()).toEqual(before)
    const connection = await connectionOf(user)
    const asking = { ...connection, security: { kind: SERVICE.kind, tenantId: TENANT_ID, ...PRINCIPAL } } as const
    const { token } = await principalToken(asking, { personId: user.personId })
    for (const [table, rows] of await everyRow(portal.store())) {
      expect(rows.includes(token), `the token in ${table}`).toBe(false)
      expect(rows.includes(SERVICE_CLIENT_SECRET), `the secret in ${table}`).toBe(false)
    }
    expect((await principalToken(asking, { personId: user.personId })).token).toBe(token)
    expect((await ofPrincipal()).length - asked).toBe(1)
  })

  it('gives nobody the runs of another, though all of them are one principal’s at Databricks (AUTHZ-4)', async () => {
    const runId = await press(user)
    await expect(getRun(outsider, runId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(cancelRun(outsider, runId)).rejects.toMatchObject({ code: 'not_found' })
    await untilSucceeded(user, runId)
    const calls = await portal.databricks().requests()
    expect(calls.filter(({ path }) => path.endsWith('/runs/cancel'))).toEqual([])
  })

  it('is pressed as whom the form named: not as the principal by who was shown themselves, nor the other way round (AUTHZ-8)', async () => {
    await expect(press(user, '')).rejects.toMatchObject({ code: 'conflict' })
    const { slug, version, resourceId, audience } = await getConnector(admin, FIRST)
    const texts = { security: { kind: 'portal' }, resourceId, roles: audience.roles, people: '' } as const
    expect(await saveSecurity(admin, { slug, version }, texts, words)).toMatchObject({ ok: true })
    await expect(press(user)).rejects.toMatchObject({ code: 'conflict' })
    expect(await db().selectFrom('runs').select('id').execute()).toEqual([])
  })

  it('runs no job as the person who presses: that is refused before anything is kept, and shown before the press', async () => {
    const flow = flowOf('as-me', PING_JOB, { identityMode: 'as_me' })
    expect(await importFlows({ flows: [flow] })).toMatchObject({ ok: true })
    expect((await openFlow(user, 'as-me', undefined)).obstacle).toMatchObject({
      kind: 'problem',
      problem: { code: 'not_as_person', facts: { principal: PRINCIPAL.name } },
    })
    await expect(press(user, SERVICE_CLIENT_ID, 'as-me')).rejects.toMatchObject({ code: 'not_as_person' })
    expect(await db().selectFrom('runs').select('id').execute()).toEqual([])
    expect(await portal.databricks().runs()).toEqual([])
  })

  it('works by the next secret when the first is refused, and says whose fault it is when both are (AUTH-8)', async () => {
    await removeSecret(admin, connector, 'current')
    await giveSecret(admin, connector, { ...SERVICE_SECRET, secret: 'a-wrong-one' })
    await giveSecret(admin, connector, SERVICE_SECRET)
    await untilSucceeded(user, await press(user))
    await removeSecret(admin, connector, 'next')
    const { run } = await portal.untilRun(user, await press(user), (view) => view.run.status === 'Failed')
    expect(run).toMatchObject({
      databricksRunId: undefined,
      error: { code: 'entra_configuration', facts: { aadsts: 'AADSTS7000215', principal: PRINCIPAL.name } },
    })
    // It is the connector's matter: nobody's own connection is marked.
    expect((await connectionOf(user)).problem).toBeUndefined()
  })

  it('starts nothing without a secret, and keeps no token beyond it (TOK-8, TOK-9)', async () => {
    await untilSucceeded(user, await press(user))
    await removeSecret(admin, connector, 'current')
    expect(await db().selectFrom('connector_tokens').select('sealed').execute()).toEqual([{ sealed: null }])
    expect((await openFlow(user, PING, undefined)).obstacle).toMatchObject({
      problem: { code: 'entra_configuration', facts: { reason: 'no_secret' } },
    })
    await expect(press(user)).rejects.toMatchObject({ code: 'entra_configuration', facts: { reason: 'no_secret' } })
    await giveSecret(admin, connector, SERVICE_SECRET)
    await untilSucceeded(user, await press(user))
  })

  it('becomes one, or ceases to be one, only while no run is under way: each is followed as whom it was started', async () => {
    await portal.databricks().script(PING_JOB, { tasks: { ping: { durationMs: 3_600_000 } } })
    const runId = await press(user)
    await portal.untilRun(user, runId, ({ run }) => run.databricksRunId !== undefined)
    const { slug, version, resourceId, audience } = await getConnector(admin, FIRST)
    const texts = { security: { kind: 'portal' }, resourceId, roles: audience.roles, people: '' } as const
    expect(await saveSecurity(admin, { slug, version }, texts, words)).toEqual({
      ok: false,
      issues: [{ field: '', message: words.issues.runsUnderWay(1) }],
    })
    await cancelRun(user, runId)
    await portal.untilRun(user, runId, ({ run }) => run.state === 'done')
    expect(await saveSecurity(admin, { slug, version }, texts, words)).toMatchObject({ ok: true })
  })

  it('is agreed to in so many words, for a tenant and an application that could be ones', async () => {
    const { slug, version, resourceId, audience } = connector
    const save = (changes: object) =>
      saveSecurity(
        admin,
        { slug, version },
        { security: { ...SERVICE, ...changes }, resourceId, roles: audience.roles, people: '' },
        words,
      )
    expect(await save({ everybody: false })).toMatchObject({ issues: [{ field: 'everybody' }] })
    expect(await save({ clientId: 'no id', tenantId: 'common' })).toMatchObject({
      issues: [{ field: 'clientId' }, { field: 'tenantId' }],
    })
    expect(await save({ principalName: '' })).toMatchObject({ issues: [{ field: 'principalName' }] })
  })

  it('needs nobody to connect, and its test says as whom it calls; the workspace may not know it', async () => {
    expect(await testConnection(outsider, FIRST).catch(({ code }) => code)).toBe('not_found')
    await untilSucceeded(outsider, await press(outsider))
    expect((await listConnections(outsider))[0]?.connection?.problem).toBeUndefined()
    expect(await testConnection(outsider, FIRST)).toMatchObject({
      userName: SERVICE_CLIENT_ID,
      displayName: 'Sample service',
      isPrincipal: true,
    })
    const stranger = '99999999-9999-4999-8999-999999999999'
    await portal
      .entra()
      .changeApp(stranger, { secrets: [{ value: 'of-a-stranger' }], permissions: [connector.resourceId] })
    const moved = await giveServicePrincipal(admin, await getConnector(admin, FIRST), { clientId: stranger })
    await giveSecret(admin, moved, { ...SERVICE_SECRET, secret: 'of-a-stranger' })
    await expect(testConnection(outsider, FIRST)).rejects.toMatchObject({
      code: 'databricks_not_member',
      facts: { principal: PRINCIPAL.name },
    })
  })
})
