import { describe, expect, it } from 'vitest'
import { importFlows } from '@/lib/flows/server/import-flows'
import { query } from '@/lib/store/current'
import { selectFlows } from '@/lib/store/flows'
import { flowOf, SALES_JOB, SAMPLE_FLOWS } from '@/tests/integration/runs/sample-flows'
import { describePortal } from '@/tests/support/in-process-portal'

const withInput = (property: unknown, name = 'it') =>
  flowOf('with-input', SALES_JOB, {
    inputs: {
      type: 'object',
      properties: JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(property)}}`),
      additionalProperties: false,
    },
  })

const GROUP = '1f6d3c1a-2b7e-4d95-a0c4-5e9b7f213d60'

describePortal('importing flows', [], (portal) => {
  const db = () => portal.store().kysely
  const versionOf = async (slug: string) =>
    (await db().selectFrom('flows').select('current_version').where('slug', '=', slug).executeTakeFirst())
      ?.current_version

  it('takes the demo’s own, and a second time changes nothing', async () => {
    expect(await importFlows({ flows: SAMPLE_FLOWS })).toEqual({ ok: true, value: SAMPLE_FLOWS.length })
    expect(await importFlows({ flows: SAMPLE_FLOWS })).toEqual({ ok: true, value: SAMPLE_FLOWS.length })
    expect(await versionOf('refresh-sales')).toBe(1)
  })

  it('makes a new version of a changed definition, and keeps the old one as it was', async () => {
    await importFlows({ flows: [flowOf('versions', SALES_JOB)] })
    const changed = flowOf('versions', SALES_JOB, { audience: { roles: ['Portal.Admin'], people: [] } })
    await importFlows({ flows: [changed] })
    expect(await versionOf('versions')).toBe(2)
    const versions = await db()
      .selectFrom('flow_versions')
      .innerJoin('flows', 'flows.id', 'flow_versions.flow_id')
      .select(['version', 'definition'])
      .where('slug', '=', 'versions')
      .orderBy('version')
      .execute()
    expect(versions.map(({ definition }) => definition.audience.roles)).toEqual([['Portal.User'], ['Portal.Admin']])
  })

  it('AUD-1: is in the audit log', async () => {
    await importFlows({ flows: [flowOf('audited', SALES_JOB)] })
    const rows = await db().selectFrom('audit').selectAll().where('target', '=', 'flow:audited').execute()
    expect(rows).toMatchObject([{ action: 'flow.import', outcome: 'done', before: null, after: { version: 1 } }])
  })

  it('IO-6: keeps a job id of 19 digits as it is written', async () => {
    await importFlows({ flows: [flowOf('long-id', '9007199254740993')] })
    const { definition } = await db()
      .selectFrom('flow_versions')
      .innerJoin('flows', 'flows.id', 'flow_versions.flow_id')
      .select('definition')
      .where('slug', '=', 'long-id')
      .executeTakeFirstOrThrow()
    expect(definition.steps).toMatchObject([{ jobId: '9007199254740993' }])
  })

  it('takes groups in any spelling of their ids, and a file without any as one that names none', async () => {
    const groups = [{ id: GROUP.toUpperCase(), name: 'Finance' }]
    const imported = [
      flowOf('with-group', SALES_JOB, { audience: { roles: [], people: [], groups } }),
      flowOf('without-groups', SALES_JOB),
    ]
    expect(await importFlows({ flows: imported })).toEqual({ ok: true, value: 2 })
    const rows = await query(selectFlows)
    const audienceOf = (slug: string) => rows.find((flow) => flow.slug === slug)?.definition.audience
    expect(audienceOf('with-group')?.groups).toEqual([{ id: GROUP, name: 'Finance' }])
    expect(audienceOf('without-groups')).toEqual({ roles: ['Portal.User'], people: [] })
  })

  describe('IO-1: refuses, and then takes none of the file', () => {
    it.each<[string, unknown, string]>([
      ['a key that it does not know', flowOf('a', SALES_JOB, { owned: 'me' }), 'flows.1'],
      ['a slug in capitals', flowOf('Sales', SALES_JOB), 'flows.1.slug'],
      ['a job id that is no number', flowOf('a', 'x1'), 'flows.1.steps.0.jobId'],
      ['a job id of more than 63 bits', flowOf('a', '9223372036854775808'), 'flows.1.steps.0.jobId'],
      [
        'a role that nobody has',
        flowOf('a', SALES_JOB, { audience: { roles: ['Owner'], people: [] } }),
        'flows.1.audience.roles.0',
      ],
      [
        'a person by name',
        flowOf('a', SALES_JOB, { audience: { roles: [], people: ['me'] } }),
        'flows.1.audience.people.0',
      ],
      [
        'a group by its name alone',
        flowOf('a', SALES_JOB, { audience: { roles: [], people: [], groups: ['Finance'] } }),
        'flows.1.audience.groups.0',
      ],
      [
        'a group without a name',
        flowOf('a', SALES_JOB, { audience: { roles: [], people: [], groups: [{ id: GROUP, name: ' ' }] } }),
        'flows.1.audience.groups.0.name',
      ],
      [
        'a group that is no object id',
        flowOf('a', SALES_JOB, { audience: { roles: [], people: [], groups: [{ id: 'x', name: 'Finance' }] } }),
        'flows.1.audience.groups.0.id',
      ],
      ['no audience', flowOf('a', SALES_JOB, { audience: undefined }), 'flows.1.audience'],
      [
        'parameters for somebody else',
        flowOf('a', SALES_JOB, { steps: [{ action: 'run_now', jobId: SALES_JOB, parametersTo: 'dashboard' }] }),
        'flows.1.steps.0.parametersTo',
      ],
      ['no step', flowOf('a', SALES_JOB, { steps: [] }), 'flows.1.steps'],
      [
        'a pattern that RE2 cannot run',
        withInput({ type: 'string', pattern: '(a)\\1' }),
        'flows.1.inputs.properties.it.pattern',
      ],
      ['a look ahead', withInput({ type: 'string', pattern: '(?=a)b' }), 'flows.1.inputs.properties.it.pattern'],
      [
        'a pattern of thousands of copies',
        withInput({ type: 'string', pattern: '((a{1000}){1000}){1000}' }),
        'flows.1.inputs.properties.it.pattern',
      ],
      [
        'a reference to another schema',
        withInput({ $ref: 'https://contoso.example/schema' }),
        'flows.1.inputs.properties.it',
      ],
      [
        'an input called constructor',
        withInput({ type: 'string' }, 'constructor'),
        'flows.1.inputs.properties.constructor',
      ],
      [
        'an input called prototype',
        withInput({ type: 'string' }, 'prototype'),
        'flows.1.inputs.properties.prototype',
      ],
      [
        'a fixed value that its field would not take',
        withInput({ type: 'integer', const: 'ten' }),
        'flows.1.inputs.properties.it.const',
      ],
      [
        'a secret in the open',
        withInput({ type: 'string', writeOnly: true, const: 'hunter2' }),
        'flows.1.inputs.properties.it.const',
      ],
      [
        'a field off the form that nobody has filled in',
        withInput({ type: 'string', 'x-hidden': true }),
        'flows.1.inputs.properties.it.x-hidden',
      ],
      [
        'a field that depends on one that there is not',
        withInput({ type: 'string', 'x-shown-when': { field: 'other', is: ['x'] } }),
        'flows.1.inputs.properties.it.x-shown-when',
      ],
      [
        'a condition without a value',
        withInput({ type: 'string', 'x-shown-when': { field: 'it', is: [] } }),
        'flows.1.inputs.properties.it.x-shown-when.is',
      ],
      [
        'a fixed value beside a pattern that RE2 cannot run',
        withInput({ type: 'string', const: 'a', pattern: '(' }),
        'flows.1.inputs.properties.it.pattern',
      ],
      [
        'a statement that is given a secret, which the query history would show (OPS-7)',
        flowOf('a', SALES_JOB, {
          inputs: { type: 'object', properties: { word: { writeOnly: true } }, additionalProperties: false },
          steps: [
            {
              ...{ action: 'sql', warehouseId: 'a1b2c3d4e5f60718', statement: 'SELECT :word' },
              parameters: { word: { input: 'word', type: 'STRING' } },
            },
          ],
        }),
        'flows.1.steps.0.parameters',
      ],
      ['an input with a space in its name', withInput({ type: 'string' }, 'a b'), 'flows.1.inputs.properties.a b'],
      ['a colour that is a style', flowOf('a', SALES_JOB, { colour: 'red;background:url(x)' }), 'flows.1.colour'],
      ['nothing', null, 'flows.1'],
    ])('%s', async (_what, flow, field) => {
      const read = await importFlows({ flows: [flowOf('beside-it', SALES_JOB), flow] })
      expect(read).toMatchObject({ ok: false, issues: [{ field }] })
      expect(await versionOf('beside-it')).toBeUndefined()
    })

    it.each([undefined, null, [], 'flows', { flows: {} }, { flows: [], more: 1 }])('the file %j', async (content) => {
      expect((await importFlows(content)).ok).toBe(false)
    })

    it('IO-4: an input called __proto__ is refused or is none, and nothing is polluted', async () => {
      await importFlows({ flows: [withInput({ type: 'string' }, '__proto__')] })
      expect(Object.getPrototypeOf({})).toBe(Object.prototype)
      expect(({} as { type?: string }).type).toBeUndefined()
    })
  })
})
