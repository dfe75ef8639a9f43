import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { OAUTH_CLIENT_ID } from '@/emulators/databricks/oauth/apps'
import { ACCOUNT_ID } from '@/emulators/databricks/people'
import { finishConnecting } from '@/lib/connections/server/finish-connecting'
import { testConnection } from '@/lib/connections/server/test-connection'
import type { Connector } from '@/lib/connectors/connector'
import type { AppTexts } from '@/lib/connectors/server/check-app'
import { listSecrets } from '@/lib/connectors/server/connector-secrets'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { makeApp } from '@/lib/connectors/server/make-app'
import { readPublishedApps } from '@/lib/connectors/server/published-apps'
import type { Viewer } from '@/lib/identity/viewer'
import { connectors as words } from '@/lib/language/en/connectors'
import { wayTo } from '@/tests/integration/connections/come-back'
import { everyRow } from '@/tests/integration/http/every-row'
import { describePortal } from '@/tests/support/in-process-portal'
import { forgetConnectors, giveSecret, letEverybodyIn, madeConnector, ownConnector } from './connectors-of-test'

const ADMIN = 'admin@contoso.example'
const USER = 'user@contoso.example'
const APPS = `/api/2.0/accounts/${ACCOUNT_ID}/oauth2/custom-app-integrations`
const CALLBACK = 'http://localhost:3000/api/connections/callback'
const TYPED: AppTexts = {
  accountId: ACCOUNT_ID,
  name: 'Lakeport, jobs',
  scopes: 'all-apis offline_access',
  confidential: true,
  take: false,
}

