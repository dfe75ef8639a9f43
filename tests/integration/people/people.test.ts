import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { hashOfSessionKey, sessionMark } from '@/lib/identity/server/session-key'
import { viewerOfSessionKey } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import { parsePeopleQuery, peopleHref } from '@/lib/people/people-query'
import { effectiveAccess } from '@/lib/people/server/effective-access'
import { endSessions } from '@/lib/people/server/end-sessions'
import { getPerson } from '@/lib/people/server/get-person'
import { listPeople } from '@/lib/people/server/list-people'
import { seeHomeOf } from '@/lib/people/server/see-as'
import { signedIn } from '@/tests/integration/identity/sign-in-use-case'
import { flowOf, PING_JOB } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'

const USER = 'user@contoso.example'
const OTHER = 'user2@contoso.example'
const ADMIN = 'admin@contoso.example'
const NO_ID = '0193d0f2-6b1a-7c3e-9a40-2f6d8e1b5c77'
const audience = (roles: readonly string[]) => ({ audience: { roles, people: [] } })
const FLOWS = [
  flowOf('for-users', PING_JOB, audience(['Portal.User'])),
  flowOf('for-makers', PING_JOB, audience(['Portal.Maker'])),
  flowOf('for-nobody', PING_JOB, audience([])),
]

