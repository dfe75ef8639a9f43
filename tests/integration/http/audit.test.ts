import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '@/lib/store/database'
import { problemIn } from '@/tests/integration/audit/tampering'
import { WRITTEN_AS_SHIPPED } from '@/tests/integration/audit/written-as-shipped'
import { hasPostgres } from '@/tests/support/postgres'
import { emptyPostgresUrl } from '@/tests/support/stores'
import { locationOf, type PlainBrowser } from './plain-browser'
import { portalOfTest } from './portal-of-test'

const AGENT = 'A browser/1.0 (as the audit log names it)'
const UUID = /^[0-9a-f-]{36}$/

describe.each(hasPostgres() ? ['PostgreSQL', 'embedded'] : ['embedded'])(
  'the audit log of a portal as it is shipped, %s',
  (store) => {
    const portal = portalOfTest(async () => (store === 'PostgreSQL' ? { databaseUrl: await emptyPostgresUrl() } : {}))
    let database: Database
    const answers = new Map<string, Response>()
    const signedIn = async (upn: string): Promise<PlainBrowser> => {
      const browser = portal().open()
      await browser.signIn(upn)
      return browser
    }

    /** Everything is done first: the embedded database can be read when the portal has let go of it. */
    beforeAll(async () => {
      const user = await signedIn('user@contoso.example')
      const admin = await signedIn('admin@contoso.example')
      const headers = {
        'user-agent': AGENT,
        'x-request-id': '00000000-0000-4000-8000-000000000bad',
        'x-forwarded-for': '203.0.113.66',
      }
      answers.set(
        'foreign origin',
        await user.postAs(
          { ...headers, origin: 'https://elsewhere.example' },
          '/flows/ping-lakehouse',
          new FormData(),
        ),
      )
      answers.set('everybody’s runs', await user.get('/api/runs?all=1', headers))
      answers.set('as admin', await admin.get('/admin/runs', headers))
      answers.set('as admin again', await admin.get('/api/runs?all=1', headers))
      const start = await portal().open().startSignIn({ login_hint: 'norole@contoso.example' })
      const back = locationOf(await fetch(locationOf(start), { redirect: 'manual' }))
      answers.set('without checks', await portal().open().get(`${back.pathname}${back.search}`, headers))
      for (let n = 0; n < 40; n += 1) await user.get('/api/runs?all=1', headers)
      await signedIn('user2@contoso.example') // and ends at once
      await portal().stack.portal.kill('SIGTERM')
      const { DATABASE_URL, LAKEPORT_DATA_DIR = '' } = portal().stack.env
      database = await openDatabase({ databaseUrl: DATABASE_URL || undefined, dataDir: LAKEPORT_DATA_DIR })
    }, 300_000)
    afterAll(() => database?.close())

    const rowsOf = (action: string) =>
      database.kysely.selectFrom('audit').selectAll().where('action', '=', action).orderBy('position').execute()

    it.each(WRITTEN_AS_SHIPPED)('tells of %s (AUD-1)', async (action) => {
      const rows = await rowsOf(action)
      expect(rows.length).toBeGreaterThan(0)
      for (const row of rows) expect(row).toMatchObject({ actor_role: 'portal', outcome: 'done', target: 'portal' })
    })

    it('is chained from its first row to its last (AUD-3)', async () => {
      expect(await problemIn(database)).toBeUndefined()
    })

    it('tells who was refused what, in which session, from which address, with which browser, in which request (AUD-2)', async () => {
      const [row] = (await rowsOf('runs.view')).filter(({ outcome }) => outcome === 'refused')
      const refused = answers.get('everybody’s runs')
      expect(refused?.status).toBe(403)
      expect(row).toMatchObject({
        actor_id: expect.stringMatching(UUID),
        actor_tid: portal().stack.env.AZURE_TENANT_ID,
        actor_oid: '00000000-0000-4000-8000-000000000001',
        actor_name: 'user@contoso.example',
        actor_role: 'Portal.User',
        session_hash: expect.stringMatching(/^[\w-]{16}$/),
        address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
        agent: AGENT,
        reason: 'not_permitted',
        request_id: refused?.headers.get('x-request-id'),
      })
      expect(row?.request_id).not.toContain('bad') // an id that came from outside is not believed
    })

    it('tells what another site had a browser send, and in whose name (AUD-1)', async () => {
      expect(answers.get('foreign origin')?.status).toBe(403)
      expect(await rowsOf('request.send')).toMatchObject([
        {
          actor_name: 'user@contoso.example',
          target: 'path:/flows/ping-lakehouse',
          reason: 'origin_refused',
          details: { origin: 'https://elsewhere.example' },
          request_id: answers.get('foreign origin')?.headers.get('x-request-id'),
        },
      ])
    })

    it('tells of an Admin’s look at everybody’s runs, once for all that the page asks (AUD-1)', async () => {
      expect([answers.get('as admin')?.status, answers.get('as admin again')?.status]).toEqual([200, 200])
      const looks = (await rowsOf('runs.view')).filter(({ outcome }) => outcome === 'done')
      expect(looks).toMatchObject([{ actor_name: 'admin@contoso.example', actor_role: 'Portal.Admin', agent: AGENT }])
    })

    it('tells of every sign-in (AUD-1)', async () => {
      const starts = await rowsOf('session.start')
      expect(starts.filter(({ outcome }) => outcome === 'done').map(({ actor_name }) => actor_name)).toEqual([
        'user@contoso.example',
        'admin@contoso.example',
        'user2@contoso.example',
      ])
    })

    it('stands beside a sign-in log that has every row, however soon the process ended (AUTH-10)', async () => {
      const rows = await database.kysely.selectFrom('sign_ins').selectAll().where('kind', '=', 'sign-in').execute()
      expect(rows.map(({ user_principal_name }) => user_principal_name).toSorted()).toEqual([
        'admin@contoso.example',
        'user2@contoso.example',
        'user@contoso.example',
      ])
    })

    it('is not filled by a flood: one row counts what was left out, at the end of the process at the latest (AUD-1)', async () => {
      const refused = (await rowsOf('runs.view')).filter(({ outcome }) => outcome === 'refused')
      const [leftOut, ...more] = await rowsOf('refusals.left_out')
      expect(more).toEqual([])
      expect(leftOut).toMatchObject({ actor_name: 'user@contoso.example' })
      // The refusal of the other site's request is one of theirs as well.
      expect(refused.length + 1 + Number(leftOut?.details.count)).toBe(42)
    })
  },
)