describePortal('an app that the portal makes in the Databricks account', [], (portal) => {
  let admin: Viewer
  let connector: Connector
  beforeEach(async () => {
    await portal.account().reset()
    admin = await portal.signIn(ADMIN)
    connector = await madeConnector(admin, portal.databricks().url)
  })
  afterEach(() => forgetConnectors(portal.store()))

  const now = () => getConnector(admin, connector.slug)
  const make = async (typed: Partial<AppTexts> = {}, viewer = admin) =>
    makeApp(viewer, { slug: connector.slug, version: (await now()).version }, { ...TYPED, ...typed }, words)
  const mustMake = async (typed: Partial<AppTexts> = {}) => {
    const made = await make(typed)
    if (!made.ok) throw new Error(JSON.stringify(made.issues))
    return made.value
  }
  const posts = async () =>
    (await portal.account().requests()).filter(({ method, path }) => `${method} ${path}` === `POST ${APPS}`)
  const audited = async () => {
    const { rows } = await sql<{ outcome: string; reason: string | null; details: Record<string, unknown> }>`
      select outcome, reason, details from audit
       where action = 'connector.app' and target = ${`connector:${connector.slug}`} and at > ${connector.updatedAt}
       order by position`.execute(portal.store().kysely)
    return rows
  }
  const kept = async () => (await listSecrets(admin, await now())).map(({ turn, kind }) => `${turn} ${kind}`)

  it('is the Admin’s own doing there, and the connector’s at once: its id, its secret sealed, its account (AUTHZ-7)', async () => {
    const { clientId, secret, ...rest } = await mustMake()
    expect(rest).toEqual({ isTaken: false, isConfidential: true })
    expect(await now()).toMatchObject({
      version: connector.version + 1,
      security: { kind: 'databricks', clientId, scopes: TYPED.scopes, accountId: ACCOUNT_ID },
    })
    expect(await kept()).toEqual(['current secret'])
    expect(await posts()).toMatchObject([{ upn: ADMIN, status: 200 }])
    expect(await audited()).toMatchObject([
      { outcome: 'done', details: { change: 'asked', name: TYPED.name, accountId: ACCOUNT_ID } },
      { outcome: 'done', details: { change: 'made', clientId, isConfidential: true } },
    ])
    expect(secret).toMatch(/^dose/)
  })

  it('signs people in with that secret, which lies nowhere as it is (TOK-9)', async () => {
    const { secret = '' } = await mustMake()
    await letEverybodyIn(portal.store(), connector)
    const user = await portal.signIn(USER)
    const url = await wayTo(user, { connector: connector.slug })
    expect(url.searchParams.get('redirect_uri')).toBe(CALLBACK)
    const body = new URLSearchParams([...url.searchParams, ['user', USER]])
    const response = await fetch(`${url.origin}${url.pathname}`, { method: 'POST', body, redirect: 'manual' })
    const cameBack = Object.fromEntries(new URL(response.headers.get('location') ?? '').searchParams)
    expect(await finishConnecting(user, cameBack)).toEqual({ back: '/connections' })
    expect(await testConnection(user, connector.slug)).toMatchObject({ userName: USER })
    expect(secret.length).toBeGreaterThan(20)
    for (const [table, rows] of await everyRow(portal.store())) {
      expect(rows.includes(secret), `the secret in ${table}`).toBe(false)
    }
    expect(JSON.stringify([await now(), await listSecrets(admin, connector)])).not.toContain(secret)
  })

  it('may be a public one, which has no secret', async () => {
    expect(await mustMake({ confidential: false })).toMatchObject({ secret: undefined, isConfidential: false })
    expect(await kept()).toEqual([])
  })

  it.each([
    ['is lost on its way back', { drop: 'after' }],
    ['breaks off', { drop: 'midBody' }],
    ['is no answer', { status: 200, body: '{"client_secret": "dose-half', afterHandler: true }],
    ['is a fault', { status: 503, afterHandler: true }],
  ] as const)(
    'is made once though its answer %s: what is there is told, and taken when that is meant (RUN-8)',
    async (_how, fault) => {
      await portal.account().addFault({ match: `POST ${APPS}`, times: 1, ...fault })
      expect(await make()).toEqual({ ok: false, issues: [{ field: '', message: words.accountProblems.notKnown }] })
      expect((await now()).security).toEqual({ kind: 'portal' })
      const again = await make()
      expect(again).toMatchObject({ ok: false, issues: [{ field: 'take', message: expect.stringContaining(ADMIN) }] })
      expect(await posts()).toHaveLength(1)
      expect(await mustMake({ take: true })).toMatchObject({ isTaken: true, isConfidential: true, secret: undefined })
      expect(await posts()).toHaveLength(1)
      expect((await audited()).map(({ outcome, reason }) => reason ?? outcome)).toEqual(['done', 'not_made', 'done'])
    },
  )

  it('is another one with another name, and neither is guessed at where several have the same', async () => {
    const first = await mustMake()
    const second = await mustMake({ name: 'Another' })
    expect(second.clientId).not.toBe(first.clientId)
    const body = { name: TYPED.name, redirect_urls: [CALLBACK], scopes: ['all-apis'] }
    await fetch(`${portal.account().url}${APPS}`, {
      method: 'POST',
      headers: { authorization: 'Bearer dapi-demo-admin', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(await make({ take: true })).toMatchObject({ ok: false, issues: [{ field: 'name' }] })
  })

  it('is not made for who is no admin of the account, in words (AUTHZ-7)', async () => {
    await portal.entra().patchUser('maker@contoso.example', { roles: ['Portal.Admin'] })
    const other = await portal.signIn('maker@contoso.example')
    const made = await make({}, other)
    expect(made).toMatchObject({
      ok: false,
      issues: [{ message: expect.stringContaining(words.accountProblems.notAdmin) }],
    })
    expect(await posts()).toEqual([])
    expect(await make({ accountId: OAUTH_CLIENT_ID })).toMatchObject({ ok: false, issues: [{ field: '' }] })
  })

  it('is an Admin’s to ask for, of the connector as they see it (AUTHZ-7)', async () => {
    const maker = await portal.signIn('maker@contoso.example')
    const save = { slug: connector.slug, version: connector.version }
    await expect(makeApp(maker, save, TYPED, words)).rejects.toMatchObject({ code: 'not_permitted' })
    await expect(makeApp(admin, { ...save, version: 0 }, TYPED, words)).rejects.toMatchObject({ code: 'conflict' })
    await expect(makeApp(admin, { ...save, slug: 'unknown' }, TYPED, words)).rejects.toMatchObject({
      code: 'not_found',
    })
    const asked = { slug: connector.slug, accountId: ACCOUNT_ID }
    await expect(readPublishedApps(maker, asked, words)).rejects.toMatchObject({ code: 'not_permitted' })
    expect(await portal.account().requests()).toEqual([])
  })

  it.each([
    ['an account id that is none', { accountId: 'x' }, 'accountId'],
    ['an account id that leads elsewhere', { accountId: '../..' }, 'accountId'],
    ['no name', { name: ' ' }, 'name'],
    ['a name that cannot be shown', { name: 'a\0b' }, 'name'],
    ['a scope that there is not', { scopes: 'all-apis offline_access mail' }, 'scopes'],
    ['nothing that outlasts an hour', { scopes: 'all-apis' }, 'scopes'],
  ])('is not asked for with %s, and nothing is called (IO-1)', async (_what, typed, field) => {
    expect(await make(typed)).toMatchObject({ ok: false, issues: [{ field }] })
    expect(await portal.account().requests()).toEqual([])
  })

  it('takes the place of the registration before, whose secret is forgotten (TOK-9)', async () => {
    connector = await ownConnector(admin, portal.databricks().url, 'Before')
    await giveSecret(admin, connector)
    expect(await kept()).toEqual(['current secret', 'next secret'])
    await mustMake()
    expect(await kept()).toEqual(['current secret'])
  })

  it('is not asked for when that cannot be on record (AUD-4)', async () => {
    const { kysely } = portal.store()
    await sql`alter table audit add constraint no_apps check (action <> 'connector.app') not valid`.execute(kysely)
    try {
      await expect(make()).rejects.toThrow()
    } finally {
      await sql`alter table audit drop constraint no_apps`.execute(kysely)
    }
    expect(await posts()).toEqual([])
  })

  it('is told with its id when it was made but could not be kept', async () => {
    const { kysely } = portal.store()
    await sql`alter table connector_secrets add constraint none check (false) not valid`.execute(kysely)
    const made = await make().finally(() => sql`alter table connector_secrets drop constraint none`.execute(kysely))
    expect(made).toMatchObject({ ok: false, issues: [{ message: expect.stringContaining('could not be kept') }] })
    expect((await now()).security).toEqual({ kind: 'portal' })
    expect((await audited()).at(-1)).toMatchObject({ outcome: 'failed', reason: 'not_kept' })
  })

  it('leaves it to the account to tell which apps of partners are enrolled, or that it does not', async () => {
    const read = () => readPublishedApps(admin, { slug: connector.slug, accountId: ACCOUNT_ID }, words)
    expect(await read()).toMatchObject({ ok: true, value: [{ name: 'Sample charts' }] })
    const match = `GET ${APPS.replace('custom', 'published')}`
    await portal.account().addFault({ match, status: 404, body: { error_code: 'ENDPOINT_NOT_FOUND', message: 'x' } })
    expect(await read()).toMatchObject({
      ok: false,
      issues: [{ message: expect.stringContaining(words.accountProblems.notOffered) }],
    })
  })
})
