import { describe, expect, it } from 'vitest'
import type { FlowStep, JobStep, ParameterSource, SqlStep } from '@/lib/flows/flow'
import { isStepName, stepProblems } from '@/lib/flows/step-problems'

const job = (frame: Partial<JobStep>, source?: ParameterSource): FlowStep => ({
  ...{ action: 'run_now', jobId: '11', jobParameters: source ? { of: source } : {} },
  ...frame,
})
const statement = (frame: Partial<SqlStep>): FlowStep => ({
  ...{ action: 'sql', warehouseId: 'a'.repeat(16), statement: 'select 1', parameters: {} },
  ...frame,
})
const LOAD = job({ name: 'Load' })

describe('The steps of a flow', () => {
  it('need no name when there is one alone', () => {
    expect(stepProblems([job({})])).toEqual([])
  })

  it.each<[string, readonly FlowStep[], unknown]>([
    ['a step among several without a name', [LOAD, job({})], [{ place: 1, problem: 'unnamed' }]],
    [
      'a name that another step has, however it is written',
      [LOAD, job({ name: 'load' })],
      [{ place: 1, problem: 'same_name' }],
    ],
    ['a first step that runs after something', [job({ runAfter: ['failed'] })], [{ place: 0, problem: 'first' }]],
    [
      'a result of a later step, or of none',
      [job({ name: 'One' }, { step: 'Load', result: 'value' }), LOAD],
      [{ place: 0, problem: 'later' }],
    ],
    [
      'a value of a step that nothing waits for',
      [job({ name: 'Load', wait: false }), job({ name: 'Two' }, { step: 'Load', result: 'value' })],
      [{ place: 1, problem: 'not_awaited' }],
    ],
    [
      'a value of a step whose results are secret',
      [job({ name: 'Load', secretResults: true }), job({ name: 'Two' }, { step: 'Load', result: 'value' })],
      [{ place: 1, problem: 'secret_results' }],
    ],
    [
      'the error of a step whose results are secret',
      [statement({ name: 'Sum', secretResults: true }), job({ name: 'Two' }, { step: 'Sum', result: 'error' })],
      [{ place: 1, problem: 'secret_results' }],
    ],
    [
      'a column of a job',
      [LOAD, job({ name: 'Two' }, { step: 'Load', result: 'value', column: 'total' })],
      [{ place: 1, problem: 'other_kind' }],
    ],
    [
      'a task of a statement',
      [statement({ name: 'Sum' }), job({ name: 'Two' }, { step: 'Sum', result: 'value', task: 'main' })],
      [{ place: 1, problem: 'other_kind' }],
    ],
    [
      'a column of a status',
      [statement({ name: 'Sum' }), job({ name: 'Two' }, { step: 'Sum', result: 'status', column: 'total' })],
      [{ place: 1, problem: 'other_kind' }],
    ],
  ])('do not take %s', (_what, steps, problems) => {
    expect(stepProblems(steps)).toEqual(problems)
  })

  it('may take what earlier ones leave', () => {
    const steps = [
      job({ name: 'Load', wait: false }),
      statement({ name: 'Sum', runAfter: ['succeeded', 'failed'] }),
      job({ name: 'Mail', runAfter: ['failed', 'timed_out'] }, { step: 'Load', result: 'run_id' }),
      job({ name: 'Report' }, { step: 'Sum', result: 'value', column: 'total' }),
      job({ name: 'Next', secretResults: true }, { step: 'Mail', result: 'value', task: 'main' }),
      job({ name: 'Then', wait: false, secretResults: true }, { step: 'Next', result: 'status' }),
      job({ name: 'Last' }, { step: 'Next', result: 'run_id' }),
    ]
    expect(stepProblems(steps)).toEqual([])
  })

  it('have names that begin with a letter and hold nothing unseen', () => {
    expect(['Load', 'Überweisung 2', 'a-b_c'].filter(isStepName)).toHaveLength(3)
    expect(['', ' Load', 'Load ', '2 loads', 'a\nb', 'a​b', '__proto__', 'x'.repeat(61)].filter(isStepName)).toEqual(
      [],
    )
  })
})
