import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '@/lib/connections/server/connect'
import { testConnection } from '@/lib/connections/server/test-connection'
import { delegatedToken } from '@/lib/identity/server/delegated-token'
import { portalClient } from '@/lib/identity/server/token-client'
import type { Viewer } from '@/lib/identity/viewer'
import { rotateKeys, SEALED_KINDS } from '@/lib/keys/server/rotate-keys'
import { type KeyRing, parseKeyRing } from '@/lib/store/key-ring'
import { keyIdOf, open } from '@/lib/store/sealed'
import { leasePartition, releasePartition } from '@/lib/store/token-partitions'
import {
  forgetConnectors,
  giveSecret,
  giveServicePrincipal,
  letEverybodyIn,
  madeConnector,
  ownConnector,
  SERVICE_SECRET,
} from '@/tests/integration/connectors/connectors-of-test'
import { SAMPLE_FLOWS, SECRET_FLOW } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'

const OLD = `old:${Buffer.alloc(32, 1).toString('base64')}`
const NEW = `new:${Buffer.alloc(32, 2).toString('base64')}`
const RESOURCE = '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d'
const AT_ONCE_MS = 0

describePortal('rotating the keys', [...SAMPLE_FLOWS, SECRET_FLOW], (portal) => {
  const db = () => portal.store().kysely
  afterEach(() => forgetConnectors(portal.store()))

  /** Everything that is sealed, opened with this ring. @throws SealError */
  const openAll = async (ring: KeyRing) => {
    const opened = []
    for (const kind of SEALED_KINDS) {
      const values = await kind.select(db(), { notBy: '', after: undefined, limit: 1_000 })
      opened.push(...values.map(({ sealed, about }) => ({ by: keyIdOf(sealed), text: open(ring, sealed, about) })))
    }
    return opened
  }
  const pressWithSecret = async (viewer: Viewer) => {
    await portal.stopLoops()
    await portal.databricks().addFault({ match: 'POST /api/2.2/jobs/run-now', drop: 'before', times: 0 })
    return portal.press(viewer, 'with-secret', { password: 'the-word-of-the-day' })
  }
  const ownerOf = ({ personId, tenantId, objectId, userName }: Viewer) => ({
    ...{ personId, tenantId, objectId, userName },
    homeAccountId: `${objectId}.${tenantId}`,
  })

  it('seals tokens, secret inputs and connectors’ secrets anew, so that the old key can be dropped (TOK-3)', async () => {
    const people = await Promise.all(['user', 'maker'].map((name) => portal.signIn(`${name}@contoso.example`)))
    for (const person of people) await pressWithSecret(person)
    const admin = await portal.signIn('admin@contoso.example')
    const own = await ownConnector(admin, portal.databricks().url)
    await letEverybodyIn(portal.store(), own)
    await connect(people[0] ?? admin, { connector: own.slug })
    const service = await giveServicePrincipal(
      admin,
      await madeConnector(admin, portal.databricks().url, { name: 'Service' }),
    )
    await giveSecret(admin, service, SERVICE_SECRET)
    await letEverybodyIn(portal.store(), service)
    await connect(admin, { connector: service.slug })
    await testConnection(admin, service.slug)
    const before = await openAll(ring(OLD))
    expect(before).toHaveLength(9)

    const rotation = await rotateKeys(ring(NEW, OLD), AT_ONCE_MS)

    expect(rotation).toEqual({
      writingKeyId: 'new',
      rewritten: [
        { called: 'tokens of people', rows: 3 },
        { called: 'secret inputs of runs', rows: 2 },
        { called: 'secrets of connectors', rows: 2 },
        { called: 'people on their way to connect', rows: 1 },
        { called: 'tokens of service principals', rows: 1 },
      ],
      left: [],
      idle: ['old'],
    })
    expect(await openAll(ring(NEW))).toEqual(before.map(({ text }) => ({ by: 'new', text })))
  })

  it('done twice, finds nothing to do, and says so in the audit log each time (TOK-3)', async () => {
    await portal.signIn('user@contoso.example')
    await rotateKeys(ring(NEW, OLD), AT_ONCE_MS)
    const once = await partitions()
    const again = await rotateKeys(ring(NEW, OLD), AT_ONCE_MS)
    expect(again.rewritten.map(({ rows }) => rows)).toEqual([0, 0, 0, 0, 0])
    expect(again.idle).toEqual(['old'])
    expect(await partitions()).toEqual(once)
    const records = await db().selectFrom('audit').selectAll().where('action', '=', 'keys.rotate').execute()
    const none = [{ rows: 0 }, { rows: 0 }, { rows: 0 }, { rows: 0 }]
    expect(records.slice(-2)).toMatchObject([
      { target: 'key:new', outcome: 'done', details: { rewritten: [{ rows: 1 }, ...none] } },
      { target: 'key:new', outcome: 'done', details: { rewritten: [{ rows: 0 }, ...none] } },
    ])
  })

  it('an older text put back after a rotation does not open (TOK-2)', async () => {
    await portal.signIn('user@contoso.example')
    const [before] = await partitions()
    await rotateKeys(ring(NEW, OLD), AT_ONCE_MS)
    await db()
      .updateTable('token_partitions')
      .set({ sealed: before?.sealed ?? '' })
      .execute()
    await expect(openAll(ring(NEW, OLD))).rejects.toMatchObject({ reason: 'not_authentic' })
  })

  it.each(['lenient', 'single-use'] as const)(
    'loses no token that is renewed at the same moment, with %s refresh tokens (TOK-3)',
    async (refreshTokens) => {
      await portal.entra().setMode({ refreshTokens, accessTokenSeconds: 200 }) // renewed at every use
      const viewer = await portal.signIn('user@contoso.example')
      const owner = ownerOf(viewer)
      const ask = { owner, client: portalClient(owner.homeAccountId, RESOURCE) }
      const rotated = { rows: 0, enough: false }
      const rotating = (async () => {
        // The embedded store answers on this very thread: between rotations the renewals get their turn.
        for (; !rotated.enough; await nextTurn()) {
          rotated.rows += (await rotateKeys(ring(NEW, OLD), AT_ONCE_MS)).rewritten[0]?.rows ?? 0
        }
      })()
      const renewing = (async () => {
        // Until the two have met for certain.
        for (let renewals = 0; renewals < 25 || rotated.rows < 3; renewals += 1) {
          expect((await delegatedToken(ask)).token).toBeTruthy()
          await nextTurn()
        }
      })()
      await renewing.finally(() => {
        rotated.enough = true
      })
      await rotating
      await rotateKeys(ring(NEW, OLD), AT_ONCE_MS)
      expect((await openAll(ring(NEW))).map(({ by }) => by)).toEqual(['new'])
    },
  )

  it('leaves a row alone while somebody renews it, and comes back for it (TOK-3)', async () => {
    await portal.signIn('user@contoso.example')
    const [row] = await partitions()
    const key = row?.partition_key ?? ''
    const holder = crypto.randomUUID()
    expect(await leasePartition(db(), key, holder)).toBe(true)
    const held = await rotateKeys(ring(NEW, OLD), AT_ONCE_MS)
    expect(held.left).toEqual([
      { column: 'token_partitions.sealed', keyId: 'old', rows: 1, because: 'still written' },
    ])
    expect(held.idle).toEqual([])
    expect(await partitions()).toMatchObject([{ sealed: row?.sealed, lease_owner: holder }])

    const rotation = rotateKeys(ring(NEW, OLD), 200)
    await releasePartition(db(), key, holder)
    expect((await rotation).left).toEqual([])
  })

  it('does not write over inputs that were sent meanwhile (TOK-3)', async () => {
    const user = await portal.signIn('user@contoso.example')
    const runId = await pressWithSecret(user)
    const [inputs] = SEALED_KINDS.filter(({ column }) => column === 'runs.sealed_inputs')
    const [value] = (await inputs?.select(db(), { notBy: 'new', after: undefined, limit: 9 })) ?? []
    if (!inputs || !value) throw new Error('There are no sealed inputs')
    await db().updateTable('runs').set({ sealed_inputs: null }).where('id', '=', runId).execute()
    expect(await inputs.reseal(db(), ring(NEW, OLD), value)).toBe(false)
    const row = await db().selectFrom('runs').select('sealed_inputs').where('id', '=', runId).executeTakeFirst()
    expect(row?.sealed_inputs).toBeNull()
  })

  describe('names what it cannot open, leaves it as it is and does the rest (TOK-3)', () => {
    it.each([
      ['a key that the ring lacks', (sealed: string) => sealed.replace('.old.', '.lost.'), 'lost', 'no key'],
      ['a row that was changed', (sealed: string) => `${sealed.slice(0, -4)}AAAA`, 'old', 'does not open'],
      ['no sealed value', () => 'refresh token', '', 'no sealed value'],
    ])('%s', async (_what, spoil, keyId, because) => {
      const user = await portal.signIn('user@contoso.example')
      await portal.signIn('maker@contoso.example')
      const spoilt = async () =>
        (await partitions()).filter(({ person_id }) => person_id === user.personId).map(({ sealed }) => sealed)
      const [sealed = ''] = await spoilt()
      await db()
        .updateTable('token_partitions')
        .set({ sealed: spoil(sealed) })
        .where('person_id', '=', user.personId)
        .execute()
      const rotation = await rotateKeys(ring(NEW, OLD), AT_ONCE_MS)
      expect(rotation.rewritten[0]?.rows).toBe(1)
      expect(rotation.left).toEqual([{ column: 'token_partitions.sealed', keyId, rows: 1, because }])
      expect(rotation.idle).toEqual(keyId === 'old' ? [] : ['old'])
      expect(await spoilt()).toEqual([spoil(sealed)])
    })
  })

  it('stops at a sealed column that it was told nothing about (TOK-3)', async () => {
    await sql`alter table favourites add column sealed_draft text`.execute(db())
    try {
      await expect(rotateKeys(ring(NEW, OLD), AT_ONCE_MS)).rejects.toThrow('favourites.sealed_draft')
    } finally {
      await sql`alter table favourites drop column sealed_draft`.execute(db())
    }
  })

  function partitions() {
    return db().selectFrom('token_partitions').selectAll().orderBy('partition_key').execute()
  }
})

// Behind the portal's own settings: it seals with the old key and reads both.
beforeAll(() => {
  process.env.LAKEPORT_KEY_RING = `${OLD},${NEW}`
})

function ring(...entries: string[]): KeyRing {
  const read = parseKeyRing(entries.join(','))
  if (!read.ok) throw new Error('no key ring')
  return read.value
}
