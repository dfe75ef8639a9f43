import { describe, expect, it } from 'vitest'
import { brokenFlows } from '@/lib/connectors/broken-flows'
import { slugFor } from '@/lib/connectors/connector'
import {
  type OperationEdit,
  withOperation,
  withoutOperation,
  withoutParameter,
  withParameter,
} from '@/lib/connectors/edit-definition'
import type { JsonObject } from '@/lib/connectors/json'
import { operationCalled, operationsOf } from '@/lib/connectors/operation'
import { READY_DEFINITION } from '@/lib/connectors/ready-definition'
import { fromSample, type Sample } from '@/lib/connectors/sample'

const EMPTY: JsonObject = { paths: {} }
const EDIT: OperationEdit = {
  id: 'StartJob',
  verb: 'post',
  path: '/api/2.2/jobs/run-now',
  summary: 'Start a job',
  description: '',
  visibility: 'important',
  isSafe: false,
  body: { type: 'object', required: ['job_id'], properties: { job_id: { type: 'integer', format: 'int64' } } },
  answer: { status: '200', description: 'OK', schema: undefined },
}
const LIMIT = {
  name: 'limit',
  place: 'query',
  type: 'integer',
  format: 'int32',
  title: 'Limit',
  description: 'The most.',
  required: false,
  visibility: 'advanced',
  default: 20,
  choices: [],
} as const

describe('an action of a definition', () => {
  it('is added, read again, changed in its place, moved, and removed', () => {
    const added = withOperation(EMPTY, undefined, EDIT)
    expect(operationCalled(added, 'StartJob')).toMatchObject({ verb: 'post', summary: 'Start a job', changes: true })
    const changed = withOperation(added, 'StartJob', { ...EDIT, summary: 'Run it', isSafe: true })
    expect(operationsOf(changed)).toMatchObject([{ summary: 'Run it', changes: false }])
    const moved = withOperation(changed, 'StartJob', {
      ...EDIT,
      id: 'GetJob',
      verb: 'get',
      path: '/jobs',
      body: undefined,
    })
    expect(operationsOf(moved)).toMatchObject([{ id: 'GetJob', verb: 'get', path: '/jobs', body: undefined }])
    expect(withoutOperation(moved, 'GetJob')).toEqual(EMPTY)
  })

  it('keeps what its form does not ask for', () => {
    const before = { ...withOperation(EMPTY, undefined, EDIT) }
    const own = (before.paths as { [path: string]: { post: JsonObject } })[EDIT.path]?.post ?? {}
    const extended = {
      paths: { [EDIT.path]: { post: { ...own, 'x-ms-pageable': { nextLinkName: 'next' }, tags: ['a'] } } },
    }
    const { paths } = withOperation(extended, 'StartJob', { ...EDIT, summary: 'Other' })
    expect(paths).toMatchObject({ [EDIT.path]: { post: { tags: ['a'], 'x-ms-pageable': { nextLinkName: 'next' } } } })
  })

  it('has parameters that are added, changed and removed one by one, beside its body', () => {
    const definition = withOperation(EMPTY, undefined, EDIT)
    const added = withParameter(definition, 'StartJob', undefined, LIMIT)
    expect(operationCalled(added, 'StartJob')?.parameters).toMatchObject([{ ...LIMIT, choices: [] }])
    const changed = withParameter(added, 'StartJob', LIMIT, {
      ...LIMIT,
      name: 'size',
      default: undefined,
      choices: [1, 2],
    })
    expect(operationCalled(changed, 'StartJob')).toMatchObject({
      parameters: [{ name: 'size', choices: ['1', '2'] }],
      body: { schema: EDIT.body },
    })
    expect(withoutParameter(changed, 'StartJob', { name: 'size', place: 'query' })).toEqual(definition)
  })
})

