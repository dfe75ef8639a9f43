import { generateKeyPairSync } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { selfSignedCertificate } from '@/emulators/entra/certificate'
import type { Connector } from '@/lib/connectors/connector'
import type { EntraSecurity } from '@/lib/connectors/security'
import { connectorApplication } from '@/lib/connectors/server/connector-application'
import { listSecrets, removeSecret, setSecret, takeNextSecret } from '@/lib/connectors/server/connector-secrets'
import { endingSecrets } from '@/lib/connectors/server/ending-secrets'
import { ensureFirstConnector } from '@/lib/connectors/server/first-connector'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { saveGeneral } from '@/lib/connectors/server/save-general'
import { saveSecurity } from '@/lib/connectors/server/save-security'
import type { Viewer } from '@/lib/identity/viewer'
import { connectors as words } from '@/lib/language/en/connectors'
import { everyRow } from '@/tests/integration/http/every-row'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import {
  FIRST,
  forgetConnectors,
  generalTexts,
  giveOwnRegistration,
  giveSecret,
  madeConnector,
  OWN,
  OWN_SECRET,
  ownConnector,
} from './connectors-of-test'

const ADMIN = 'admin@contoso.example'
const OTHER_CLIENT = '11111111-1111-4111-8111-111111111111'
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const pemOf = (der: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
const CERTIFICATE = pemOf(selfSignedCertificate(privateKey, 'connector', 1))

describePortal('the secrets of a connector', SAMPLE_FLOWS, (portal) => {
  let admin: Viewer
  let own: Connector
  beforeEach(async () => {
    admin = await portal.signIn(ADMIN)
    own = await giveOwnRegistration(admin, await madeConnector(admin, portal.databricks().url))
  })
  afterEach(() => forgetConnectors(portal.store()))

  const kept = async (connector = own) =>
    (await listSecrets(admin, connector)).map(({ turn, kind }) => `${turn} ${kind}`)
  const now = () => getConnector(admin, own.slug)
  const placeOf = ({ id, origin, security }: Connector) => ({
    connectorId: id,
    origin,
    security: security as EntraSecurity,
  })

  it('never come out again: not to an Admin, nor into any table, version or row of the audit log (TOK-9)', async () => {
    await giveSecret(admin, own, { ...OWN_SECRET, expires: TOMORROW })
    await giveSecret(admin, own, { secret: '', certificate: `${CERTIFICATE}${KEY}`, expires: '' })
    const told = await listSecrets(admin, own)
    expect(told).toEqual([
      {
        id: expect.any(String),
        turn: 'current',
        kind: 'secret',
        thumbprint: undefined,
        expiresAt: new Date(`${TOMORROW}T00:00:00Z`),
        setAt: expect.any(Date),
        setBy: ADMIN,
      },
      expect.objectContaining({
        turn: 'next',
        kind: 'certificate',
        thumbprint: expect.stringMatching(/^[0-9A-F]{64}$/),
      }),
    ])
    const secrets = [OWN_SECRET.secret, KEY.split('\n')[3] ?? '', CERTIFICATE.split('\n')[3] ?? '']
    const shown = JSON.stringify([told, await now()])
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(30)
      expect(shown).not.toContain(secret)
      for (const [table, rows] of await everyRow(portal.store())) {
        expect(rows.includes(secret), `a secret in ${table}`).toBe(false)
      }
    }
  })

  it('are opened for the registration that they were typed for, both of them (AUTH-8)', async () => {
    await giveSecret(admin, own)
    await giveSecret(admin, own, { secret: '', certificate: `${KEY}${CERTIFICATE}`, expires: '' })
    const { credential, nextCredential, ...registration } = await connectorApplication(placeOf(own))
    expect(registration).toEqual({
      authorityHost: portal.entra().url,
      tenantId: OWN.tenantId,
      clientId: OWN.clientId,
    })
    expect(credential).toEqual({ kind: 'secret', secret: OWN_SECRET.secret })
    expect(nextCredential).toEqual({ kind: 'certificate', pem: `${CERTIFICATE.trim()}\n${KEY.trim()}\n` })
  })

  it('are two at most: the next one takes the place of the current one, and each can be removed (AUTH-8)', async () => {
    const of = own
    await giveSecret(admin, of)
    await giveSecret(admin, of, { ...OWN_SECRET, secret: 'the-second-one' })
    await giveSecret(admin, of, { ...OWN_SECRET, secret: 'the-third-one' })
    expect(await kept()).toEqual(['current secret', 'next secret'])
    await takeNextSecret(admin, of)
    expect(await kept()).toEqual(['current secret'])
    expect(await connectorApplication(placeOf(of))).toMatchObject({ credential: { secret: 'the-third-one' } })
    await expect(takeNextSecret(admin, of)).rejects.toMatchObject({ code: 'conflict' })
    await removeSecret(admin, of, 'current')
    expect(await kept()).toEqual([])
    await expect(connectorApplication(placeOf(of))).rejects.toMatchObject({
      code: 'entra_configuration',
      facts: { reason: 'no_secret' },
    })
  })

  it('are told of to Admins in time, by their connector, and until the next one goes on (AUTH-8)', async () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
    const maker = await portal.signIn('maker@contoso.example')
    await giveSecret(admin, own, { ...OWN_SECRET, expires: inDays(40) })
    expect(await endingSecrets(admin)).toEqual([])
    await removeSecret(admin, own, 'current')
    await giveSecret(admin, own, { ...OWN_SECRET, expires: inDays(20) })
    const notice = { kind: 'secret', hasEnded: false, connector: { slug: own.slug, name: own.name } }
    expect(await endingSecrets(admin)).toMatchObject([{ ...notice, isReplaced: false }])
    expect(await endingSecrets(maker)).toEqual([])
    await giveSecret(admin, own, { ...OWN_SECRET, expires: inDays(300) })
    expect(await endingSecrets(admin)).toMatchObject([{ ...notice, isReplaced: true }])
    await takeNextSecret(admin, own)
    expect(await endingSecrets(admin)).toEqual([])
  })

  it.each([
    ['nothing', { secret: ' ', certificate: '' }, 'secret'],
    ['both', { secret: 'x', certificate: CERTIFICATE }, 'secret'],
    ['a secret with blanks inside', { secret: 'two words', certificate: '' }, 'secret'],
    ['a secret longer than any', { secret: 'x'.repeat(501), certificate: '' }, 'secret'],
    ['a day that is over', { secret: 'x', certificate: '', expires: '2020-01-01' }, 'expires'],
    ['no day', { secret: 'x', certificate: '', expires: 'soon' }, 'expires'],
    ['a certificate without its key', { secret: '', certificate: CERTIFICATE }, 'certificate'],
    ['a key without its certificate', { secret: '', certificate: KEY }, 'certificate'],
    [
      'the key of another certificate',
      {
        secret: '',
        certificate:
          CERTIFICATE +
          generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
      },
      'certificate',
    ],
    ['a certificate that has ended', { secret: '', certificate: endedCertificate() }, 'certificate'],
    ['a weak key', { secret: '', certificate: weakCertificate() }, 'certificate'],
    [
      'a text that is no certificate',
      { secret: '', certificate: `${CERTIFICATE.slice(0, 80)}${KEY}` },
      'certificate',
    ],
  ])('are refused beside their field when it is %s, and nothing is kept', async (_what, typed, field) => {
    const set = await setSecret(admin, own, { expires: '', ...typed }, words)
    expect(set).toEqual({ ok: false, issues: [{ field, message: expect.any(String) }] })
    expect(await kept()).toEqual([])
  })

  it.each<[string, () => Promise<unknown>]>([
    ['another client id', async () => saveAgain({ kind: 'entra', ...OWN, clientId: OTHER_CLIENT })],
    ['the portal’s registration', async () => saveAgain({ kind: 'portal' })],
    [
      'another host',
      async () => {
        const { version } = await now()
        const texts = generalTexts('https://adb-1.2.azuredatabricks.net', { scheme: 'https' })
        return saveGeneral(admin, { slug: own.slug, version }, texts, words)
      },
    ],
  ])('are forgotten with %s, on record, and nothing brings them back (TOK-9)', async (_what, change) => {
    await giveSecret(admin, own)
    expect(await change()).toMatchObject({ ok: true })
    const { kysely } = portal.store()
    expect(await kysely.selectFrom('connector_secrets').selectAll().execute()).toEqual([])
    const { rows } = await sql<{ details: object }>`
      select details from audit where action = 'connector.secret' and target = ${`connector:${own.slug}`}
       order by position desc limit 1`.execute(kysely)
    expect(rows).toMatchObject([{ details: { change: 'forgotten', secrets: 1 } }])
    await saveAgain({ kind: 'entra', ...OWN })
    expect(await kept(await now())).toEqual([])
  })

  const saveAgain = async (security: Parameters<typeof saveSecurity>[2]['security']) => {
    const { slug, version, resourceId } = await now()
    const texts = { ...(security && { security }), resourceId, roles: [], people: '' }
    return saveSecurity(admin, { slug, version }, texts, words)
  }

  it('stay when nothing of where they are sent is changed', async () => {
    await giveSecret(admin, own)
    await saveAgain({ kind: 'entra', ...OWN, scope: '.default' })
    expect(await kept(await now())).toEqual(['current secret'])
  })

  it('do not open for a connector that was led elsewhere behind our back, nor for another one (TOK-2, TOK-9)', async () => {
    await giveSecret(admin, own)
    const { kysely } = portal.store()
    const unreadable = { code: 'entra_configuration', facts: { reason: 'secret_unreadable' } }
    const elsewhere = { ...placeOf(own), security: { ...OWN, kind: 'entra', clientId: OTHER_CLIENT } as const }
    await expect(connectorApplication(elsewhere)).rejects.toMatchObject(unreadable)
    const other = await ownConnector(admin, portal.databricks().url, 'Another')
    await kysely.deleteFrom('connector_secrets').where('connector_id', '=', other.id).execute()
    await kysely.updateTable('connector_secrets').set({ connector_id: other.id }).execute()
    await expect(connectorApplication(placeOf(other))).rejects.toMatchObject(unreadable)
  })

  it('of the settings’ own connector are forgotten when the settings lead it elsewhere (TOK-9)', async () => {
    const first = await giveOwnRegistration(admin, await getConnector(admin, FIRST))
    try {
      await giveSecret(admin, first)
      await sql`update connectors set origin = 'https://adb-1.2.azuredatabricks.net' where slug = ${FIRST}`.execute(
        portal.store().kysely,
      )
      await ensureFirstConnector()
      expect(await kept(first)).toEqual([])
    } finally {
      await sql`update connectors set security = '{"kind": "portal"}' where slug = ${FIRST}`.execute(
        portal.store().kysely,
      )
    }
  })

  it('are an Admin’s alone, for the state of the connector that the Admin saw (AUTHZ-7)', async () => {
    const maker = await portal.signIn('maker@contoso.example')
    const refused = { code: 'not_permitted' }
    await expect(listSecrets(maker, own)).rejects.toMatchObject(refused)
    await expect(setSecret(maker, own, OWN_SECRET, words)).rejects.toMatchObject(refused)
    await expect(takeNextSecret(maker, own)).rejects.toMatchObject(refused)
    await expect(removeSecret(maker, own, 'current')).rejects.toMatchObject(refused)
    const older = { slug: own.slug, version: own.version - 1 }
    await expect(setSecret(admin, older, OWN_SECRET, words)).rejects.toMatchObject({ code: 'conflict' })
    const first = await getConnector(admin, FIRST)
    await expect(setSecret(admin, first, OWN_SECRET, words)).rejects.toMatchObject({ code: 'not_found' })
    expect(await kept()).toEqual([])
  })

  it.each([
    ['a client id that is none', { clientId: 'x' }, 'clientId'],
    ['a tenant that is none', { tenantId: 'common' }, 'tenantId'],
    ['a tenant of other people', { tenantId: OTHER_CLIENT }, 'tenantId'],
    ['a scope of its own', { scope: 'Mail.Read' }, 'scope'],
  ])('are not asked for where the registration has %s: it is not saved', async (_what, changes, field) => {
    const { slug, version, resourceId } = own
    const security = { kind: 'entra', ...OWN, ...changes } as const
    const saved = await saveSecurity(admin, { slug, version }, { security, resourceId, roles: [], people: '' }, words)
    expect(saved).toMatchObject({ ok: false, issues: [{ field }] })
    expect(await now()).toMatchObject({ version })
  })
})

function weakCertificate(): string {
  const { privateKey: weak } = generateKeyPairSync('rsa', { modulusLength: 1_024 })
  const key = weak.export({ type: 'pkcs8', format: 'pem' }).toString()
  return pemOf(selfSignedCertificate(weak, 'weak', 1)) + key
}

function endedCertificate(): string {
  return pemOf(selfSignedCertificate(privateKey, 'ended', -1)) + KEY
}
