import { describe, expect, it } from 'vitest'
import type { FlowStep, ParameterSource } from '@/lib/flows/flow'
import { isTooMuch, type LeftBehind, resultsToKeep, valuesOf } from '@/lib/runs/step-results'

const job = (name: string, jobParameters: Readonly<Record<string, ParameterSource>> = {}): FlowStep => ({
  action: 'run_now',
  name,
  jobId: '1',
  jobParameters,
})
const left = (more: Partial<LeftBehind> = {}): LeftBehind => ({
  end: 'succeeded',
  startedId: '9007199254740993',
  error: '',
  tasks: [],
  ...more,
})
/** What a step that takes this of the first one is started with. */
const taken = (source: Omit<Extract<ParameterSource, { step: string }>, 'step'>, of: LeftBehind) => {
  const steps = [job('First'), job('Second', { it: { step: 'First', ...source } })]
  const results = new Map([['First', resultsToKeep(steps, 0, of)]])
  const second = steps[1]
  if (!second) throw new Error('There is no second step')
  return valuesOf(second, { inputs: {}, results })
}
const TASKS = [
  { taskKey: 'read', text: '42 files' },
  { taskKey: 'write', text: '{"rows":317}' },
  { taskKey: 'report', text: undefined },
]

describe('a result that a later step takes', () => {
  it.each([
    ['the text of the last task that has one', { result: 'value' }, '{"rows":317}'],
    ['the text of the task that is named', { result: 'value', task: 'read' }, '42 files'],
    ['how it ended', { result: 'status' }, 'succeeded'],
    ['the id of the run', { result: 'run_id' }, '9007199254740993'],
    ['its message, which may be empty', { result: 'error' }, ''],
  ] as const)('is %s', (_what, source, text) => {
    expect(taken(source, left({ tasks: TASKS }))).toEqual({ values: { it: text }, tooLong: undefined })
  })

  it.each([
    ['a task that left none', { result: 'value', task: 'report' }, left({ tasks: TASKS })],
    ['a task that is not there', { result: 'value', task: 'gone' }, left({ tasks: TASKS })],
    ['a job without output', { result: 'value' }, left()],
    ['a step that was skipped', { result: 'run_id' }, left({ end: 'skipped', startedId: undefined })],
  ] as const)('is not sent where there is none: %s', (_what, source, of) => {
    expect(taken(source, of)).toEqual({ values: {}, tooLong: undefined })
  })

  const row = (...columns: (readonly [string, string | null])[]) =>
    left({
      tasks: [{ taskKey: 'statement', text: undefined, firstRow: columns.map(([name, value]) => ({ name, value })) }],
    })

  it('of a statement is the first row’s column of that name, or its first', () => {
    const rows = row(['id', '1001'], ['name', '=1+1'], ['name', 'other'], ['none', null])
    expect(taken({ result: 'value' }, rows).values).toEqual({ it: '1001' })
    expect(taken({ result: 'value', column: 'name' }, rows).values).toEqual({ it: '=1+1' })
    expect(taken({ result: 'value', column: 'none' }, rows).values).toEqual({})
    expect(taken({ result: 'value', column: 'gone' }, rows).values).toEqual({})
    expect(taken({ result: 'value' }, row()).values).toEqual({})
  })

  it('longer than Databricks takes stops the step, and nothing of it is kept (IO-3)', () => {
    const of = (text: string) => left({ tasks: [{ taskKey: 'read', text }] })
    expect(taken({ result: 'value' }, of('a'.repeat(9_980))).tooLong).toBeUndefined()
    const steps = [job('First'), job('Second', { it: { step: 'First', result: 'value' } })]
    for (const text of ['a'.repeat(10_001), 'ü'.repeat(5_001)]) {
      expect(taken({ result: 'value' }, of(text))).toEqual({ values: {}, tooLong: 'it' })
      expect(resultsToKeep(steps, 0, of(text))).toEqual([{ result: 'value', text: null, isTooLong: true }])
    }
  })

  it('is kept only where a later step takes it', () => {
    const steps = [
      job('First', { own: { input: 'region' } }),
      job('Second', { it: { step: 'First', result: 'status' } }),
    ]
    expect(resultsToKeep(steps, 0, left({ tasks: TASKS }))).toEqual([{ result: 'status', text: 'succeeded' }])
    expect(resultsToKeep(steps, 1, left({ tasks: TASKS }))).toEqual([])
  })
})

describe('the values of a step', () => {
  it('are texts: what is fixed, what was typed, and nothing for a field that was left empty', () => {
    const step = job('First', { a: { value: 'fixed' }, b: { input: 'count' }, c: { input: 'left' } })
    expect(valuesOf(step, { inputs: { count: 7 }, results: new Map() })).toEqual({
      values: { a: 'fixed', b: '7' },
      tooLong: undefined,
    })
  })

  it('are too much together before each of them is, and the longest is named (IO-3)', () => {
    const step = job('First', { a: { value: 'x'.repeat(4_000) }, b: { value: 'y'.repeat(6_000) } })
    const { values, tooLong } = valuesOf(step, { inputs: {}, results: new Map() })
    expect(isTooMuch(values)).toBe(true)
    expect(tooLong).toBe('b')
  })
})
