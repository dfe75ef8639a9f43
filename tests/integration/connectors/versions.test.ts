import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Connector } from '@/lib/connectors/connector'
import { definitionOf } from '@/lib/connectors/operation'
import { listVersions, restoreVersion } from '@/lib/connectors/server/connector-versions'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { saveDefinition } from '@/lib/connectors/server/save-definition'
import { saveGeneral } from '@/lib/connectors/server/save-general'
import type { Viewer } from '@/lib/identity/viewer'
import { connectors as words } from '@/lib/language/en/connectors'
import { parsed } from '@/lib/result'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import {
  FIRST,
  forgetConnectors,
  generalTexts,
  giveOwnRegistration,
  giveSecret,
  madeConnector,
} from './connectors-of-test'

const ADMIN = 'admin@contoso.example'

describePortal('the versions of a connector', SAMPLE_FLOWS, (portal) => {
  let admin: Viewer
  let connector: Connector
  beforeEach(async () => {
    admin = await portal.signIn(ADMIN)
    connector = await madeConnector(admin, portal.databricks().url)
  })
  afterEach(() => forgetConnectors(portal.store()))

  const now = (slug = connector.slug) => getConnector(admin, slug)
  const goBack = async (to: number, more: object = {}) => {
    const { slug, version } = await now()
    return restoreVersion(admin, { slug, version, acceptBreaks: false, ...more }, to, words)
  }
  const rename = async (name: string) => {
    const { slug, version } = await now()
    return saveGeneral(admin, { slug, version }, generalTexts(portal.databricks().url, { name }), words)
  }
  const withoutRunNow = async (slug: string) => {
    const { version } = await now(slug)
    return saveDefinition(
      admin,
      { slug, version, acceptBreaks: true },
      (_now, definition) => {
        const { '/api/2.2/jobs/run-now': _gone, ...paths } = definition.paths as Record<string, never>
        return parsed({ definition: { ...definition, paths } })
      },
      words,
    )
  }

  it('tell who saved each, when, and what it changed, newest first', async () => {
    await rename('Another name')
    await withoutRunNow(connector.slug)
    const versions = await listVersions(admin, await now())
    expect(versions).toMatchObject([
      {
        version: 3,
        savedBy: ADMIN,
        change: { facts: ['definition'], removed: ['RunJobNow'], added: [], changed: [] },
      },
      { version: 2, savedBy: ADMIN, change: { facts: ['name'] } },
      { version: 1, savedBy: ADMIN, change: undefined },
    ])
    for (const { savedAt } of versions) expect(Date.now() - savedAt.getTime()).toBeLessThan(60_000)
  })

  it('are gone back to as a new version, with its row in the audit log', async () => {
    await rename('Another name')
    expect(await goBack(1)).toEqual({ ok: true, value: 3 })
    expect(await now()).toMatchObject({ name: connector.name, version: 3 })
    const [row] = await portal
      .store()
      .kysely.selectFrom('audit')
      .select(['before', 'after'])
      .where('target', '=', `connector:${connector.slug}`)
      .orderBy('position', 'desc')
      .limit(1)
      .execute()
    expect(row).toMatchObject({ before: { name: 'Another name' }, after: { name: connector.name, version: 3 } })
    await expect(goBack(99)).rejects.toMatchObject({ code: 'not_found' })
    await expect(goBack(1, { version: 1 })).rejects.toMatchObject({ code: 'conflict' })
  })

  it('that would break flows in use are gone back to only by who means it; the settings’ host stays', async () => {
    const { version: working } = await now(FIRST)
    await withoutRunNow(FIRST)
    const first = await now(FIRST)
    const whole = { slug: FIRST, version: first.version, acceptBreaks: false }
    expect(await restoreVersion(admin, whole, working, words)).toMatchObject({ ok: true })
    const again = { slug: FIRST, version: first.version + 1, acceptBreaks: false }
    const broken = await restoreVersion(admin, again, first.version, words)
    expect(broken).toMatchObject({ ok: false, issues: [{ field: 'acceptBreaks' }] })
    expect(await restoreVersion(admin, { ...again, acceptBreaks: true }, first.version, words)).toMatchObject({
      ok: true,
    })
    const last = { slug: FIRST, version: first.version + 2, acceptBreaks: false }
    expect(await restoreVersion(admin, last, working, words)).toMatchObject({ ok: true })
    expect(await now(FIRST)).toMatchObject({ origin: portal.databricks().url })
    expect(Object.keys(definitionOf(await now(FIRST)).paths ?? {})).toContain('/api/2.2/jobs/run-now')
  })

  it('with another registration bring no secret back: it is forgotten (TOK-9)', async () => {
    const own = await giveOwnRegistration(admin, connector)
    await giveSecret(admin, own)
    expect(await goBack(1)).toMatchObject({ ok: true })
    expect(await goBack(2)).toMatchObject({ ok: true })
    const secrets = await portal.store().kysely.selectFrom('connector_secrets').select('id').execute()
    expect(secrets).toEqual([])
  })

  it('that lead where the portal may no longer call are not gone back to (OUT-1)', async () => {
    await rename('Another name')
    const saved = JSON.stringify({ ...connector, origin: 'https://evil.example' })
    await portal
      .store()
      .kysely.updateTable('connector_versions')
      .set({ saved })
      .where('connector_id', '=', connector.id)
      .where('version', '=', 1)
      .execute()
    expect(await goBack(1)).toEqual({ ok: false, issues: [{ field: '', message: words.issues.host }] })
  })

  it('are an Admin’s alone (AUTHZ-7)', async () => {
    const maker = await portal.signIn('maker@contoso.example')
    await expect(listVersions(maker, connector)).rejects.toMatchObject({ code: 'not_permitted' })
    const save = { slug: connector.slug, version: 1, acceptBreaks: false }
    await expect(restoreVersion(maker, save, 1, words)).rejects.toMatchObject({ code: 'not_permitted' })
  })
})