describePortal('people', FLOWS, (portal) => {
  const db = () => portal.store().kysely
  const sessionOf = async (upn: string) => {
    const { sessionKey, personId } = await signedIn(portal.entra().url, upn)
    return { sessionKey, personId, mark: sessionMark(hashOfSessionKey(sessionKey)) }
  }
  const refused = { code: 'not_permitted' }

  it('are listed with what they have and do, page after page and back, found by the beginning of a name', async () => {
    const admin = await portal.signIn(ADMIN)
    const user = await portal.signIn(USER)
    await portal.stopLoops()
    await portal.press(user, 'for-users')
    await sql`insert into people (id, tenant_id, object_id, user_name, display_name, roles, first_seen_at, last_seen_at)
      select gen_random_uuid(), ${user.tenantId}::uuid, gen_random_uuid(), 'Crowd' || lpad(n::text, 3, '0') || '@contoso.example',
             'Somebody ' || n, '[]', now(), now() from generate_series(1, 120) as n`.execute(db())
    const ask = (params: Record<string, string> = {}) => listPeople(admin, parsePeopleQuery(params))
    const [found] = (await ask({ q: 'USER@' })).people
    expect(found).toMatchObject({ id: user.personId, roles: ['Portal.User'], connections: 1, activeRuns: 1 })
    expect((await ask({ q: 'somebody' })).people).toHaveLength(50)
    expect((await ask({ q: '%' })).people).toEqual([])
    const follow = (href: string) => ask(Object.fromEntries(new URL(href, 'http://x').searchParams))
    const first = await ask()
    if (!first.next) throw new Error('There is no second page')
    const second = await follow(peopleHref('', { after: first.next }))
    if (!second.previous || !second.next) throw new Error('The second page has no neighbours')
    const third = await follow(peopleHref('', { after: second.next }))
    const back = await follow(peopleHref('', { before: second.previous }))
    const all = [first, second, third].flatMap(({ people }) => people.map(({ id }) => id))
    expect([new Set(all).size, third.next, first.previous]).toEqual([122, undefined, undefined])
    expect(back).toEqual({ ...first, previous: undefined })
  })

  it('an Admin revokes one session, and it is nobody’s from then on; its person’s tokens go with the last (SES-1, TOK-8)', async () => {
    const admin = await portal.signIn(ADMIN)
    const [one, two] = [await sessionOf(USER), await sessionOf(USER)]
    const { sessions } = await getPerson(admin, one.personId)
    expect(sessions.map(({ mark }) => mark).toSorted()).toEqual([one.mark, two.mark].toSorted())
    expect(await endSessions(admin, { person: one.personId, session: one.mark })).toBe(1)
    expect(await viewerOfSessionKey(one.sessionKey)).toBeUndefined()
    expect(await viewerOfSessionKey(two.sessionKey)).toBeDefined()
    const tokens = () =>
      db().selectFrom('token_partitions').selectAll().where('person_id', '=', one.personId).execute()
    expect(await tokens()).toHaveLength(1)
    expect(await endSessions(admin, { person: one.personId })).toBe(1)
    expect(await viewerOfSessionKey(two.sessionKey)).toBeUndefined()
    expect(await tokens()).toEqual([])
    const told = db()
      .selectFrom('audit')
      .select(['outcome', 'reason', 'details'])
      .where('action', '=', 'session.revoke')
    expect((await told.orderBy('position', 'desc').limit(2).execute()).map(({ details }) => details)).toEqual([
      { sessions: [two.mark] },
      { sessions: [one.mark] },
    ])
  })

  it('nobody revokes a session of somebody else with the id of another, nor without the role (AUTHZ-4, AUTHZ-7)', async () => {
    const [user, other, admin] = [await portal.signIn(USER), await sessionOf(OTHER), await portal.signIn(ADMIN)]
    const theirs = { person: user.personId, session: other.mark }
    await expect(endSessions(admin, theirs)).rejects.toMatchObject({ code: 'not_found' })
    await expect(endSessions(admin, { person: NO_ID })).rejects.toMatchObject({ code: 'not_found' })
    await expect(endSessions(user, { person: other.personId })).rejects.toMatchObject(refused)
    expect(await viewerOfSessionKey(other.sessionKey)).toBeDefined()
  })

  it('a home is what its person would be given, with no call and no token of theirs (AUTHZ-7)', async () => {
    const [user, admin] = [await portal.signIn(USER), await portal.signIn(ADMIN)]
    const runId = await portal.press(user, 'for-users')
    await portal.stopLoops() // which follow the run
    const before = (await portal.databricks().requests()).length
    const home = await seeHomeOf(admin, user.personId)
    expect(home.cards.map(({ slug }) => slug)).toEqual(['for-users'])
    expect(home.runs.map(({ id }) => id)).toEqual([runId])
    expect((await portal.databricks().requests()).length).toBe(before)
    await expect(seeHomeOf(user, admin.personId)).rejects.toMatchObject(refused)
  })

  it('effective access names the rule that decides, of each flow', async () => {
    const [user, admin] = [await portal.signIn(USER), await portal.signIn(ADMIN)]
    const { flows } = await effectiveAccess(admin, user.personId, { flow: '', ask: false })
    expect(Object.fromEntries(flows.map(({ flow, ofFlow }) => [flow.slug, ofFlow]))).toEqual({
      'for-users': { kind: 'role', role: 'Portal.User' },
      'for-makers': { kind: 'none' },
      'for-nobody': { kind: 'empty' },
    })
  })

  it('what Databricks lets them do is from their own token with its time, and from the Admin’s where asked for (AUTHZ-2)', async () => {
    const [user, admin] = [await portal.signIn(USER), await portal.signIn(ADMIN)]
    await portal.untilRun(user, await portal.press(user, 'for-users'), ({ run }) => run.submittedAt !== undefined)
    await sql`insert into known_jobs (connection_id, databricks_job_id, name, runs_as, checked_at, parameters)
      select id, ${PING_JOB}, 'Ping', 'maker@contoso.example', now(), '[]' from connections where person_id = ${user.personId}
      on conflict (connection_id, databricks_job_id) do update set checked_at = now(), runs_as = excluded.runs_as`.execute(
      db(),
    )
    await portal.stopLoops()
    const calls = async () =>
      (await portal.databricks().requests()).filter(({ path }) => path.includes('/permissions/'))
    const look = (ask: boolean) => effectiveAccess(admin, user.personId, { flow: 'for-users', ask })
    const quiet = (await look(false)).chosen
    expect(quiet?.shown.get(PING_JOB)).toMatchObject({ runsAs: 'maker@contoso.example', checkedAt: expect.any(Date) })
    expect([quiet?.asked, await calls()]).toEqual([undefined, []])
    const [access] = (await look(true)).chosen?.asked ?? []
    expect((await calls()).map(({ upn }) => upn)).toEqual([ADMIN])
    expect(access?.problem).toBeUndefined()
    expect([...(access?.own ?? []), ...(access?.groups ?? [])].length).toBeGreaterThan(0)
  })

  it('are for Admins alone, and whoever is unknown is not found (AUTHZ-7)', async () => {
    const [user, admin]: Viewer[] = [await portal.signIn(USER), await portal.signIn(ADMIN)]
    if (!user || !admin) throw new Error('Nobody is signed in')
    await expect(listPeople(user, parsePeopleQuery({}))).rejects.toMatchObject(refused)
    await expect(getPerson(user, user.personId)).rejects.toMatchObject(refused)
    for (const id of [NO_ID, 'x']) await expect(getPerson(admin, id)).rejects.toMatchObject({ code: 'not_found' })
  })
})