describe('a sample', () => {
  const of = (more: Partial<Sample>) => fromSample({ verb: 'post', url: '/x', headers: '', body: '', ...more }, '/')

  it('shows path, parameters and the schema of its body', () => {
    const sample = of({
      url: 'https://adb-1.2.azuredatabricks.net/api/2.2/jobs/{job}/run-now?limit=20&all=true&q=a%20b',
      headers: 'Authorization: Bearer x\r\nX-Trace: 1\nContent-Type: application/json',
      body: '{"job_id": 42, "job_parameters": {"region": "North"}, "tags": ["a"], "ratio": 0.5, "none": null}',
    })
    expect(sample).toMatchObject({
      path: '/api/2.2/jobs/{job}/run-now',
      parameters: [
        { name: 'job', place: 'path', type: 'string', required: true },
        { name: 'limit', place: 'query', type: 'integer', required: false },
        { name: 'all', place: 'query', type: 'boolean' },
        { name: 'q', place: 'query', type: 'string' },
        { name: 'X-Trace', place: 'header', type: 'integer' },
      ],
    })
    expect(sample?.body).toEqual({
      type: 'object',
      properties: {
        job_id: { type: 'integer', format: 'int64' },
        job_parameters: { type: 'object', properties: { region: { type: 'string' } } },
        tags: { type: 'array', items: { type: 'string' } },
        ratio: { type: 'number', format: 'double' },
        none: {},
      },
    })
  })

  it('lies below the base path of its connector', () => {
    expect(fromSample({ verb: 'get', url: '/api/2.2/jobs/list', headers: '', body: '' }, '/api/2.2')?.path).toBe(
      '/jobs/list',
    )
  })

  it.each([{ url: 'https://' }, { url: 'http://[x' }, { body: '{"a": ' }])(
    'that is none makes nothing: %j',
    (more) => {
      expect(of(more)).toBeUndefined()
    },
  )

  it('of endless brackets ends', () => {
    expect(of({ body: '['.repeat(500) + ']'.repeat(500) })?.body).toBeDefined()
  })
})

describe('flows in use', () => {
  const flows = [
    { title: 'Refresh', definition: { steps: [{ action: 'run_now', jobId: '1', jobParameters: {} }] } },
  ] as const
  const run = { ...EDIT, id: 'RunJobNow' }
  const before = withOperation(EMPTY, undefined, run)
  const bodyWith = (more: object) => withOperation(before, 'RunJobNow', { ...run, body: { ...run.body, ...more } })

  it.each<[string, JsonObject, readonly string[]]>([
    ['is renamed', withOperation(before, 'RunJobNow', { ...run, id: 'Start' }), ['Refresh']],
    ['is removed', withoutOperation(before, 'RunJobNow'), ['Refresh']],
    ['asks for more', bodyWith({ required: ['job_id', 'reason'] }), ['Refresh']],
    [
      'asks for a parameter more',
      withParameter(before, 'RunJobNow', undefined, { ...LIMIT, required: true }),
      ['Refresh'],
    ],
    ['takes no job any more', bodyWith({ properties: {} }), ['Refresh']],
    ['has another summary', withOperation(before, 'RunJobNow', { ...run, summary: 'Other' }), []],
    ['takes more than it must', withParameter(before, 'RunJobNow', undefined, LIMIT), []],
    ['is the ready one', READY_DEFINITION, []],
  ])('are named when the action that they call %s', (_how, after, broken) => {
    expect(brokenFlows(flows, before, after)).toEqual(broken)
  })

  it('are named when any of their steps calls it', () => {
    const [{ definition }] = flows
    const statement = { action: 'sql', warehouseId: 'a', statement: 'SELECT 1', parameters: {} } as const
    const several = [{ title: 'In steps', definition: { steps: [statement, ...definition.steps] } }]
    expect(brokenFlows(several, before, withoutOperation(before, 'RunJobNow'))).toEqual(['In steps'])
    expect(brokenFlows(several, READY_DEFINITION, withoutOperation(READY_DEFINITION, 'ExecuteStatement'))).toEqual([
      'In steps',
    ])
  })

  it('that did not work before are none that break', () => {
    expect(brokenFlows(flows, EMPTY, EMPTY)).toEqual([])
  })
})

it.each([
  ['Lakehouse jobs', 'lakehouse-jobs'],
  ['  Über  Größe! ', 'uber-gro-e'],
  ['数据', 'connector'],
  ['new', 'new-2'],
  ['A', 'a-3'],
])('the address of %j is %s', (name, slug) => {
  expect(slugFor(name, new Set(['a', 'a-2']))).toBe(slug)
})
