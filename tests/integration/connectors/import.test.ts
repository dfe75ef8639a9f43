import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Connector } from '@/lib/connectors/connector'
import { policyFrom } from '@/lib/connectors/policy'
import { exportConnector } from '@/lib/connectors/server/export-connector'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { type ImportTexts, importConnector } from '@/lib/connectors/server/import-connector'
import { savePolicy } from '@/lib/connectors/server/save-policy'
import { readPublicText } from '@/lib/databricks/public-text'
import type { Viewer } from '@/lib/identity/viewer'
import { connectors as words } from '@/lib/language/en/connectors'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { forgetConnectors, giveOwnRegistration, giveSecret, madeConnector, OWN_SECRET } from './connectors-of-test'

const NOTHING: ImportTexts = { definition: '', url: '', properties: '', name: '', host: '', isAgreed: false }

describePortal('importing a connector', SAMPLE_FLOWS, (portal) => {
  let admin: Viewer
  beforeEach(async () => {
    admin = await portal.signIn('admin@contoso.example')
  })
  afterEach(() => forgetConnectors(portal.store()))

  const documentNow = (more: object = {}) => ({
    swagger: '2.0',
    info: { title: 'Imported', version: '1.0', description: 'From a file.' },
    host: new URL(portal.databricks().url).host,
    schemes: ['http'],
    basePath: '/',
    paths: {
      '/api/2.2/jobs/list': {
        get: { operationId: 'ListJobs', summary: 'List', responses: { '200': { description: 'OK' } } },
      },
    },
    ...more,
  })
  const bring = (texts: Partial<ImportTexts>) => importConnector(admin, { ...NOTHING, ...texts }, words)
  const made = async (texts: Partial<ImportTexts>): Promise<Connector> => {
    const slug = await bring(texts)
    if (!slug.ok) throw new Error(JSON.stringify(slug.issues))
    return getConnector(admin, slug.value)
  }
  const none = async () =>
    expect(await portal.store().kysely.selectFrom('connectors').select('slug').execute()).toEqual([
      { slug: 'azure-databricks' },
    ])

  it('gives the same as was exported, but for who may use it (AUTHZ-5)', async () => {
    const own = await giveOwnRegistration(
      admin,
      await madeConnector(admin, portal.databricks().url, { colour: '#ff3621' }),
    )
    const running = {
      template: 'setheader',
      operations: ['ListJobs'],
      name: 'x-team',
      value: 'sales',
      exists: 'skip',
    } as const
    const { slug } = own
    await savePolicy(admin, { slug, version: own.version, at: undefined }, { title: 'Team', running }, words)
    const file = (name: string) => exportConnector(admin, slug, name)
    const definition = await file('apiDefinition.swagger.json')
    const properties = await file('apiProperties.json')
    expect(properties).toContain('2ff814a6-3304-4ab8-85cb-cd0e6f879c1d')
    expect(JSON.parse(properties).properties.policyTemplateInstances).toEqual([policyFrom('Team', running)])
    const again = await made({ definition, properties, name: 'Again' })
    const { name, colour, origin, basePath, resourceId, security, policies, audience } = again
    const before = await getConnector(admin, slug)
    expect({ colour, origin, basePath, resourceId, security, policies }).toEqual({
      colour: '#ff3621',
      origin: before.origin,
      basePath: before.basePath,
      resourceId: before.resourceId,
      security: before.security,
      policies: before.policies,
    })
    expect(name).toBe('Again')
    expect(audience).toMatchObject({ roles: [], people: [] })
    expect(JSON.parse(await exportConnector(admin, again.slug, 'apiDefinition.swagger.json')).paths).toEqual(
      JSON.parse(definition).paths,
    )
    await expect(file('icon.png')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('names what is not taken, and takes nothing until that is agreed to; a secret never (TOK-9)', async () => {
    const definition = JSON.stringify(
      documentNow({ securityDefinitions: { key: { type: 'apiKey', name: 'x-key', in: 'header' } } }),
    )
    const properties = JSON.stringify({
      properties: {
        iconBrandColor: '#123456',
        publisher: 'Contoso',
        scriptOperations: [],
        connectionParameters: {
          token: { oAuthSettings: { identityProvider: 'aad', clientSecret: 'a-secret-in-a-file' } },
        },
        policyTemplateInstances: [
          { templateId: 'updatenextlink', title: 'Kept', parameters: {} },
          {
            templateId: 'setheader',
            title: 'Bad',
            parameters: { 'x-ms-apimTemplateParameter.name': 'Authorization' },
          },
        ],
      },
    })
    const first = await bring({ definition, properties })
    expect(first).toMatchObject({ ok: false, issues: [{ field: 'isAgreed' }] })
    const said = first.ok ? '' : (first.issues[0]?.message ?? '')
    for (const name of [
      'securityDefinitions.key',
      'properties.publisher',
      'properties.scriptOperations',
      'clientSecret',
      'Bad: ',
    ]) {
      expect(said).toContain(name)
    }
    expect(said).not.toContain('a-secret-in-a-file')
    await none()
    const connector = await made({ definition, properties, isAgreed: true })
    expect(connector).toMatchObject({
      name: 'Imported',
      description: 'From a file.',
      colour: '#123456',
      security: { kind: 'portal' },
      policies: [{ templateId: 'updatenextlink', title: 'Kept' }],
    })
    expect(JSON.stringify(connector)).not.toContain('a-secret-in-a-file')
  })

  it('forgives what real files have at their ends, and says where the rest goes wrong', async () => {
    const text = `\uFEFF${JSON.stringify(documentNow()).replace(/\}$/, ',} // the end')}`
    expect((await made({ definition: text })).slug).toBe('imported')
    const broken = await bring({ definition: '{\n  "swagger" "2.0"\n}' })
    expect(broken).toEqual({ ok: false, issues: [{ field: 'definition', message: words.issues.jsonAt(2, 13) }] })
  })

  it.each([
    ['another version of the format', () => documentNow({ swagger: '3.0' }), 'definition'],
    [
      'a host that may not be called (OUT-1)',
      () => documentNow({ host: 'evil.example', schemes: ['https'] }),
      'host',
    ],
    ['no actions that could be called', () => documentNow({ paths: { jobs: { get: {} } } }), ''],
    [
      'names that pollute (IO-4)',
      () => JSON.parse(`{"swagger":"2.0","paths":{},"x":{"__proto__":{"a":1}}}`),
      'definition',
    ],
  ])('refuses %s, and keeps nothing', async (_what, document, field) => {
    const refused = await bring({ definition: JSON.stringify(document()), isAgreed: true })
    expect(refused).toMatchObject({ ok: false })
    expect(refused.ok ? [] : refused.issues.map((issue) => issue.field)).toContain(field)
    await none()
  })

  it('reads an address that it may, with no token, and follows none that leads elsewhere (OUT-3, OUT-4)', async () => {
    const { databricks, entra } = portal
    await databricks().addFault({ match: 'GET /definition.json', status: 200, body: documentNow() })
    const url = `${databricks().url}/definition.json`
    expect((await made({ url })).name).toBe('Imported')
    const [call] = (await databricks().requests()).filter(({ path }) => path === '/definition.json')
    expect(call).toMatchObject({ method: 'GET' })
    expect(call?.oid ?? call?.upn).toBeUndefined()
    const seen = (await entra().requests()).length
    await databricks().addFault({
      match: 'GET /elsewhere.json',
      status: 302,
      headers: { location: `${entra().url}/x.json` },
    })
    expect(await bring({ url: `${databricks().url}/elsewhere.json` })).toEqual({
      ok: false,
      issues: [{ field: 'url', message: words.issues.importNotRead }],
    })
    expect((await entra().requests()).length).toBe(seen)
  })

  it.each([
    ...[
      'http://definitions.example/a.json',
      'https://127.0.0.1/a.json',
      'https://[::1]/a.json',
      'https://2130706433/a.json',
    ],
    ...[
      'https://169.254.169.254/latest',
      'https://localhost/a.json',
      'https://a:b@definitions.example/',
      'file:///etc/passwd',
    ],
    ...['https://definitions.example:8443/a.json', 'no address'],
  ])('reads nothing at %s (OUT-1)', async (url) => {
    expect(await bring({ url })).toEqual({ ok: false, issues: [{ field: 'url', message: words.issues.importUrl }] })
  })

  it('dials no address that is not public, whatever its name is, and reads no more than 1 MB (OUT-2, OUT-6)', async () => {
    for (const address of ['10.0.0.1', '127.0.0.1', '169.254.169.254', '100.64.0.1']) {
      const resolve = async () => [{ address, family: 4 }]
      const network = { allowedHosts: [], resolve }
      await expect(
        readPublicText('https://definitions.example/a.json', network, AbortSignal.timeout(5_000)),
      ).rejects.toMatchObject({ facts: { reason: 'address_refused' } })
    }
    await portal
      .databricks()
      .addFault({ match: 'GET /large.json', status: 200, body: { text: 'x'.repeat(1_000_001) } })
    const { host } = new URL(portal.databricks().url)
    await expect(
      readPublicText(`${portal.databricks().url}/large.json`, { allowedHosts: [host] }, AbortSignal.timeout(10_000)),
    ).rejects.toMatchObject({ facts: { reason: 'too large' } })
  })

  it('reads no file that is larger than a definition may be (IO-2)', async () => {
    const definition = JSON.stringify(documentNow({ 'x-long': 'x'.repeat(1_000_000) }))
    expect(await bring({ definition, isAgreed: true })).toEqual({
      ok: false,
      issues: [{ field: 'definition', message: words.issues.plainJson }],
    })
  })

  it('is exported with nothing of its secret, on record (TOK-9, AUD-1)', async () => {
    const own = await giveOwnRegistration(admin, await madeConnector(admin, portal.databricks().url))
    await giveSecret(admin, own)
    const db = portal.store().kysely
    const { sealed } = await db.selectFrom('connector_secrets').select('sealed').executeTakeFirstOrThrow()
    const files = ['apiDefinition.swagger.json', 'apiProperties.json']
    const written = await Promise.all(files.map((file) => exportConnector(admin, own.slug, file)))
    for (const secret of [OWN_SECRET.secret, sealed]) expect(written.join('\n')).not.toContain(secret)
    const exports = db.selectFrom('audit').select('details').where('action', '=', 'connector.export')
    const rows = await exports.orderBy('position').execute()
    expect(rows.slice(-2).map(({ details }) => details)).toEqual(
      expect.arrayContaining(files.map((file) => ({ version: own.version, file }))),
    )
  })

  it('is an Admin’s alone, and so is the export (AUTHZ-7)', async () => {
    const maker = await portal.signIn('maker@contoso.example')
    await expect(importConnector(maker, NOTHING, words)).rejects.toMatchObject({ code: 'not_permitted' })
    await expect(exportConnector(maker, 'azure-databricks', 'apiProperties.json')).rejects.toMatchObject({
      code: 'not_permitted',
    })
  })
})
