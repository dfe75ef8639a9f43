import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { exportSignIns } from '@/lib/identity/server/export-sign-ins'
import { getSignIn, listAllSignIns, listMySignIns } from '@/lib/identity/server/list-sign-ins'
import { signInLogWritten } from '@/lib/identity/server/sign-in-log'
import { parseSignInQuery, type SignInQuery } from '@/lib/identity/sign-in-query'
import type { Viewer } from '@/lib/identity/viewer'
import { flowOf, PING_JOB } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { signedIn } from './sign-in-use-case'

const USER = 'user@contoso.example'
const OTHER = 'user2@contoso.example'
const ADMIN = 'admin@contoso.example'
const NO_ROLE = 'norole@contoso.example'
const NO_ID = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'
const FLOW = flowOf('ping', PING_JOB)

const ask = (change: Partial<SignInQuery> = {}) => parseSignInQuery(change)

describePortal('the sign-in log, read', [FLOW], (portal) => {
  const db = () => portal.store().kysely
  const signIn = async (upn: string): Promise<Viewer> => {
    const viewer = await portal.signIn(upn)
    await signInLogWritten()
    return viewer
  }
  const all = async (admin: Viewer, change?: Partial<SignInQuery>) => (await listAllSignIns(admin, ask(change))).rows
  const textOf = async (
    viewer: Viewer,
    format: 'csv' | 'json',
    everybodys = false,
    change?: Partial<SignInQuery>,
  ) => {
    const wanted = { asked: ask(change), everybodys, format, timeZone: 'UTC' }
    return new Response((await exportSignIns(viewer, wanted)).body).text()
  }

  beforeEach(async () => {
    await db().deleteFrom('sign_ins').execute()
  })

  it('shows everybody their own rows and nobody else’s, with the request of the code among them (AUTH-10, AUTHZ-2)', async () => {
    const [user, other] = [await signIn(USER), await signIn(OTHER)]
    const mine = (await listMySignIns(user, ask())).rows
    expect(mine.map(({ kind, userName }) => [kind, userName])).toEqual([
      ['sign-in', USER],
      ['code', USER],
    ])
    expect((await listMySignIns(user, ask({ user: OTHER }))).rows).toEqual([])
    expect((await listMySignIns(other, ask({ correlation: mine[0]?.correlationId ?? '' }))).rows).toEqual([])
  })

  it('shows Admins who was never let in, by the name of the account (AUTH-10)', async () => {
    await expect(signedIn(portal.entra().url, NO_ROLE)).rejects.toThrow()
    const admin = await signIn(ADMIN)
    const rows = await all(admin, { user: NO_ROLE.toUpperCase() })
    expect(rows.map(({ kind, errorCode, personId }) => [kind, errorCode, personId])).toEqual([
      ['sign-in', 'no_role', undefined],
      ['code', '0', undefined],
    ])
    expect(await all(admin, { result: 'failure' })).toEqual([rows[0]])
  })

  it('a refused sign-in of somebody who was let in before is theirs to read', async () => {
    const user = await signIn(USER)
    await portal.entra().patchUser(USER, { roles: [] })
    await expect(signedIn(portal.entra().url, USER)).rejects.toThrow()
    await signInLogWritten()
    const [newest] = (await listMySignIns(user, ask())).rows
    expect(newest).toMatchObject({ kind: 'sign-in', errorCode: 'no_role', personId: user.personId })
  })

  it('says of a run whose token it took, of which connector, and until when that is good', async () => {
    const user = await signIn(USER)
    const { run } = await portal.untilRun(
      user,
      await portal.press(user, 'ping'),
      (view) => view.run.submittedAt !== undefined,
    )
    await signInLogWritten()
    const rows = (await listMySignIns(user, ask({ run: String(run.number) }))).rows
    expect(rows[0]).toMatchObject({
      kind: 'cache',
      run: { id: run.id, number: run.number },
      connector: { slug: 'azure-databricks' },
      portalAsked: true,
      tokenExpiresAt: expect.any(Number),
    })
    expect(rows.every((row) => row.run?.id === run.id)).toBe(true)
  })

  it('filters by each of its columns, and by what somebody types into one box', async () => {
    await signIn(USER)
    const admin = await signIn(ADMIN)
    const rows = await all(admin)
    const [code] = rows.filter(({ kind, userName }) => kind === 'code' && userName === USER)
    if (!code) throw new Error('There is no row of a code')
    const kinds = async (change: Partial<SignInQuery>) =>
      (await all(admin, change)).map(({ kind, userName }) => `${kind} ${userName?.split('@')[0]}`)
    expect(await kinds({ kind: 'code' })).toEqual(['code admin', 'code user'])
    expect(await kinds({ user: 'user', kind: 'code' })).toEqual(['code user'])
    expect(await kinds({ q: 'USER', result: 'success' })).toEqual(['sign-in user', 'code user'])
    expect(await kinds({ q: code.correlationId })).toEqual(['sign-in user', 'code user'])
    expect(await kinds({ q: code.requestId ?? '' })).toEqual(['code user'])
    expect(await kinds({ correlation: code.correlationId, kind: 'sign-in' })).toEqual(['sign-in user'])
    expect(await kinds({ resource: code.resourceId ?? '' })).toHaveLength(rows.length)
    expect(await kinds({ resource: 'another' })).toEqual([])
    expect(await kinds({ run: '2147483647' })).toEqual([])
    const day = new Date().toISOString().slice(0, 10)
    expect(await kinds({ from: '2026-01-01', to: '2026-01-02' })).toEqual([])
    expect(await kinds({ from: day, to: day, user: ADMIN })).toEqual(['sign-in admin', 'code admin'])
  })

  it('a row of somebody else’s is as unknown as none, but to an Admin (AUTHZ-4)', async () => {
    const [user, other, admin] = [await signIn(USER), await signIn(OTHER), await signIn(ADMIN)]
    const id = (await listMySignIns(user, ask())).rows[0]?.id ?? ''
    expect(await getSignIn(user, id)).toMatchObject({ id })
    expect(await getSignIn(admin, id)).toMatchObject({ id })
    const answers = [id, NO_ID, 'x', "'; drop table sign_ins"].map((asked) => getSignIn(other, asked))
    const thrown = await Promise.all(answers.map((answer) => answer.catch((error: Error) => error.message)))
    expect(new Set(thrown)).toEqual(new Set([thrown[0]]))
  })

  describe('with many rows', () => {
    const addRows = (count: number) =>
      sql`
      insert into sign_ins (id, created_at, kind, user_principal_name, app_id, resource_id, is_interactive, error_code,
                            correlation_id, failure_reason, scopes)
      select gen_random_uuid(), now() - n * interval '1 second', case when n % 6000 = 0 then 'on_behalf_of' else 'refresh' end,
             'crowd' || n % 7 || '@contoso.example', 'app', 'r', false, case when n = 9000 then '70043' else '0' end,
             'c' || n, '=1+1', 'a b'
        from generate_series(1, ${count}::int) as n`.execute(db())

    it('pages lead through all of it, forwards and back, each row once', async () => {
      await addRows(130)
      const admin = await signIn(ADMIN)
      const seen: string[] = []
      let page = await listAllSignIns(admin, ask({ kind: 'refresh' }))
      for (;;) {
        seen.push(...page.rows.map(({ correlationId }) => correlationId))
        if (!page.older) break
        page = await listAllSignIns(admin, ask({ kind: 'refresh', ...page.older }))
      }
      expect(seen).toEqual(Array.from({ length: 130 }, (_, at) => `c${at + 1}`))
      const back = await listAllSignIns(admin, ask({ kind: 'refresh', ...page.newer }))
      expect(back.rows.map(({ correlationId }) => correlationId)).toEqual(seen.slice(50, 100))
    })

    it('a rare combination is looked for in so many rows, and the next page goes on from there', async () => {
      await addRows(12_000)
      const admin = await signIn(ADMIN)
      const [newest] = await all(admin, { result: 'failure' })
      expect(newest?.correlationId).toBe('c9000')
      const cut = await listAllSignIns(admin, ask({ kind: 'refresh', resource: 'none' }))
      expect(cut).toMatchObject({ rows: [], stoppedAt: expect.any(Number), older: { after: expect.any(String) } })
      const rest = await listAllSignIns(admin, ask({ kind: 'refresh', resource: 'none', ...cut.older }))
      expect(rest.stoppedAt).toBeLessThan(cut.stoppedAt ?? 0)
    })

    it('an export has every row that fits, is no formula, and tells Admins alone what Entra said (IO-11, OPS-8)', async () => {
      await addRows(2_500)
      const [user, admin] = [await signIn(USER), await signIn(ADMIN)]
      const [head, ...lines] = (await textOf(admin, 'csv', true, { kind: 'refresh' })).trimEnd().split('\r\n')
      expect(head).toContain('"createdDateTime","kind","correlationId"')
      expect(lines).toHaveLength(2_500)
      expect(lines[0]).toContain(`"'=1+1"`)
      const rows = JSON.parse(await textOf(admin, 'json', true, { kind: 'refresh', user: 'crowd3@contoso.example' }))
      expect(rows.map(({ correlationId }: { correlationId: string }) => correlationId)).toEqual(
        Array.from({ length: 358 }, (_, at) => `c${3 + at * 7}`).filter((id) => Number(id.slice(1)) <= 2_500),
      )
      const own = JSON.parse(await textOf(user, 'json'))
      expect(own.map(({ userPrincipalName }: { userPrincipalName: string }) => userPrincipalName)).toEqual([
        USER,
        USER,
      ])
      expect(Object.keys(own[0])).not.toContain('failureReason')
      expect(await textOf(user, 'json', false, { kind: 'refresh' })).toBe('[\n]\n')
    })
  })

  it('nothing of an export is sent while it cannot be put on record (AUD-4)', async () => {
    const user = await signIn(USER)
    await sql`alter table audit rename to audit_away`.execute(db())
    try {
      await expect(textOf(user, 'csv')).rejects.toThrow()
    } finally {
      await sql`alter table audit_away rename to audit`.execute(db())
    }
    expect(await textOf(user, 'csv')).toContain(USER)
  })

  it('one person exports once at a time, and whoever goes away reads no further', async () => {
    const [user, other] = [await signIn(USER), await signIn(OTHER)]
    const wanted = { asked: ask(), everybodys: false, format: 'csv', timeZone: 'UTC' } as const
    const { body } = await exportSignIns(user, wanted)
    await expect(exportSignIns(user, wanted)).rejects.toMatchObject({ code: 'too_many_requests' })
    expect(await textOf(other, 'csv')).toContain(OTHER)
    await body.cancel()
    expect(await textOf(user, 'csv')).toContain(USER)
  })
})
