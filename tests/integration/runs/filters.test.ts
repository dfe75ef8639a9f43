import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/identity/viewer'
import { parseRunQuery } from '@/lib/runs/run-query'
import { listAllRuns, listMyRuns } from '@/lib/runs/server/list-runs'
import { describePortal } from '@/tests/support/in-process-portal'
import { flowOf, PING_JOB, SAMPLE_FLOWS } from './sample-flows'

const SECRET = 'correcthorse'
const ERROR = 'AnalysisException: Table or view not found: budget_2031\n\tat Trace.line(1)'

const WITH_SECRET = flowOf('reconcile-books', PING_JOB, {
  inputs: {
    type: 'object',
    additionalProperties: false,
    properties: {
      region: { type: 'string', title: 'Region' },
      password: { type: 'string', title: 'Password', 'x-control': 'secret' },
    },
  },
  steps: [
    {
      action: 'run_now',
      jobId: PING_JOB,
      jobParameters: { region: { input: 'region' }, password: { input: 'password' } },
    },
  ],
})

describePortal('filters of a history', [...SAMPLE_FLOWS, WITH_SECRET], (portal) => {
  const found = async (viewer: Viewer, params: Record<string, string | string[]>) =>
    (await listMyRuns(viewer, parseRunQuery(params))).runs.map(({ id }) => id)

  const failed = async (user: Viewer) => {
    const tasks = { ping: { durationMs: 10, outcome: 'FAILED', error: ERROR } }
    await portal.databricks().script(PING_JOB, { tasks })
    const runId = await portal.press(user, 'reconcile-books', { region: 'Emmental', password: SECRET })
    const { run } = await portal.untilRun(user, runId, ({ run: { state } }) => state === 'done')
    expect(run.status).toBe('Failed')
    return { runId, run }
  }

  it('tell words of inputs from words of errors, and find both without saying where', async () => {
    const user = await portal.signIn('user@contoso.example')
    const { runId, run } = await failed(user)
    for (const asked of [
      ...[{ q: 'emmental' }, { q: 'budget' }, { q: 'Reconcile table' }, { q: String(run.number) }],
      ...[{ input: 'Emmen' }, { input: 'region=emmen' }, { error: 'view not found' }, { error: 'budget_2031' }],
      ...[{ status: ['Failed', 'Queued'] }, { trigger: 'button' }, { workspace: 'azure-databricks' }],
      ...[{ atMost: '1 h', flow: 'reconcile-books', status: 'Failed', error: 'table', input: 'region=Emmental' }],
    ]) {
      expect([asked, await found(user, asked)]).toEqual([asked, [runId]])
    }
    for (const asked of [
      ...[{ input: 'budget' }, { error: 'Emmental' }, { input: 'reconcile' }, { error: 'trace' }],
      ...[{ input: 'password=Emmental' }, { status: 'Succeeded' }, { trigger: 'schedule' }, { workspace: 'other' }],
      ...[{ atLeast: '1 h' }, { flow: 'no-such-flow' }, { from: '2199-01-01' }, { q: 'emmental nowhere' }],
    ]) {
      expect([asked, await found(user, asked)]).toEqual([asked, []])
    }
  })

  it('find nothing by a secret input, wherever it is looked for (OPS-7)', async () => {
    const user = await portal.signIn('user@contoso.example')
    await failed(user)
    for (const name of ['q', 'input', 'error']) expect(await found(user, { [name]: SECRET })).toEqual([])
    expect(await found(user, { input: `password=${SECRET}` })).toEqual([])
    const { rows } = await sql<{ text: string }>`select search::text || inputs::text as text from runs`.execute(
      portal.store().kysely,
    )
    expect(rows.map(({ text }) => text).join()).not.toContain(SECRET)
  })

  it('find by their inputs those, too, that were kept before words had places', async () => {
    const user = await portal.signIn('user@contoso.example')
    const { runId } = await failed(user)
    await sql`update runs set search = to_tsvector('simple', 'reconcile books demo user emmental') where id = ${runId}`.execute(
      portal.store().kysely,
    )
    expect(await found(user, { input: 'emmen' })).toEqual([runId])
    expect(await found(user, { input: 'books' })).toEqual([])
    expect(await found(user, { q: 'books' })).toEqual([runId])
  })

  it('name people for an Admin, several by one part of a name, and nobody for others (AUTHZ-7)', async () => {
    const [user, other, admin] = await Promise.all(
      ['user', 'user2', 'admin'].map((name) => portal.signIn(`${name}@contoso.example`)),
    )
    if (!user || !other || !admin) throw new Error('Nobody came')
    const one = await portal.press(user, 'ping-lakehouse')
    const two = await portal.press(other, 'refresh-sales', { region: 'EMEA', top_n: '3' })
    const all = async (person: string) =>
      (await listAllRuns(admin, parseRunQuery({ person }))).runs.map(({ id }) => id).toSorted()
    expect(await all('user2@contoso')).toEqual([two])
    expect(await all('USER contoso')).toEqual([one, two].toSorted())
    expect(await all('nobody')).toEqual([])
    // Whoever reads their own runs reads no others by asking for them.
    expect(await found(user, { person: 'user2' })).toEqual([one])
  })

  it('say so where more people are called like that than are looked for', async () => {
    const admin = await portal.signIn('admin@contoso.example')
    expect(await listAllRuns(admin, parseRunQuery({ person: 'contoso' }))).toMatchObject({ tooManyPeople: false })
    await sql`
      insert into people (id, tenant_id, object_id, user_name, display_name, roles, first_seen_at, last_seen_at)
      select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'many' || n || '@contoso.example', 'Many', '[]', now(), now()
        from generate_series(1, 51) as n`.execute(portal.store().kysely)
    expect(await listAllRuns(admin, parseRunQuery({ person: 'many' }))).toMatchObject({ tooManyPeople: true })
  })
})
