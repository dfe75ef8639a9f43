import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import type { ExportFile } from '@/lib/exports/server/export-file'
import type { Role } from '@/lib/identity/roles'
import type { Viewer } from '@/lib/identity/viewer'
import type { ExportedRun } from '@/lib/runs/exported-run'
import { parseRunQuery } from '@/lib/runs/run-query'
import { exportRuns, type RunsToExport } from '@/lib/runs/server/export-runs'
import type { Database } from '@/lib/store/database'
import { seedRuns } from '@/tests/support/seed-runs'
import { describeOnBothStores, useAsCurrent } from '@/tests/support/stores'

const RUNS = 1_300
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

describeOnBothStores('an export of runs', (open) => {
  let store: Database
  beforeAll(async () => {
    store = await open()
    useAsCurrent(store)
    await store.unhurried((db) => seedRuns(db, RUNS))
  })

  const viewer = async (role: Role, account = 'person1@contoso.example'): Promise<Viewer> => {
    const { id } = await store.kysely
      .selectFrom('people')
      .select('id')
      .where('user_name', '=', account)
      .executeTakeFirstOrThrow()
    const names = { userName: account, displayName: account, session: 'session of a test' }
    return { personId: id, tenantId: id, objectId: id, roles: [role], groups: [], ...names }
  }
  const asked = (more: Partial<RunsToExport> = {}): RunsToExport => ({
    ...{ query: parseRunQuery({}), all: true, format: 'json', timeZone: 'UTC', stillMay: async () => true },
    ...more,
  })
  const fileOf = async ({ body }: ExportFile) => new Response(body).text()
  const count = async (condition = sql<boolean>`true`) =>
    (await sql<{ n: number }>`select count(*)::int as n from runs where ${condition}`.execute(store.kysely)).rows[0]
      ?.n

  it('has every run that fits once, newest first, as JSON and as CSV', async () => {
    const admin = await viewer('Portal.Admin')
    const runs: ExportedRun[] = JSON.parse(await fileOf(await exportRuns(admin, asked())))
    expect(runs).toHaveLength(RUNS)
    expect(new Set(runs.map(({ id }) => id)).size).toBe(RUNS)
    expect(runs.map(({ createdAt }) => createdAt)).toEqual(
      runs
        .map(({ createdAt }) => createdAt)
        .toSorted()
        .reverse(),
    )
    expect(runs[0]).toMatchObject({
      ...{ flow: expect.stringMatching(/^flow-/), trigger: 'button', identityMode: 'shared' },
      ...{ workspace: expect.stringMatching(/^Workspace/), databricksRunId: expect.stringMatching(/^88/) },
      ...{ createdAt: expect.stringMatching(ISO), endedAt: expect.stringMatching(ISO) },
      inputs: { region: expect.any(String), order: expect.any(Number) },
    })
    const csv = (await fileOf(await exportRuns(admin, asked({ format: 'csv' })))).split('\r\n')
    expect(csv).toHaveLength(RUNS + 2)
    expect(csv[0]).toMatch(/^"number","id","flow",/)
    expect(csv[1]).toContain(`"${runs[0]?.number}","${runs[0]?.id}","${runs[0]?.flow}"`)
  })

  it('holds what its filter says, and of others nothing (AUTHZ-4)', async () => {
    const user = await viewer('Portal.User')
    const own = asked({ all: false, query: parseRunQuery({ status: 'Failed', person: 'person2', q: 'table' }) })
    const runs: ExportedRun[] = JSON.parse(await fileOf(await exportRuns(user, own)))
    expect(runs).toHaveLength((await count(sql`status = 'Failed' and person_id = ${user.personId}`)) ?? 0)
    expect(runs.length).toBeGreaterThan(0)
    expect(new Set(runs.map(({ startedBy }) => startedBy))).toEqual(new Set([user.userName]))
    await expect(exportRuns(user, asked())).rejects.toMatchObject({ code: 'not_permitted' })
  })

  it('of nothing is an empty list, and a head alone', async () => {
    const admin = await viewer('Portal.Admin')
    const none = parseRunQuery({ flow: 'no-such-flow' })
    expect(JSON.parse(await fileOf(await exportRuns(admin, asked({ query: none }))))).toEqual([])
    const csv = await fileOf(await exportRuns(admin, asked({ query: none, format: 'csv' })))
    expect(csv.split('\r\n')).toHaveLength(2)
  })

  it('lets no text become a formula, and keeps numbers what they are (IO-11)', async () => {
    const admin = await viewer('Portal.Admin')
    await sql`update flows set title = '=HYPERLINK("http://x")' where slug = 'flow-3'`.execute(store.kysely)
    await sql`update runs set runs_as = '+cmd' where flow_id = (select id from flows where slug = 'flow-3')`.execute(
      store.kysely,
    )
    const query = parseRunQuery({ flow: 'flow-3' })
    const [, line = ''] = (await fileOf(await exportRuns(admin, asked({ query, format: 'csv' })))).split('\r\n')
    expect(line).toContain(`,"'=HYPERLINK(""http://x"")",`)
    expect(line).toMatch(/^"\d+",/)
    expect(line).toContain(`"'+cmd"`)
  })

  it('is on record before its first byte (AUD-1)', async () => {
    const admin = await viewer('Portal.Admin')
    const rows = () => store.kysely.selectFrom('audit').selectAll().where('action', '=', 'runs.export').execute()
    const before = (await rows()).length
    const file = await exportRuns(admin, asked())
    expect(await rows()).toHaveLength(before + 1)
    await file.body.cancel()
  })

  it('is one of a person at a time, and gives its place back when it ends or nobody takes it', async () => {
    const [admin, other] = [await viewer('Portal.Admin'), await viewer('Portal.Admin', 'person2@contoso.example')]
    const first = await exportRuns(admin, asked())
    await expect(exportRuns(admin, asked())).rejects.toMatchObject({ code: 'too_many_requests' })
    await (await exportRuns(other, asked())).body.cancel()
    await first.body.cancel()
    await fileOf(await exportRuns(admin, asked()))
    await (await exportRuns(admin, asked())).body.cancel()
  })

  it('reads no further than it is taken', async () => {
    const admin = await viewer('Portal.Admin')
    const file = (await exportRuns(admin, asked())).body.getReader()
    const text = async () => new TextDecoder().decode((await file.read()).value)
    expect(await text()).toBe('[')
    expect(JSON.parse(`[${await text()}]`)).toHaveLength(500)
    await sql`update runs set runs_as = 'changed while it was sent'`.execute(store.kysely)
    expect(await text()).toContain('changed while it was sent')
    await file.cancel()
  })
})
