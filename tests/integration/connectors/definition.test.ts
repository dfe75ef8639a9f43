import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { documentOf } from '@/lib/connectors/document'
import { definitionOf, operationCalled, operationsOf } from '@/lib/connectors/operation'
import type { OperationTexts, ParameterTexts } from '@/lib/connectors/server/check-operation'
import { getConnector } from '@/lib/connectors/server/get-connector'
import { saveDocument } from '@/lib/connectors/server/save-document'
import {
  importSample,
  removePart,
  type SampleTexts,
  saveOperation,
  saveParameter,
} from '@/lib/connectors/server/save-operation'
import type { Viewer } from '@/lib/identity/viewer'
import { connectors as words } from '@/lib/language/en/connectors'
import { SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'
import { FIRST, forgetConnectors, madeConnector } from './connectors-of-test'

const ADMIN = 'admin@contoso.example'
const MAKER = 'maker@contoso.example'
const ACTION: OperationTexts = {
  id: 'StartJob',
  verb: 'post',
  path: '/api/2.2/jobs/run-now',
  summary: 'Start a job',
  description: '',
  visibility: 'important',
  isSafe: false,
  body: '{"type": "object", "properties": {"job_id": {"type": "integer"}}}',
  answer: '',
  answerSample: '{"run_id": 7}',
}
const PARAMETER: ParameterTexts = {
  name: 'limit',
  place: 'query',
  title: 'Limit',
  description: '',
  type: 'integer',
  format: 'int32',
  required: false,
  default: '20',
  visibility: 'advanced',
  choices: '10\r\n20',
}

describePortal('the definition of a connector', SAMPLE_FLOWS, (portal) => {
  const blank = async () => {
    const admin = await portal.signIn(ADMIN)
    return { admin, ...(await madeConnector(admin, portal.databricks().url, { actions: 'blank' })) }
  }
  const now = async (admin: Viewer, slug: string) => {
    const connector = await getConnector(admin, slug)
    return { ...connector, operations: operationsOf(definitionOf(connector)) }
  }
  const saveOf = (slug: string, version: number, acceptBreaks = false) => ({ slug, version, acceptBreaks })

  afterEach(async () => {
    await forgetConnectors(portal.store())
    await sql`update connectors set definition = null where slug = ${FIRST}`.execute(portal.store().kysely)
  })

  it('is made from a sample, changed by its form and read by Makers, and each state is a version', async () => {
    const { admin, slug } = await blank()
    const sample: SampleTexts = {
      id: 'RunJobNow',
      summary: 'Run a job',
      verb: 'post',
      url: 'https://x.example/api/2.2/jobs/run-now?wait=1',
      headers: '',
      body: '{"job_id": 42}',
      answer: '{"run_id": 7}',
    }
    const save = { ...saveOf(slug, 1), previous: undefined }
    expect(await importSample(admin, save, sample, words)).toEqual({ ok: true, value: 2 })
    const typed = { ...ACTION, id: 'RunJobNow', summary: 'Run it' }
    await saveOperation(admin, { ...saveOf(slug, 2), previous: 'RunJobNow' }, typed, words)
    const { operations, version } = await now(await portal.signIn(MAKER), slug)
    expect(version).toBe(3)
    expect(operations).toMatchObject([
      {
        ...{
          id: 'RunJobNow',
          verb: 'post',
          path: '/api/2.2/jobs/run-now',
          summary: 'Run it',
          visibility: 'important',
        },
        parameters: [{ name: 'wait', place: 'query', type: 'integer' }],
        answer: { schema: { properties: { run_id: { type: 'integer' } } } },
      },
    ])
  })

  it.each<[string, Partial<OperationTexts>, string]>([
    ['a summary with a slash', { summary: 'Start/stop' }, 'summary'],
    ['no summary', { summary: ' ' }, 'summary'],
    ['an operation ID with a blank', { id: 'Start job' }, 'id'],
    ['a path that is a whole address', { path: 'https://evil.example/x' }, 'path'],
    ['a path with a query', { path: '/x?y=1' }, 'path'],
    ['a body that is no JSON', { body: '{' }, 'body'],
    ['a body that is a list', { body: '[]' }, 'body'],
    ['a sample that is no JSON', { answerSample: 'x' }, 'answerSample'],
    ['a body on a GET', { verb: 'get' }, ''],
    ['a place in the path without its parameter', { path: '/jobs/{id}' }, ''],
    ['a name that pollutes', { body: '{"properties": {"__proto__": {"type": "string"}}}' }, ''],
    ['a reference to nothing', { body: '{"$ref": "#/definitions/Gone"}' }, ''],
  ])('%s is said beside its field, and nothing is saved (IO-4)', async (_what, texts, field) => {
    const { admin, slug } = await blank()
    const saved = await saveOperation(
      admin,
      { ...saveOf(slug, 1), previous: undefined },
      { ...ACTION, ...texts },
      words,
    )
    expect(saved).toMatchObject({ ok: false, issues: [{ field, message: expect.any(String) }] })
    expect(await now(admin, slug)).toMatchObject({ version: 1, operations: [] })
    expect(Reflect.get({}, 'type')).toBeUndefined()
  })

  it('has each operation ID once, and each verb with its path', async () => {
    const { admin, slug } = await blank()
    const save = (version: number) => ({ ...saveOf(slug, version), previous: undefined })
    await saveOperation(admin, save(1), ACTION, words)
    const other = { ...ACTION, path: '/other' }
    expect(await saveOperation(admin, save(2), other, words)).toMatchObject({ issues: [{ field: 'id' }] })
    expect(await saveOperation(admin, save(2), { ...ACTION, id: 'Other' }, words)).toMatchObject({
      issues: [{ field: 'path' }],
    })
    expect((await now(admin, slug)).version).toBe(2)
  })

  it('has parameters, each with what its form says, in their types', async () => {
    const { admin, slug } = await blank()
    await saveOperation(admin, { ...saveOf(slug, 1), previous: undefined }, ACTION, words)
    const save = (version: number, was?: 'limit') => ({
      ...saveOf(slug, version),
      operation: 'StartJob',
      was: was && ({ name: was, place: 'query' } as const),
    })
    expect(await saveParameter(admin, save(2), PARAMETER, words)).toEqual({ ok: true, value: 3 })
    const { definition } = await now(admin, slug)
    expect(definition).toMatchObject({
      paths: {
        [ACTION.path]: { post: { parameters: [{ name: 'limit', default: 20, enum: [10, 20] }, { in: 'body' }] } },
      },
    })
    const wrong: [Partial<ParameterTexts>, string][] = [
      [{ default: 'ten' }, 'default'],
      [{ default: '9007199254740993' }, 'default'],
      [{ choices: 'one' }, 'choices'],
      [{ name: 'connectionId' }, 'name'],
      [{ name: 'a b' }, 'name'],
    ]
    for (const [texts, field] of wrong) {
      const saved = await saveParameter(admin, save(3, 'limit'), { ...PARAMETER, ...texts }, words)
      expect(saved).toMatchObject({ ok: false, issues: [{ field }] })
    }
    expect(await saveParameter(admin, save(3), PARAMETER, words)).toMatchObject({ issues: [{ field: 'name' }] })
    const parameter = { name: 'limit', place: 'query' } as const
    await removePart(admin, { ...saveOf(slug, 3), operation: 'StartJob', parameter }, words)
    expect((await now(admin, slug)).operations).toMatchObject([{ parameters: [] }])
  })

  it('is the ready one of the portal until somebody changes it', async () => {
    const admin = await portal.signIn(ADMIN)
    const connector = await getConnector(admin, FIRST)
    const { version } = connector
    const text = JSON.stringify(documentOf(connector))
    expect(await saveDocument(admin, saveOf(FIRST, version), text, words)).toEqual({ ok: true, value: version })
    expect((await getConnector(admin, FIRST)).definition).toBeNull()
    await removePart(admin, { ...saveOf(FIRST, version), operation: 'DeleteJob', parameter: undefined }, words)
    const { definition, operations } = await now(admin, FIRST)
    expect(definition).not.toBeNull()
    expect(operations.map(({ id }) => id)).not.toContain('DeleteJob')
    expect(operations.length).toBeGreaterThan(20)
  })

  it('an action that flows need is not taken from them before somebody has read which they are', async () => {
    const admin = await portal.signIn(ADMIN)
    const connector = await getConnector(admin, FIRST)
    const removal = { operation: 'RunJobNow', parameter: undefined }
    const told = await removePart(admin, { ...saveOf(FIRST, connector.version), ...removal }, words)
    expect(told).toMatchObject({ ok: false, issues: [{ field: 'acceptBreaks' }] })
    for (const flow of SAMPLE_FLOWS as { title: string }[]) expect(JSON.stringify(told)).toContain(flow.title)
    const asked = operationCalled(definitionOf(connector), 'RunJobNow')
    const demanding = { ...asked?.body?.schema, required: ['job_id', 'queue'] }
    const typed = { ...ACTION, id: 'RunJobNow', body: JSON.stringify(demanding) }
    const save = { ...saveOf(FIRST, connector.version), previous: 'RunJobNow' }
    expect(await saveOperation(admin, save, typed, words)).toMatchObject({ issues: [{ field: 'acceptBreaks' }] })
    expect((await getConnector(admin, FIRST)).version).toBe(connector.version)
    const meant = await removePart(admin, { ...saveOf(FIRST, connector.version, true), ...removal }, words)
    expect(meant).toEqual({ ok: true, value: connector.version + 1 })
  })

  it('as text is the same as in the forms, name and host included, under the same checks (OUT-1)', async () => {
    const { admin, slug, ...connector } = await blank()
    await saveOperation(admin, { ...saveOf(slug, 1), previous: undefined }, ACTION, words)
    const document = documentOf(await getConnector(admin, slug))
    const changed = {
      ...document,
      info: { title: 'Jobs', version: '1.0', description: 'By text.' },
      basePath: '/api',
      paths: {
        '/2.2/jobs/list': {
          get: { operationId: 'ListJobs', summary: 'List', responses: { '200': { description: 'OK' } } },
        },
      },
    }
    expect(await saveDocument(admin, saveOf(slug, 2), `\uFEFF${JSON.stringify(changed)}`, words)).toEqual({
      ok: true,
      value: 3,
    })
    expect(await now(admin, slug)).toMatchObject({
      ...{ name: 'Jobs', description: 'By text.', basePath: '/api', origin: connector.origin },
      operations: [{ id: 'ListJobs', path: '/2.2/jobs/list' }],
    })
    const elsewhere = JSON.stringify({ ...changed, host: '169.254.169.254' })
    expect(await saveDocument(admin, saveOf(slug, 3), elsewhere, words)).toMatchObject({
      issues: [{ field: 'text' }],
    })
    const ofSettings = JSON.stringify({ ...changed, host: 'adb-1.2.azuredatabricks.net', schemes: ['https'] })
    const { version } = await getConnector(admin, FIRST)
    expect(await saveDocument(admin, saveOf(FIRST, version), ofSettings, words)).toMatchObject({
      issues: [{ field: 'text', message: words.issues.hostInText }],
    })
    expect((await now(admin, slug)).version).toBe(3)
  })

  it('is not saved with an error in it (IO-1)', async () => {
    const { admin, slug } = await blank()
    const document = documentOf(await getConnector(admin, slug))
    const wrong = JSON.stringify({ ...document, paths: { jobs: { get: {} } } })
    const saved = await saveDocument(admin, saveOf(slug, 1), wrong, words)
    expect(saved.ok ? [] : saved.issues.map(({ field }) => field)).toContain('')
    expect((await now(admin, slug)).version).toBe(1)
  })

  it.each<[string, string, RegExp]>([
    ['nothing', '', /no JSON/],
    ['half of it', '{\n  "swagger": "2.0",\n  x', /line 3, character 3/],
    ['a list', '[]', /no JSON object/],
    ['another version', '{"openapi": "3.1.0"}', /has to say/],
    ['21 brackets', `{"swagger": "2.0", "paths": {}, "x": ${'['.repeat(21)}${']'.repeat(21)}}`, /deep|Name|name/],
  ])('text that is %s is refused, with where it goes wrong (IO-1)', async (_what, text, says) => {
    const { admin, slug } = await blank()
    const saved = await saveDocument(admin, saveOf(slug, 1), text, words)
    expect(saved.ok).toBe(false)
    expect(JSON.stringify(saved)).toMatch(says)
    expect((await now(admin, slug)).version).toBe(1)
  })
})
