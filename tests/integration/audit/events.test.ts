import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ACCOUNT_ID } from '@/emulators/databricks/people'
import type { AuditAction } from '@/lib/audit/audit-actions'
import { parseAuditQuery } from '@/lib/audit/audit-query'
import { exportAudit } from '@/lib/audit/server/export-audit'
import { getAuditRow, listAudit } from '@/lib/audit/server/list-audit'
import { recordLeftOut } from '@/lib/audit/server/record-refusal'
import { verifyPiece } from '@/lib/audit/server/verify-in-pieces'
import { restoreBackup } from '@/lib/backup/server/restore-backup'
import { writeBackup } from '@/lib/backup/server/write-backup'
import { connect } from '@/lib/connections/server/connect'
import { deleteConnection } from '@/lib/connections/server/delete-connection'
import { listEverybodysConnections, revokeConnections } from '@/lib/connections/server/everybodys-connections'
import { testConnection } from '@/lib/connections/server/test-connection'
import { FIRST_CONNECTOR } from '@/lib/connectors/connector'
import { removeSecret, setSecret, takeNextSecret } from '@/lib/connectors/server/connector-secrets'
import { deleteConnector } from '@/lib/connectors/server/delete-connector'
import { exportConnector } from '@/lib/connectors/server/export-connector'
import { ensureFirstConnector } from '@/lib/connectors/server/first-connector'
import { listAllConnectors } from '@/lib/connectors/server/get-connector'
import { makeApp } from '@/lib/connectors/server/make-app'
import { saveGeneral } from '@/lib/connectors/server/save-general'
import { testConnector } from '@/lib/connectors/server/test-connector'
import { beginFlow } from '@/lib/drafts/server/begin-flow'
import { flowToTry } from '@/lib/drafts/server/flow-to-try'
import { openDraft } from '@/lib/drafts/server/open-draft'
import { discardDraft, publishFlow, switchFlow } from '@/lib/drafts/server/publish-flow'
import { saveDraft } from '@/lib/drafts/server/save-draft'
import { changeMakers, shareFlow } from '@/lib/drafts/server/share-flow'
import { getFlow } from '@/lib/flows/server/get-flow'
import { importFlows } from '@/lib/flows/server/import-flows'
import { delegatedToken } from '@/lib/identity/server/delegated-token'
import { exportSignIns } from '@/lib/identity/server/export-sign-ins'
import { getSignIn, listAllSignIns, listMySignIns } from '@/lib/identity/server/list-sign-ins'
import { recordForeignRequest } from '@/lib/identity/server/record-foreign-request'
import { signInLogWritten } from '@/lib/identity/server/sign-in-log'
import { signOut, signOutBySid } from '@/lib/identity/server/sign-out'
import { portalClient } from '@/lib/identity/server/token-client'
import { viewerOfSessionKey } from '@/lib/identity/server/viewer'
import { parseSignInQuery } from '@/lib/identity/sign-in-query'
import type { Viewer } from '@/lib/identity/viewer'
import { rotateKeys } from '@/lib/keys/server/rotate-keys'
import { connectors as connectorWords } from '@/lib/language/en/connectors'
import { inputs as inputWords } from '@/lib/language/en/inputs'
import { schedules as scheduleWords } from '@/lib/language/en/schedules'
import { recordTooOften } from '@/lib/limits/server/limit-requests'
import { rememberPerson } from '@/lib/limits/server/person-of-session'
import { demandMetricsToken } from '@/lib/metrics/server/demand-metrics-token'
import { STANDARD_WISHES } from '@/lib/notices/notice'
import { chooseWishes } from '@/lib/notices/server/choose-wishes'
import { readNotice } from '@/lib/notices/server/own-notices'
import { sendTest } from '@/lib/notices/server/send-test'
import { parsePeopleQuery } from '@/lib/people/people-query'
import { effectiveAccess } from '@/lib/people/server/effective-access'
import { getPerson } from '@/lib/people/server/get-person'
import { listPeople } from '@/lib/people/server/list-people'
import { seeHomeOf } from '@/lib/people/server/see-as'
import { erasePerson } from '@/lib/retention/server/erase-person'
import { sweep } from '@/lib/retention/server/sweep'
import { parseRunQuery } from '@/lib/runs/run-query'
import { addRunNote } from '@/lib/runs/server/add-run-note'
import { askBulk, getBulk, stopBulk } from '@/lib/runs/server/ask-bulk'
import { cancelRun } from '@/lib/runs/server/cancel-run'
import { exportRuns } from '@/lib/runs/server/export-runs'
import { getRun } from '@/lib/runs/server/get-run'
import { listAllRuns } from '@/lib/runs/server/list-runs'
import { notebookOfRun } from '@/lib/runs/server/notebook-of-run'
import { pressFlow } from '@/lib/runs/server/press'
import { exportProof } from '@/lib/runs/server/prove-run'
import { repairRun } from '@/lib/runs/server/repair-run'
import { addSchedule } from '@/lib/schedules/server/add-schedule'
import { listEverybodysSchedules, removeSchedule, turnSchedule } from '@/lib/schedules/server/own-schedules'
import { viewSettings } from '@/lib/settings/server/view-settings'
import { viewStorage } from '@/lib/settings/server/view-storage'
import { ensureAuditCheck } from '@/lib/store/audit-checks'
import { openDatabase } from '@/lib/store/database'
import {
  forgetConnectors,
  generalTexts,
  madeConnector,
  OWN_SECRET,
  ownConnector,
} from '@/tests/integration/connectors/connectors-of-test'
import { signedIn } from '@/tests/integration/identity/sign-in-use-case'
import { failRunNow } from '@/tests/integration/runs/run-now-calls'
import { flowOf, PING_JOB, SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { emptyEmbeddedFolder } from '@/tests/support/stores'
import { until } from '@/tests/support/until'
import { problemIn, tamper } from './tampering'
import type { WRITTEN_AS_SHIPPED } from './written-as-shipped'

const USER = 'user@contoso.example'
const OTHER = 'user2@contoso.example'
const ADMIN = 'admin@contoso.example'
const PING = 'ping-lakehouse'
const FIRST = 'azure-databricks'
const RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
const REQUEST = { id: randomUUID(), address: '192.0.2.7', agent: 'A browser' }
const TENANT = '8f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'

process.env.LAKEPORT_METRICS_TOKEN = randomUUID()

type InProcess = Exclude<AuditAction, (typeof WRITTEN_AS_SHIPPED)[number]>
/** Makes it happen, and answers what its rows must say, oldest first. */
type Scenario = () => Promise<readonly object[]>

const AS_ME = flowOf('as-me', PING_JOB, { identityMode: 'as_me' })
const ADMINS_ONLY = flowOf('for-admins', PING_JOB, { audience: { roles: ['Portal.Admin'], people: [] } })

const TWO_STEPS = flowOf('two-steps', PING_JOB, {
  steps: ['First', 'Second'].map((name, at) => ({
    ...{ action: 'run_now', name, jobId: PING_JOB, jobParameters: {} },
    ...(at > 0 ? { runAfter: ['failed'] } : {}),
  })),
})

describePortal('in the audit log', [...SAMPLE_FLOWS, ADMINS_ONLY, AS_ME, TWO_STEPS], (portal) => {
  const db = () => portal.store().kysely
  const rowsSince = async (position: number, action?: AuditAction) => {
    const rows = await db()
      .selectFrom('audit')
      .selectAll()
      .where('position', '>', position)
      .orderBy('position')
      .execute()
    return rows.filter((row) => action === undefined || row.action === action)
  }
  const head = async () => (await db().selectFrom('audit_head').select('position').executeTakeFirstOrThrow()).position
  const signIn = async (upn: string): Promise<Viewer> => ({ ...(await portal.signIn(upn)), request: REQUEST })
  const sessionOf = async (upn: string) => {
    const { sessionKey } = await signedIn(portal.entra().url, upn)
    const viewer = await viewerOfSessionKey(sessionKey)
    if (!viewer) throw new Error('Nobody is signed in')
    return { sessionKey, viewer: { ...viewer, request: REQUEST } }
  }
  const askForToken = ({ personId, tenantId, objectId, userName }: Viewer) => {
    const homeAccountId = `${objectId}.${tenantId}`
    const owner = { personId, tenantId, objectId, userName, homeAccountId }
    return delegatedToken({ owner, client: portalClient(homeAccountId, RESOURCE) })
  }
  /** Signed in with a token that is renewed at its first use. */
  const signInForShort = async (upn: string) => {
    await portal.entra().setMode({ accessTokenSeconds: 299 })
    return signIn(upn)
  }
  const draftOf = async (job: string) => {
    const maker = await signIn('maker@contoso.example')
    return { maker, slug: await beginFlow(maker, { connector: FIRST_CONNECTOR, jobId: job }) }
  }
  const scheduled = async () => {
    const viewer = await signIn(USER)
    const runId = await portal.press(viewer, PING)
    const wanted = { runId, days: 30, agreed: true, cron: '0 4 * * *', timeZone: 'Europe/Berlin' }
    const added = await addSchedule(viewer, wanted, { ...scheduleWords.issues, inputs: inputWords })
    if (!added.ok) throw new Error(JSON.stringify(added.issues))
    return { viewer, runId, scheduleId: added.value }
  }
  const setWalk = (walk: object | null) =>
    sql`update audit_checks set walk = ${JSON.stringify(walk)}::jsonb, pass_began_at = now(), next_at = now()`.execute(
      db(),
    )
  /** What a walk through the whole log has seen. */
  const wholeWalk = async () => {
    await setWalk(null)
    for (;;) {
      await sql`update audit_checks set next_at = now()`.execute(db())
      await verifyPiece()
      const { walk } = await db().selectFrom('audit_checks').select('walk').executeTakeFirstOrThrow()
      if (walk && walk.last.position === (await head())) return walk
    }
  }
  /** Whoever it was, in this request. */
  const by = ({ personId, objectId, userName, session }: Viewer, role = 'Portal.User') => ({
    actor_id: personId,
    actor_tid: TENANT,
    actor_oid: objectId,
    actor_name: userName,
    actor_role: role,
    session_hash: session,
    address: REQUEST.address,
    agent: REQUEST.agent,
    request_id: REQUEST.id,
  })

  // What is written once an hour is written in each test, and refusals are counted anew.
  beforeEach(() => Object.assign(globalThis, { lakeportAuditOnce: undefined, lakeportRefusals: undefined }))
  afterEach(async () => expect(await problemIn(portal.store())).toBeUndefined())

  const SCENARIOS: Record<InProcess, Scenario> = {
    'session.start': async () => {
      const first = await portal.signIn(USER)
      await portal.entra().patchUser(USER, { roles: ['Portal.Maker'] })
      await portal.signIn(USER)
      await expect(signedIn(portal.entra().url, 'norole@contoso.example')).rejects.toThrow()
      const promoted = { actor_id: first.personId, actor_name: USER, actor_role: 'Portal.Maker' }
      return [
        { actor_name: USER, outcome: 'done', before: null, after: { roles: ['Portal.User'] } },
        { ...promoted, outcome: 'done', before: { roles: ['Portal.User'] }, after: { roles: ['Portal.Maker'] } },
        {
          actor_name: 'norole@contoso.example',
          actor_id: null,
          outcome: 'refused',
          reason: 'no_role',
          address: '192.0.2.7',
        },
      ]
    },
    'session.end': async () => {
      const [here, there] = [await sessionOf(USER), await sessionOf(OTHER)]
      await signOut(here.sessionKey, REQUEST)
      const { sid } = await db()
        .selectFrom('sessions')
        .select('sid')
        .where('person_id', '=', there.viewer.personId)
        .executeTakeFirstOrThrow()
      await signOutBySid(sid ?? '', REQUEST)
      return [
        { ...by(here.viewer), outcome: 'done', reason: null },
        { actor_id: there.viewer.personId, actor_name: OTHER, address: '192.0.2.7', reason: 'at_microsoft' },
      ]
    },
    'session.revoke': async () => {
      const viewer = await signInForShort(USER)
      await portal.entra().patchUser(USER, { disabled: true })
      await expect(askForToken(viewer)).rejects.toMatchObject({ code: 'access_ended' })
      const target = `person:${viewer.personId}`
      return [{ actor_id: viewer.personId, actor_role: 'portal', outcome: 'done', reason: 'AADSTS50057', target }]
    },
    'roles.change': async () => {
      const viewer = await signInForShort(USER)
      await portal.entra().patchUser(USER, { roles: ['Portal.Maker'] })
      await askForToken(viewer)
      await askForToken(viewer)
      await portal.entra().patchUser(USER, { roles: [] })
      await expect(askForToken(viewer)).rejects.toMatchObject({ code: 'not_permitted' })
      const whose = { actor_id: viewer.personId, actor_role: 'portal', target: `person:${viewer.personId}` }
      return [
        { ...whose, before: { roles: ['Portal.User'] }, after: { roles: ['Portal.Maker'] } },
        { ...whose, before: { roles: ['Portal.Maker'] }, after: { roles: [] } },
      ]
    },
    'groups.change': async () => {
      const viewer = await signInForShort(USER)
      const [left, joined] = ['00000000-0000-4000-a000-000000000001', '00000000-0000-4000-a000-000000000002']
      await portal.entra().patchUser(USER, { groups: [joined] })
      await askForToken(viewer)
      await askForToken(viewer)
      const whose = { actor_id: viewer.personId, actor_role: 'portal', target: `person:${viewer.personId}` }
      return [{ ...whose, outcome: 'done', details: { joined: [joined], left: [left] } }]
    },
    'tokens.delete': async () => {
      const { sessionKey, viewer } = await sessionOf(USER)
      await signOut(sessionKey, REQUEST)
      return [{ actor_id: viewer.personId, actor_role: 'portal', target: `person:${viewer.personId}` }]
    },
    'tokens.renew': async () => {
      const viewer = await signInForShort(USER)
      await portal.entra().addFault({ match: `POST /${TENANT}/oauth2/v2.0/token`, status: 503, times: 2 })
      await expect(askForToken(viewer)).rejects.toMatchObject({ code: 'entra_unavailable' })
      await portal.entra().revoke(USER)
      for (let n = 0; n < 3; n += 1)
        await expect(askForToken(viewer)).rejects.toMatchObject({ code: 'connection_expired' })
      const whose = { actor_id: viewer.personId, actor_oid: viewer.objectId, actor_role: 'portal' }
      return [
        { ...whose, outcome: 'failed' },
        {
          ...whose,
          outcome: 'refused',
          reason: 'AADSTS50173',
          correlation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
        { ...whose, outcome: 'refused', reason: 'connection_expired' }, // there are none any more; said once
      ]
    },
    'tokens.open': async () => {
      const viewer = await signIn(USER)
      await sql`update token_partitions set version = version + 1`.execute(db())
      for (let n = 0; n < 3; n += 1)
        await expect(askForToken(viewer)).rejects.toMatchObject({ code: 'connection_expired' })
      return [
        {
          actor_id: viewer.personId,
          outcome: 'refused',
          reason: 'not_authentic',
          target: `person:${viewer.personId}`,
        },
      ]
    },
    'connection.create': async () => {
      const viewer = await signIn(USER)
      await portal.press(viewer, PING)
      await deleteConnection(viewer, FIRST)
      await connect(viewer, { connector: FIRST })
      const row = { ...by(viewer), outcome: 'done', target: expect.stringMatching(/^connection:[0-9a-f-]{36}$/) }
      return [
        { ...row, details: { again: false } },
        { ...row, details: { again: true } },
      ]
    },
    'connection.test': async () => {
      const viewer = await signIn(USER)
      await connect(viewer, { connector: FIRST })
      await testConnection(viewer, FIRST)
      await portal.databricks().setMode({ ipAccessList: true })
      await expect(testConnection(viewer, FIRST)).rejects.toMatchObject({ code: 'databricks_network_blocked' })
      return [
        { ...by(viewer), outcome: 'done', reason: null },
        { ...by(viewer), outcome: 'failed', reason: 'databricks_network_blocked' },
      ]
    },
    'connection.delete': async () => {
      const viewer = await signIn(USER)
      await connect(viewer, { connector: FIRST })
      await deleteConnection(viewer, FIRST)
      await deleteConnection(viewer, FIRST) // there is nothing more to delete
      return [{ ...by(viewer), outcome: 'done', target: expect.stringMatching(/^connection:/) }]
    },
    'connection.revoke': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      await connect(viewer, { connector: FIRST })
      await expect(revokeConnections(viewer, { connector: FIRST })).rejects.toMatchObject({ code: 'not_permitted' })
      await connect(admin, { connector: FIRST })
      await revokeConnections(admin, { connector: FIRST })
      const done = {
        ...by(admin, 'Portal.Admin'),
        outcome: 'done',
        target: expect.stringMatching(/^connection:[0-9a-f-]{36}$/),
      }
      return [{ ...by(viewer), outcome: 'refused', target: `connector:${FIRST}` }, done, done]
    },
    'connections.view': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      const asked = { connector: '', after: undefined }
      await expect(listEverybodysConnections(viewer, asked)).rejects.toMatchObject({ code: 'not_permitted' })
      await listEverybodysConnections(admin, asked)
      await listEverybodysConnections(admin, asked)
      return [
        { ...by(viewer), outcome: 'refused', reason: 'not_permitted' },
        { ...by(admin, 'Portal.Admin'), outcome: 'done', target: 'connections' },
      ]
    },
    'schedule.add': async () => {
      const { viewer, runId, scheduleId } = await scheduled()
      const details = {
        flow: PING,
        cron: '0 4 * * *',
        timeZone: 'Europe/Berlin',
        run: runId,
        until: expect.any(String),
      }
      return [{ ...by(viewer), outcome: 'done', target: `schedule:${scheduleId}`, details }]
    },
    'schedule.switch': async () => {
      const { viewer, scheduleId } = await scheduled()
      const admin = await signIn(ADMIN)
      await turnSchedule(admin, scheduleId, 'off')
      await expect(turnSchedule(admin, scheduleId, 'on')).rejects.toMatchObject({ code: 'not_permitted' })
      await turnSchedule(viewer, scheduleId, 'on')
      const target = `schedule:${scheduleId}`
      return [
        { ...by(admin, 'Portal.Admin'), outcome: 'done', target, details: { flow: PING, to: 'off', of: USER } },
        { ...by(admin, 'Portal.Admin'), outcome: 'refused', reason: 'not_owner', target },
        { ...by(viewer), outcome: 'done', target, details: { flow: PING, to: 'on', of: USER } },
      ]
    },
    'schedule.delete': async () => {
      const { viewer, scheduleId } = await scheduled()
      const other = await signIn(OTHER)
      await expect(removeSchedule(other, scheduleId)).rejects.toMatchObject({ code: 'not_found' })
      await removeSchedule(viewer, scheduleId)
      const target = `schedule:${scheduleId}`
      return [
        { ...by(other), outcome: 'refused', reason: 'not_owner', target },
        { ...by(viewer), outcome: 'done', target, details: { flow: PING, of: USER } },
      ]
    },
    'schedule.time': async () => {
      const { viewer, scheduleId } = await scheduled()
      const time = new Date(Date.now() - 3_600_000)
      await db().updateTable('schedules').set({ next_at: time, due_at: time }).execute()
      await until(
        () => db().selectFrom('schedules').select('problem').executeTakeFirst(),
        (row) => row?.problem !== null,
      )
      const details = { flow: PING, time: time.toISOString() }
      const target = `schedule:${scheduleId}`
      return [{ actor_id: viewer.personId, outcome: 'failed', reason: 'schedule_missed', target, details }]
    },
    'schedules.view': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      await expect(listEverybodysSchedules(viewer)).rejects.toMatchObject({ code: 'not_permitted' })
      await listEverybodysSchedules(admin)
      await listEverybodysSchedules(admin)
      return [
        { ...by(viewer), outcome: 'refused', reason: 'not_permitted' },
        { ...by(admin, 'Portal.Admin'), outcome: 'done', target: 'schedules' },
      ]
    },
    'audit.view': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      await expect(listAudit(viewer, parseAuditQuery({}))).rejects.toMatchObject({ code: 'not_permitted' })
      await listAudit(admin, parseAuditQuery({}))
      await getAuditRow(admin, '1')
      return [
        { ...by(viewer), outcome: 'refused', reason: 'not_permitted' },
        { ...by(admin, 'Portal.Admin'), outcome: 'done', target: 'audit' },
      ]
    },
    'audit.export': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      const wanted = {
        format: 'json',
        timeZone: 'UTC',
        asked: parseAuditQuery({ actor: USER, result: 'done' }),
      } as const
      await expect(exportAudit(viewer, wanted)).rejects.toMatchObject({ code: 'not_permitted' })
      await exportAudit(admin, wanted)
      const details = { format: 'json', filters: { result: 'done', actor: 'given' } }
      return [
        { ...by(viewer), outcome: 'refused', reason: 'not_permitted' },
        { ...by(admin, 'Portal.Admin'), outcome: 'done', details },
      ]
    },
    'audit.broken': async () => {
      await portal.stopLoops()
      await ensureAuditCheck(db())
      // As if a row had been seen that lost its person, and no row of an erasing came after it.
      const erasures = [[randomUUID(), { count: 1, first: 1 }]]
      const { last, ...walk } = await wholeWalk()
      await setWalk({ ...walk, last, erasures })
      await verifyPiece()
      await setWalk({ ...walk, last, erasures })
      await verifyPiece()
      const problem = 'Row 1 lost its person, and no row says that somebody was erased.'
      return [{ actor_role: 'portal', outcome: 'failed', target: 'audit', details: { problem } }]
    },
    'run.note': async () => {
      const viewer = await signIn(USER)
      const runId = await portal.press(viewer, PING)
      await addRunNote(viewer, runId, 'It was me.')
      return [{ ...by(viewer), outcome: 'done', target: `run:${runId}`, details: { characters: 10 } }]
    },
    'run.notebook': async () => {
      const viewer = await signIn(USER)
      const runId = await portal.press(viewer, 'refresh-sales', { region: 'EMEA', top_n: '3' })
      await portal.databricks().advanceClock(600_000)
      const { tasks } = await portal.untilRun(viewer, runId, (view) => view.run.state === 'done')
      const attempt = tasks[0]?.databricksRunId ?? ''
      await notebookOfRun(viewer, { runId, attempt })
      return [{ ...by(viewer), outcome: 'done', target: `run:${runId}`, details: { attempt } }]
    },
    'run.proof': async () => {
      const viewer = await signIn(USER)
      const runId = await portal.press(viewer, PING)
      await exportProof(viewer, runId)
      return [{ ...by(viewer), outcome: 'done', target: `run:${runId}` }]
    },
    'people.view': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      await expect(listPeople(viewer, parsePeopleQuery({}))).rejects.toMatchObject({ code: 'not_permitted' })
      await listPeople(admin, parsePeopleQuery({}))
      await getPerson(admin, viewer.personId)
      return [
        { ...by(viewer), outcome: 'refused', reason: 'not_permitted' },
        { ...by(admin, 'Portal.Admin'), outcome: 'done', target: 'people' },
      ]
    },
    'settings.view': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      await expect(viewSettings(viewer)).rejects.toMatchObject({ code: 'not_permitted' })
      await viewSettings(admin)
      await viewStorage(admin)
      return [
        { ...by(viewer), outcome: 'refused', reason: 'not_permitted' },
        { ...by(admin, 'Portal.Admin'), outcome: 'done', target: 'settings' },
      ]
    },
    'metrics.read': async () => {
      const wrong = { ...REQUEST, address: '192.0.2.99' }
      for (const authorization of [null, 'Bearer of-another-portal']) {
        await expect(demandMetricsToken(authorization, wrong)).rejects.toMatchObject({
          code: 'sign_in_required',
        })
      }
      return [{ address: wrong.address, outcome: 'refused', reason: 'no_token', target: 'portal' }]
    },
    'home.view': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      const target = `person:${viewer.personId}`
      await expect(seeHomeOf(viewer, admin.personId)).rejects.toMatchObject({ code: 'not_permitted' })
      await seeHomeOf(admin, viewer.personId)
      return [
        { ...by(viewer), outcome: 'refused', target: `person:${admin.personId}` },
        { ...by(admin, 'Portal.Admin'), outcome: 'done', target },
      ]
    },
    'access.view': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      const all = { flow: '', ask: false }
      await expect(effectiveAccess(viewer, viewer.personId, all)).rejects.toMatchObject({ code: 'not_permitted' })
      await effectiveAccess(admin, viewer.personId, all)
      const target = `person:${viewer.personId}`
      return [
        { ...by(viewer), outcome: 'refused', target },
        { ...by(admin, 'Portal.Admin'), outcome: 'done', target },
      ]
    },
    'sign_ins.view': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      await expect(listAllSignIns(viewer, parseSignInQuery({}))).rejects.toMatchObject({ code: 'not_permitted' })
      await listAllSignIns(admin, parseSignInQuery({}))
      await listAllSignIns(admin, parseSignInQuery({ kind: 'code' }))
      return [
        { ...by(viewer), outcome: 'refused', reason: 'not_permitted' },
        { ...by(admin, 'Portal.Admin'), outcome: 'done', target: 'sign_ins' },
      ]
    },
    'sign_ins.export': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      const wanted = {
        format: 'csv',
        timeZone: 'UTC',
        asked: parseSignInQuery({ kind: 'code', user: USER }),
      } as const
      await expect(exportSignIns(viewer, { ...wanted, everybodys: true })).rejects.toMatchObject({
        code: 'not_permitted',
      })
      await exportSignIns(viewer, { ...wanted, everybodys: false })
      await exportSignIns(admin, { ...wanted, everybodys: true })
      const filters = { kind: 'code', user: 'given' }
      return [
        { ...by(viewer), outcome: 'refused', reason: 'not_permitted' },
        { ...by(viewer), outcome: 'done', details: { format: 'csv', whose: 'own', filters } },
        { ...by(admin, 'Portal.Admin'), outcome: 'done', details: { format: 'csv', whose: 'everybody', filters } },
      ]
    },
    'sign_in.read': async () => {
      const [viewer, other] = [await signIn(USER), await signIn(OTHER)]
      await signInLogWritten()
      const [theirs] = (await listMySignIns(other, parseSignInQuery({}))).rows
      await expect(getSignIn(viewer, theirs?.id ?? '')).rejects.toMatchObject({ code: 'not_found' })
      return [{ ...by(viewer), outcome: 'refused', reason: 'not_owner', target: `sign_in:${theirs?.id}` }]
    },
    'run.start': async () => {
      const viewer = await signIn(USER)
      const runId = await portal.press(viewer, PING)
      return [{ ...by(viewer), outcome: 'done', target: `run:${runId}`, details: { flow: PING, version: 1 } }]
    },
    'run.again': async () => {
      const viewer = await signIn(USER)
      const earlier = await portal.press(viewer, PING)
      const press = { slug: PING, clientKey: randomUUID(), posted: {}, resubmittedFrom: earlier }
      const again = await pressFlow(viewer, press, inputWords)
      const admin = await signIn(ADMIN)
      await expect(pressFlow(admin, press, inputWords)).rejects.toMatchObject({ code: 'not_permitted' })
      return [
        {
          ...by(viewer),
          outcome: 'done',
          target: `run:${again.ok && again.value}`,
          details: { flow: PING, version: 1, earlier },
        },
        { ...by(admin, 'Portal.Admin'), outcome: 'refused', reason: 'not_permitted', target: `run:${earlier}` },
      ]
    },
    'run.settings': async () => {
      const viewer = await signIn(USER)
      const target = `run:${await portal.press(viewer, 'as-me')}`
      const details = { job: PING_JOB, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }
      return [{ actor_id: viewer.personId, actor_role: 'portal', outcome: 'done', target, details }]
    },
    'run.step': async () => {
      const viewer = await signIn(USER)
      await failRunNow(portal, { status: 403, body: { error_code: 'PERMISSION_DENIED', message: 'no' } })
      const runId = await portal.press(viewer, 'two-steps')
      const whose = { actor_id: viewer.personId, actor_role: 'portal', target: `run:${runId}` }
      return [{ ...whose, outcome: 'done', details: { position: 1, attempt: 1, after: 'failed', pauseMs: 0 } }]
    },
    'run.cancel': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      await portal.stopLoops()
      const runId = await portal.press(viewer, PING)
      await cancelRun(viewer, runId)
      await expect(cancelRun(admin, runId)).rejects.toMatchObject({ code: 'not_permitted' })
      return [
        { ...by(viewer), outcome: 'done', target: `run:${runId}` },
        { ...by(admin, 'Portal.Admin'), outcome: 'refused', reason: 'not_permitted', target: `run:${runId}` },
      ]
    },
    'run.repair': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      await portal.databricks().script(PING_JOB, { tasks: { ping: { outcome: 'FAILED' } } })
      const runId = await portal.press(viewer, PING)
      await portal.databricks().advanceClock(600_000)
      const { run } = await portal.untilRun(viewer, runId, (view) => view.run.state === 'done')
      await expect(repairRun(admin, runId)).rejects.toMatchObject({ code: 'not_permitted' })
      await repairRun(viewer, runId)
      const target = `run:${runId}`
      return [
        { ...by(admin, 'Portal.Admin'), outcome: 'refused', reason: 'not_permitted', target },
        { ...by(viewer), outcome: 'done', target, correlation_id: run.databricksRunId },
      ]
    },
    'run.end': async () => {
      const viewer = await signIn(USER)
      const runId = await portal.press(viewer, PING)
      await portal.databricks().advanceClock(600_000)
      const { run } = await portal.untilRun(viewer, runId, (view) => view.run.state === 'done')
      await failRunNow(portal, { status: 403, body: { error_code: 'PERMISSION_DENIED', message: 'no' } })
      const refused = await portal.press(viewer, PING)
      const whose = { actor_id: viewer.personId, actor_role: 'portal' }
      return [
        {
          ...whose,
          outcome: 'done',
          target: `run:${runId}`,
          correlation_id: run.databricksRunId,
          details: { status: 'Succeeded' },
        },
        {
          ...whose,
          outcome: 'failed',
          target: `run:${refused}`,
          reason: 'databricks_no_right',
          details: { status: 'Failed' },
        },
      ]
    },
    'run.read': async () => {
      const [viewer, other] = [await signIn(USER), await signIn(OTHER)]
      const runId = await portal.press(viewer, PING)
      await expect(getRun(other, runId)).rejects.toMatchObject({ code: 'not_found' })
      return [{ ...by(other), outcome: 'refused', reason: 'not_owner', target: `run:${runId}` }]
    },
    'runs.view': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      for (let n = 0; n < 3; n += 1) await listAllRuns(admin, parseRunQuery({}))
      await expect(listAllRuns(viewer, parseRunQuery({}))).rejects.toMatchObject({ code: 'not_permitted' })
      return [
        { ...by(admin, 'Portal.Admin'), outcome: 'done' },
        { ...by(viewer), outcome: 'refused', reason: 'not_permitted', details: { needed: 'Portal.Admin' } },
      ]
    },
    'runs.export': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      const query = parseRunQuery({ status: 'Failed', q: 'somebody', after: '' })
      const asked = { query, all: true, format: 'csv', timeZone: 'UTC', stillMay: async () => true } as const
      const file = await exportRuns(admin, asked)
      await expect(exportRuns(admin, asked)).rejects.toMatchObject({ code: 'too_many_requests' })
      await file.body.cancel()
      await expect(exportRuns(viewer, asked)).rejects.toMatchObject({ code: 'not_permitted' })
      const filter = { status: 'Failed', q: true }
      return [
        { ...by(admin, 'Portal.Admin'), outcome: 'done', details: { whose: 'all', format: 'csv', filter } },
        { ...by(admin, 'Portal.Admin'), outcome: 'refused', reason: 'too_many_requests' },
        { ...by(viewer), outcome: 'refused', reason: 'not_permitted', details: { needed: 'Portal.Admin' } },
      ]
    },
    'runs.bulk': async () => {
      const [viewer, admin] = [await signIn(USER), await signIn(ADMIN)]
      await portal.stopLoops()
      await portal.press(viewer, PING)
      const query = parseRunQuery({ q: 'ping' })
      const asked = { kind: 'cancel', list: 'all', query, timeZone: 'UTC' } as const
      await askBulk(admin, randomUUID(), asked)
      await expect(askBulk(viewer, randomUUID(), asked)).rejects.toMatchObject({ code: 'not_permitted' })
      return [
        {
          ...by(admin, 'Portal.Admin'),
          ...{ outcome: 'done', details: { kind: 'cancel', whose: 'all', runs: 1, filter: { q: true } } },
        },
        { ...by(viewer), outcome: 'refused', reason: 'not_permitted', details: { needed: 'Portal.Admin' } },
      ]
    },
    'runs.bulk_stop': async () => {
      const viewer = await signIn(USER)
      await portal.stopLoops()
      await portal.press(viewer, PING)
      const asked = { kind: 'cancel', list: 'mine', query: parseRunQuery({}), timeZone: 'UTC' } as const
      const id = await askBulk(viewer, randomUUID(), asked)
      await stopBulk(viewer, id)
      return [{ ...by(viewer), outcome: 'done', target: `bulk:${id}` }]
    },
    'runs.bulk_end': async () => {
      const viewer = await signIn(USER)
      await portal.press(viewer, PING)
      const asked = { kind: 'cancel', list: 'mine', query: parseRunQuery({}), timeZone: 'UTC' } as const
      const id = await askBulk(viewer, randomUUID(), asked)
      await until(
        () => getBulk(viewer, id),
        ({ endedAt }) => endedAt !== undefined,
      )
      return [{ actor_id: viewer.personId, outcome: 'done', target: `bulk:${id}`, details: { stopped: false } }]
    },
    'flow.read': async () => {
      const viewer = await signIn(USER)
      await expect(getFlow(viewer, 'for-admins')).rejects.toMatchObject({ code: 'not_found' })
      await expect(getFlow(viewer, 'no-such-flow')).rejects.toMatchObject({ code: 'not_found' })
      return [{ ...by(viewer), outcome: 'refused', reason: 'not_in_audience', target: 'flow:for-admins' }]
    },
    'flow.import': async () => {
      const slug = `flow-${randomUUID()}`
      await importFlows({ flows: [flowOf(slug, PING_JOB)] })
      await importFlows({ flows: [flowOf(slug, PING_JOB, { title: 'Other', audience: { roles: [], people: [] } })] })
      const target = `flow:${slug}`
      return [
        { actor_role: 'operator', target, before: null, after: { version: 1, title: slug } },
        {
          actor_role: 'operator',
          target,
          before: { version: 1, title: slug },
          after: { version: 2, title: 'Other' },
        },
      ]
    },
    'flow.make': async () => {
      const { maker, slug } = await draftOf(PING_JOB)
      return [{ ...by(maker, 'Portal.Maker'), outcome: 'done', target: `flow:${slug}`, details: { job: PING_JOB } }]
    },
    'flow.edit': async () => {
      const { maker, slug } = await draftOf(PING_JOB)
      await saveDraft(maker, { slug, revision: 1, part: 'details' }, (content) => content)
      const user = await signIn(USER)
      await expect(openDraft(user, slug)).rejects.toMatchObject({ code: 'not_permitted' })
      const target = `flow:${slug}`
      return [
        { ...by(maker, 'Portal.Maker'), outcome: 'done', target, details: { part: 'details', revision: 2 } },
        { ...by(user), outcome: 'refused', reason: 'not_permitted', target: 'flows' },
      ]
    },
    'flow.try': async () => {
      const { maker, slug } = await draftOf(PING_JOB)
      await flowToTry(maker, slug, 1)
      return [{ ...by(maker, 'Portal.Maker'), outcome: 'done', target: `flow:${slug}`, details: { version: 1 } }]
    },
    'flow.publish': async () => {
      const { maker, slug } = await draftOf(PING_JOB)
      await publishFlow(maker, { slug, revision: 1 })
      const after = expect.objectContaining({ version: 1 })
      const details = { roles: [], people: 0 }
      return [{ ...by(maker, 'Portal.Maker'), outcome: 'done', target: `flow:${slug}`, before: null, after, details }]
    },
    'flow.discard': async () => {
      const { maker, slug } = await draftOf(PING_JOB)
      await discardDraft(maker, { slug, revision: 1 })
      return [{ ...by(maker, 'Portal.Maker'), outcome: 'done', target: `flow:${slug}`, details: { isGone: true } }]
    },
    'flow.switch': async () => {
      const { maker, slug } = await draftOf(PING_JOB)
      await switchFlow(maker, slug, 'off')
      const states = { before: { state: 'on' }, after: { state: 'off' } }
      return [{ ...by(maker, 'Portal.Maker'), outcome: 'done', target: `flow:${slug}`, ...states }]
    },
    'flow.share': async () => {
      const { maker, slug } = await draftOf(PING_JOB)
      await shareFlow(maker, slug, () => ({ roles: ['Portal.User'], people: [] }))
      await changeMakers(maker, slug, (makers) => [...makers, randomUUID()])
      const whose = { ...by(maker, 'Portal.Maker'), outcome: 'done', target: `flow:${slug}` }
      return [
        { ...whose, before: { roles: [], people: 0 }, after: { roles: ['Portal.User'], people: 0 } },
        { ...whose, before: { makers: 1 }, after: { makers: 2 } },
      ]
    },
    'connector.set': async () => {
      await sql`update connectors set origin = 'https://adb-1.2.azuredatabricks.net'`.execute(db())
      await ensureFirstConnector()
      await ensureFirstConnector()
      const before = { origin: 'https://adb-1.2.azuredatabricks.net' }
      return [
        {
          actor_role: 'operator',
          target: 'connector:azure-databricks',
          before,
          after: { origin: portal.databricks().url },
        },
      ]
    },
    'host.call': async () => {
      const viewer = await signIn(USER)
      await sql`update connectors set origin = 'http://127.0.0.1:9'`.execute(db())
      for (let n = 0; n < 3; n += 1) await portal.press(viewer, PING)
      await sql`update connectors set origin = ${portal.databricks().url}`.execute(db())
      return [
        {
          actor_id: viewer.personId,
          outcome: 'refused',
          reason: 'host_refused',
          details: { origin: 'http://127.0.0.1:9' },
        },
      ]
    },
    'request.send': async () => {
      const headers = new Headers({
        origin: 'https://elsewhere.example',
        'user-agent': 'A browser',
        'x-request-id': REQUEST.id,
      })
      await recordForeignRequest({ headers, cookies: {}, path: '/flows/x' })
      const details = { origin: 'https://elsewhere.example' }
      return [
        {
          actor_id: null,
          outcome: 'refused',
          reason: 'origin_refused',
          target: 'path:/flows/x',
          details,
          request_id: REQUEST.id,
          agent: 'A browser',
        },
      ]
    },
    'request.limit': async () => {
      const [session, other] = ['cookie-of-this-test', 'cookie-of-another']
      const viewer = await signIn(USER)
      rememberPerson(session, viewer.personId)
      await recordTooOften({ cookie: session, request: REQUEST, path: '/runs' })
      await recordTooOften({ cookie: other, request: REQUEST, path: 'sign-in start' })
      const refused = { outcome: 'refused', reason: 'too_many_requests', address: REQUEST.address }
      return [
        { ...refused, actor_id: viewer.personId, target: 'path:/runs' },
        { ...refused, actor_id: null, target: 'path:sign-in start' },
      ]
    },
    'refusals.left_out': async () => {
      const viewer = await signIn(USER)
      const before = await head()
      for (let n = 0; n < 50; n += 1) await getFlow(viewer, 'for-admins').catch(() => undefined)
      expect(await rowsSince(before, 'flow.read')).toHaveLength(20)
      await recordLeftOut(Date.now())
      expect(await rowsSince(before, 'refusals.left_out')).toEqual([])
      await recordLeftOut(Date.now() + 60_000)
      return [{ ...by(viewer), outcome: 'refused', details: { count: 30 } }]
    },
    'notice.choose': async () => {
      const viewer = await signIn(USER)
      const wishes = { ...STANDARD_WISHES, end: [] }
      await chooseWishes(viewer, PING, wishes)
      await chooseWishes(viewer, undefined, wishes)
      const chosen = { ...by(viewer), outcome: 'done', before: null, after: wishes }
      return [
        { ...chosen, target: `flow:${PING}` },
        { ...chosen, target: 'flows' },
      ]
    },
    'notice.test': async () => {
      const viewer = await signIn(USER)
      await sendTest(viewer)
      const target = expect.stringMatching(/^notice:/)
      return [{ ...by(viewer), outcome: 'done', target, details: { ways: ['app'] } }]
    },
    'notice.send': async () => {
      const viewer = await signIn(USER)
      await sendTest(viewer)
      // What was to be sent when its mail server was taken away.
      await sql`insert into deliveries (id, notice_id, way, created_at, due_at)
        select gen_random_uuid(), id, 'email', now(), now() from notices`.execute(portal.store().kysely)
      await portal.startLoops()
      const reason = 'no_address'
      const left = () => sql`select from deliveries where given_up_at is null`.execute(portal.store().kysely)
      await until(
        async () => (await left()).rows.length,
        (rows) => rows === 0,
      )
      return [{ actor_id: viewer.personId, outcome: 'failed', reason, details: { way: 'email' } }]
    },
    'notice.read': async () => {
      const [viewer, other] = [await signIn(USER), await signIn(ADMIN)]
      const id = randomUUID()
      await sql`insert into notices (id, person_id, event, in_app, created_at)
        values (${id}, ${viewer.personId}, 'test', true, now())`.execute(portal.store().kysely)
      await expect(readNotice(other, id)).rejects.toMatchObject({ code: 'not_found' })
      const reason = 'not_owner'
      return [{ ...by(other, 'Portal.Admin'), outcome: 'refused', target: `notice:${id}`, reason }]
    },
    'keys.rotate': async () => {
      await signIn(USER)
      await rotateKeys()
      return [{ actor_role: 'operator', outcome: 'done', target: expect.stringMatching(/^key:/) }]
    },
    'backup.write': async () => {
      await inFolder((folder) => writeBackup(portal.store(), folder))
      const details = { tables: expect.any(Number), rows: expect.any(Number) }
      return [{ actor_role: 'operator', outcome: 'done', target: expect.stringMatching(/^backup:20/), details }]
    },
    'backup.restore': async () => {
      const filled = await openDatabase({ dataDir: await emptyEmbeddedFolder() })
      await inFolder(async (folder) => {
        const { path } = await writeBackup(portal.store(), folder)
        await restoreBackup(filled, path, { replace: false })
      })
      const record = filled.kysely.selectFrom('audit').selectAll().where('action', '=', 'backup.restore')
      expect(await record.execute()).toMatchObject([{ actor_role: 'operator', outcome: 'done' }])
      await filled.close()
      return [] // it stands in the database that was filled
    },
    'connector.read': async () => {
      const viewer = await signIn(USER)
      await expect(listAllConnectors(viewer)).rejects.toMatchObject({ code: 'not_permitted' })
      return [{ ...by(viewer), outcome: 'refused', reason: 'not_permitted', target: 'connectors' }]
    },
    'connector.save': async () => {
      const [viewer, user] = [await signIn(ADMIN), await signIn(USER)]
      const { slug, name } = await madeConnector(viewer, portal.databricks().url)
      const texts = generalTexts(portal.databricks().url, { description: 'Ours.' })
      await saveGeneral(viewer, { slug, version: 1 }, texts, connectorWords)
      await saveGeneral(user, { slug, version: 2 }, texts, connectorWords).catch(() => undefined)
      await forgetConnectors(portal.store())
      const admin = { ...by(viewer, 'Portal.Admin'), outcome: 'done', target: `connector:${slug}` }
      return [
        { ...admin, before: null, after: { version: 1, name, operations: 'ready' } },
        { ...admin, before: { version: 1, description: '' }, after: { version: 2, description: 'Ours.' } },
        { ...by(user), outcome: 'refused', reason: 'not_permitted', target: `connector:${slug}` },
      ]
    },
    'connector.secret': async () => {
      const [viewer, user] = [await signIn(ADMIN), await signIn(USER)]
      const { slug, version } = await ownConnector(viewer, portal.databricks().url)
      const of = { slug, version }
      await setSecret(viewer, of, { ...OWN_SECRET, expires: '2090-01-01' }, connectorWords)
      await takeNextSecret(viewer, of)
      await removeSecret(viewer, of, 'current')
      await removeSecret(user, of, 'current').catch(() => undefined)
      await forgetConnectors(portal.store())
      const admin = { ...by(viewer, 'Portal.Admin'), outcome: 'done', target: `connector:${slug}` }
      return [
        { ...admin, details: { version, change: 'set', turn: 'current', kind: 'secret' } },
        { ...admin, details: { change: 'set', turn: 'next', expiresAt: '2090-01-01T00:00:00.000Z' } },
        { ...admin, details: { change: 'promoted' } },
        { ...admin, details: { change: 'removed', turn: 'current' } },
        { ...by(user), outcome: 'refused', reason: 'not_permitted', target: `connector:${slug}` },
      ]
    },
    'connector.app': async () => {
      const [viewer, user] = [await signIn(ADMIN), await signIn(USER)]
      const { slug, version } = await madeConnector(viewer, portal.databricks().url)
      const app = { accountId: ACCOUNT_ID, name: 'Ours', scopes: 'all-apis offline_access', confidential: false }
      await makeApp(user, { slug, version }, { ...app, take: false }, connectorWords).catch(() => undefined)
      await makeApp(viewer, { slug, version }, { ...app, take: false }, connectorWords)
      await forgetConnectors(portal.store())
      const admin = { ...by(viewer, 'Portal.Admin'), outcome: 'done', target: `connector:${slug}` }
      return [
        { ...by(user), outcome: 'refused', reason: 'not_permitted', target: `connector:${slug}` },
        { ...admin, details: { change: 'asked', accountId: ACCOUNT_ID, name: 'Ours' } },
        { ...admin, details: { change: 'made', accountId: ACCOUNT_ID, isConfidential: false } },
      ]
    },
    'connector.test': async () => {
      const [viewer, user] = [await signIn(ADMIN), await signIn(USER)]
      const ask = { slug: FIRST, operation: 'ListJobs', isMeant: false, values: {} }
      await testConnector(user, { ...ask, clientKey: randomUUID() }, connectorWords).catch(() => undefined)
      for (let times = 0; times < 11; times += 1) {
        await testConnector(viewer, { ...ask, clientKey: randomUUID() }, connectorWords).catch(() => undefined)
      }
      const admin = { ...by(viewer, 'Portal.Admin'), target: `connector:${FIRST}` }
      const done = { ...admin, outcome: 'done', details: { operation: 'ListJobs', method: 'GET' } }
      return [
        { ...by(user), outcome: 'refused', reason: 'not_permitted' },
        ...Array.from({ length: 10 }, () => done),
        { ...admin, outcome: 'refused', reason: 'too_many_requests' },
      ]
    },
    'connector.export': async () => {
      const viewer = await signIn(ADMIN)
      await exportConnector(viewer, FIRST, 'apiProperties.json')
      const details = { file: 'apiProperties.json' }
      return [{ ...by(viewer, 'Portal.Admin'), outcome: 'done', target: `connector:${FIRST}`, details }]
    },
    'connector.delete': async () => {
      const [viewer, user] = [await signIn(ADMIN), await signIn(USER)]
      const { slug } = await madeConnector(viewer, portal.databricks().url)
      await deleteConnector(user, slug, connectorWords).catch(() => undefined)
      await deleteConnector(viewer, slug, connectorWords)
      return [
        { ...by(user), outcome: 'refused', reason: 'not_permitted' },
        { ...by(viewer, 'Portal.Admin'), outcome: 'done', target: `connector:${slug}`, before: { version: 1 } },
      ]
    },
    'data.remove': async () => {
      const correlation = randomUUID()
      await sql`insert into sign_ins (id, created_at, kind, app_id, is_interactive, error_code, correlation_id)
        values (gen_random_uuid(), now() - interval '31 days', 'sign-in', 'a', true, '0', ${correlation})`.execute(
        db(),
      )
      await sweep(new Date())
      return [
        {
          actor_role: 'portal',
          outcome: 'done',
          target: 'signIns',
          details: { before: expect.stringMatching(/^2/) },
        },
      ]
    },
    'person.erase': async () => {
      const viewer = await signIn(USER)
      const { audit } = await erasePerson(portal.store(), viewer.objectId)
      return [
        { actor_role: 'operator', outcome: 'done', target: `person:${viewer.personId}`, details: { rows: audit } },
      ]
    },
    'audit.chain': async () => {
      // It stands at the very beginning, so it is looked for there.
      expect(await rowsSince(0, 'audit.chain')).toMatchObject([
        { position: 1, actor_role: 'portal', details: { rowsBefore: 0 } },
      ])
      return []
    },
    'audit.prune': async () => {
      await getFlow(await signIn(USER), 'for-admins').catch(() => undefined)
      const upTo = await head()
      await tamper(portal.store(), "update audit set at = at - interval '400 days'") // which breaks their hashes: they go
      const { rows } = await sql<{ removed: number }>`
        select audit_prune(gen_random_uuid(), now() - interval '365 days', 1000) as removed`.execute(db())
      return [{ actor_role: 'portal', outcome: 'done', details: { upTo, rows: rows[0]?.removed } }]
    },
  }

  describe.each(Object.keys(SCENARIOS) as InProcess[])('%s', (action) => {
    it(`stands with who, where, what, and what came of it: ${action} (AUD-1)`, async () => {
      const before = await head()
      const expected = await SCENARIOS[action]()
      const rows = await rowsSince(before, action)
      expect(rows.map((row) => row.action)).toEqual(expected.map(() => action))
      expect(rows).toMatchObject(expected)
      for (const { target, at, hash } of rows) expect(target && at && hash).toBeTruthy()
    })
  })

  it('somebody else’s run and flow leave a row, and no call of the workspace (AUTHZ-4)', async () => {
    const [viewer, other] = [await signIn(USER), await signIn(OTHER)]
    await portal.stopLoops()
    const runId = await portal.press(viewer, PING)
    const calls = (await portal.databricks().requests()).length
    const before = await head()
    for (const ask of [
      () => getRun(other, runId),
      () => cancelRun(other, runId),
      () => getFlow(other, 'for-admins'),
    ]) {
      await expect(ask()).rejects.toMatchObject({ code: 'not_found' })
    }
    expect((await rowsSince(before)).map(({ action, actor_id, outcome }) => [action, actor_id, outcome])).toEqual([
      ['run.read', other.personId, 'refused'],
      ['run.read', other.personId, 'refused'],
      ['flow.read', other.personId, 'refused'],
    ])
    expect(await portal.databricks().requests()).toHaveLength(calls)
  })

  it('no row holds a token, a session key or a secret input (AUD-2)', async () => {
    const { sessionKey, viewer } = await sessionOf(USER)
    await pressFlow(
      viewer,
      {
        slug: 'import-invoices',
        clientKey: randomUUID(),
        posted: { source_folder: '/Volumes/x', archive_password: 'Kestrel-71-plumage' },
        resubmittedFrom: undefined,
      },
      inputWords,
    )
    const text = JSON.stringify(await rowsSince(0))
    expect(text).not.toContain(sessionKey)
    expect(text).not.toContain('Kestrel-71-plumage')
    expect(text).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}/)
  })
})

async function inFolder(work: (folder: string) => Promise<unknown>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lakeport-backup-'))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
