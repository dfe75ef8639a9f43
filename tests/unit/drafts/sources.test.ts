import { describe, expect, it } from 'vitest'
import { offeredSources, postedSource, readSource, wrongSources } from '@/lib/drafts/sources'
import type { FlowContent, FlowStep, ParameterSource } from '@/lib/flows/flow'

const CONTENT: FlowContent = {
  ...{ title: 'A flow', description: '', category: '', icon: 'flow', colour: '#0f6cbd', owner: 'me' },
  definition: {
    inputs: {
      type: 'object',
      properties: { region: { title: 'Region' }, password: { writeOnly: true } },
      additionalProperties: false,
    },
    steps: [
      { action: 'run_now', jobId: '11', jobParameters: {}, name: 'Load' },
      { action: 'sql', warehouseId: '', statement: '', parameters: {}, name: 'Count' },
      { action: 'run_now', jobId: '22', jobParameters: {}, name: 'Send', wait: false },
      { action: 'run_now', jobId: '33', jobParameters: {}, name: 'Last' },
    ],
    audience: { roles: [], people: [] },
    identityMode: 'shared',
    advice: [],
  },
}
const offered = (place: number, action: FlowStep['action'] = 'run_now') =>
  offeredSources(CONTENT, { place, action }).map(({ posted }) => posted)

describe('what a step can be given', () => {
  it('is a field, but no secret where it is a statement (OPS-7)', () => {
    expect(offered(0)).toEqual(['field:region', 'field:password'])
    expect(offered(0, 'sql')).toEqual(['field:region'])
  })

  it('is what the steps before it leave: tasks of a job, columns of a statement, the id alone of what nobody waits for', () => {
    expect(offered(3).slice(2)).toEqual([
      ...['result:value:Load', 'result:task:Load', 'result:status:Load', 'result:run_id:Load', 'result:error:Load'],
      ...['result:value:Count', 'result:column:Count', 'result:status:Count'],
      ...['result:run_id:Count', 'result:error:Count', 'result:run_id:Send'],
    ])
  })

  it('is of a step whose results are secret how it ended, and its id', () => {
    const { definition } = CONTENT
    const steps = definition.steps.map((step) => ({ ...step, secretResults: true as const }))
    const left = offeredSources({ ...CONTENT, definition: { ...definition, steps } }, { place: 2, action: 'run_now' })
    expect(left.map(({ posted }) => posted).slice(2)).toEqual([
      ...['result:status:Load', 'result:run_id:Load', 'result:status:Count', 'result:run_id:Count'],
    ])
  })

  it.each<[ParameterSource, string, string]>([
    [{ value: 'a: b' }, 'text', 'a: b'],
    [{ input: 'region' }, 'field:region', ''],
    [{ step: 'Load', result: 'value' }, 'result:value:Load', ''],
    [{ step: 'Load', result: 'value', task: 'merge' }, 'result:task:Load', 'merge'],
    [{ step: 'Count', result: 'value', column: 'total' }, 'result:column:Count', 'total'],
    [{ step: 'Load', result: 'error' }, 'result:error:Load', ''],
  ])('is posted and read back as it was: %j', (source, from, text) => {
    expect(postedSource(source)).toEqual(text === '' ? { from } : { from, text })
    expect(readSource(from, text)).toEqual(source)
  })

  it.each(['', 'job', 'result:', 'result:secret:Load', 'result:value:', 'else'])('is nothing for %j', (from) => {
    expect(readSource(from, 'x')).toBeUndefined()
  })

  it.each<[number, FlowStep['action'], string, string, string]>([
    [0, 'run_now', 'result:value:Load', '', 'from.a not_offered'],
    [1, 'run_now', 'result:value:Last', '', 'from.a not_offered'],
    [1, 'run_now', 'result:column:Load', 'total', 'from.a not_offered'],
    [3, 'run_now', 'result:value:Send', '', 'from.a not_offered'],
    [3, 'run_now', 'result:nothing:Load', '', 'from.a not_offered'],
    [1, 'sql', 'field:password', '', 'from.a secret'],
    [1, 'run_now', 'result:task:Load', ' ', 'text.a unnamed'],
    [1, 'run_now', 'result:task:Load', 'x'.repeat(101), 'text.a unnamed'],
  ])('is refused beside its control: at %i, %s, %j with %j', (place, action, from, text, expected) => {
    const wrong = wrongSources(CONTENT, { place, action }, { 'from.a': from, 'text.a': text })
    expect(wrong.map(({ control, problem }) => `${control} ${problem}`)).toEqual([expected])
  })

  it('is taken where it is offered', () => {
    const posted = { 'from.a': 'result:task:Load', 'text.a': 'merge', 'from.b': 'field:password', 'from.c': 'job' }
    expect(wrongSources(CONTENT, { place: 1, action: 'run_now' }, posted)).toEqual([])
  })
})
