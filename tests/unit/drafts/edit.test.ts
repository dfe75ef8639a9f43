import { describe, expect, it } from 'vitest'
import { draftIssues } from '@/lib/drafts/draft-issues'
import { putErrorAdvice, raiseErrorAdvice, removeErrorAdvice } from '@/lib/drafts/edit-advice'
import { fieldsOf, moveField, putField, removeField } from '@/lib/drafts/edit-inputs'
import { putAdvice, putJob } from '@/lib/drafts/edit-job'
import { proposeFlow } from '@/lib/drafts/propose'
import { sourcesOf } from '@/lib/flows/flow-steps'

const CONTENT = proposeFlow(
  {
    jobId: '12',
    name: 'Job',
    description: undefined,
    parameters: ['a', 'b', 'c'].map((name) => ({ name, default: '' })),
  },
  'me',
)
const namesIn = (content: typeof CONTENT) => fieldsOf(content.definition.inputs).map(({ name }) => name)
const sourcesIn = ({ definition: { steps } }: typeof CONTENT) => steps[0] && sourcesOf(steps[0])

describe('the fields of a draft', () => {
  it('are moved by one place, and stay at the ends', () => {
    expect(namesIn(moveField(CONTENT, 'c', -1))).toEqual(['a', 'c', 'b'])
    expect(namesIn(moveField(CONTENT, 'a', 1))).toEqual(['b', 'a', 'c'])
    expect(namesIn(moveField(CONTENT, 'a', -1))).toEqual(['a', 'b', 'c'])
    expect(namesIn(moveField(CONTENT, 'c', 1))).toEqual(['a', 'b', 'c'])
    expect(namesIn(moveField(CONTENT, 'nothing', 1))).toEqual(['a', 'b', 'c'])
  })

  it('keep their place, and what the job gets of them, when they get another name', () => {
    const renamed = putField(CONTENT, 'b', { name: 'region', property: { type: 'string' }, required: true })
    expect(namesIn(renamed)).toEqual(['a', 'region', 'c'])
    expect(renamed.definition.inputs.required).toEqual(['region'])
    expect(sourcesIn(renamed)).toEqual({ a: { input: 'a' }, b: { input: 'region' }, c: { input: 'c' } })
  })

  it('are followed by what depends on them, and nothing is published that depends on what is gone or comes later', () => {
    const choice = { name: 'b', property: { enum: ['x'] }, required: false }
    const dependent = { name: 'c', property: { 'x-shown-when': { field: 'b', is: ['x'] } }, required: false }
    const both = putField(putField(CONTENT, 'b', choice), 'c', dependent)
    const problems = (content: typeof CONTENT) =>
      draftIssues(content).filter(({ kind, isFatal }) => kind === 'condition' && isFatal)
    expect(problems(both)).toEqual([])
    const renamed = putField(both, 'b', { ...choice, name: 'area' })
    expect(fieldsOf(renamed.definition.inputs).at(-1)?.property).toEqual({
      'x-shown-when': { field: 'area', is: ['x'] },
    })
    expect(problems(renamed)).toEqual([])
    for (const broken of [moveField(both, 'b', 1), removeField(both, 'b')]) expect(problems(broken)).toHaveLength(1)
    expect(problems(putField(both, 'b', { ...choice, property: { enum: ['y'] } }))).toHaveLength(1)
  })

  it('are added at the end, and nobody gets anything of them yet', () => {
    const added = putField(CONTENT, undefined, { name: 'd', property: { type: 'string' }, required: false })
    expect(namesIn(added)).toEqual(['a', 'b', 'c', 'd'])
    expect(draftIssues(added)).toContainEqual({ kind: 'unmapped', name: 'd', isFatal: false })
  })

  it('leave the parameter to the job’s own default when they are taken out', () => {
    const without = removeField(CONTENT, 'b')
    expect(namesIn(without)).toEqual(['a', 'c'])
    expect(sourcesIn(without)).toEqual({ a: { input: 'a' }, c: { input: 'c' } })
  })
})

describe('what the job gets', () => {
  it('is read from the form: a field, a fixed text, or nothing', () => {
    const sources = {
      'from.a': 'field:b',
      'text.a': 'left over',
      'from.b': 'text',
      'text.b': '2026',
      'from.c': 'job',
      'text.c': '',
      'from.d': '',
    }
    const content = putJob(CONTENT, { step: '', jobId: '99', identityMode: 'as_me', sources })
    expect(content.definition).toMatchObject({
      identityMode: 'as_me',
      steps: [{ action: 'run_now', jobId: '99', jobParameters: { a: { input: 'b' }, b: { value: '2026' } } }],
    })
  })

  it('may not come from a field that is not there', () => {
    const content = putJob(CONTENT, {
      step: '',
      jobId: '99',
      identityMode: 'shared',
      sources: { 'from.a': 'field:nothing' },
    })
    expect(draftIssues(content)).toContainEqual({ kind: 'unknown_input', name: 'nothing', isFatal: true })
  })

  it('has one advice for each code', () => {
    const first = putAdvice([], { code: '*', text: 'Ask.' })
    const both = putAdvice(first, { code: 'TIMED_OUT', text: 'Wait.' })
    expect(putAdvice(both, { code: '*', text: 'Ask again.' })).toEqual([
      { code: 'TIMED_OUT', text: 'Wait.' },
      { code: '*', text: 'Ask again.' },
    ])
  })

  it('keeps advice for errors in its order, each pattern once', () => {
    const [one, two, three] = ['one', 'two', 'three'].map((pattern) => ({ pattern, text: pattern }))
    if (!one || !two || !three) throw new Error('There are three')
    const all = [one, two, three].reduce<readonly (typeof one)[]>(
      (known, next) => putErrorAdvice(known, '', next),
      [],
    )
    expect(all).toEqual([one, two, three])
    const changed = { pattern: 'TWO', text: 'new' }
    expect(putErrorAdvice(all, 'two', changed)).toEqual([one, changed, three])
    expect(putErrorAdvice(all, 'two', { pattern: 'one', text: 'new' })).toEqual([
      { pattern: 'one', text: 'new' },
      three,
    ])
    expect(raiseErrorAdvice(all, 'three')).toEqual([one, three, two])
    expect([raiseErrorAdvice(all, 'one'), raiseErrorAdvice(all, 'none')]).toEqual([all, all])
    expect(removeErrorAdvice(all, 'two')).toEqual([one, three])
  })
})
