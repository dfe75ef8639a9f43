import { describe, expect, it } from 'vitest'
import { evaluateCondition } from '@/emulators/databricks/engine/condition'
import type { Category } from '@/emulators/databricks/engine/endings'
import { inOrder, selectOnly } from '@/emulators/databricks/engine/graph'
import type { RunIf } from '@/emulators/databricks/engine/model'
import { resolveText } from '@/emulators/databricks/engine/references'
import { decideRunIf } from '@/emulators/databricks/engine/run-if'
import { task } from './engine-support'

const LETTERS: Record<string, Category> = { s: 'success', f: 'failed', c: 'canceled', x: 'excluded' }

describe('run_if', () => {
  it.each<[RunIf, string, string]>([
    ['ALL_SUCCESS', 'ss', 'run'],
    ['ALL_SUCCESS', 'sx', 'run'],
    ['ALL_SUCCESS', 'sf', 'UPSTREAM_FAILED'],
    ['ALL_SUCCESS', 'sc', 'UPSTREAM_CANCELED'],
    ['ALL_SUCCESS', 'fc', 'UPSTREAM_FAILED'],
    ['ALL_SUCCESS', 'xx', 'EXCLUDED'],
    ['AT_LEAST_ONE_SUCCESS', 'sf', 'run'],
    ['AT_LEAST_ONE_SUCCESS', 'ff', 'UPSTREAM_FAILED'],
    ['NONE_FAILED', 'sx', 'run'],
    ['NONE_FAILED', 'fx', 'UPSTREAM_FAILED'],
    ['ALL_DONE', 'fc', 'run'],
    ['ALL_DONE', 'xx', 'EXCLUDED'],
    ['AT_LEAST_ONE_FAILED', 'sf', 'run'],
    ['AT_LEAST_ONE_FAILED', 'sc', 'run'],
    ['AT_LEAST_ONE_FAILED', 'ss', 'EXCLUDED'],
    ['ALL_FAILED', 'ff', 'run'],
    ['ALL_FAILED', 'sf', 'EXCLUDED'],
  ])('%s after %s: %s', (runIf, letters, expected) => {
    const categories = [...letters].map((letter) => LETTERS[letter] ?? 'failed')
    const decision = decideRunIf(runIf, categories)
    expect(decision === 'run' ? 'run' : decision.result).toBe(expected)
  })

  it('is not asked of a task without dependencies', () => {
    expect(decideRunIf('ALL_FAILED', [])).toBe('run')
  })
})

describe('conditions', () => {
  it.each([
    ['EQUAL_TO', '12.0', '12', false],
    ['EQUAL_TO', 'a', 'a', true],
    ['NOT_EQUAL', '12.0', '12', true],
    ['GREATER_THAN_OR_EQUAL', '12.0', '12', true],
    ['GREATER_THAN', '9', '10', false],
    ['LESS_THAN', '9', '10', true],
    ['LESS_THAN_OR_EQUAL', '10', '9', false],
    ['LESS_THAN', 'nine', '10', undefined],
    ['LESS_THAN', '', '10', undefined],
  ])('%s of %s and %s is %s', (op, left, right, expected) => {
    expect(evaluateCondition({ op, left, right })).toBe(expected)
  })
})

describe('task graphs', () => {
  const tasks = [task('load', ['check']), task('check', ['read']), task('read'), task('report', ['load'])]

  it('are put in order of their dependencies', () => {
    expect(inOrder(tasks)?.map(({ task_key }) => task_key)).toEqual(['read', 'check', 'load', 'report'])
    expect(inOrder([task('a', ['b']), task('b', ['a'])])).toBeUndefined()
  })

  it.each([
    [['check'], ['check']],
    [['+check'], ['check', 'read']],
    [['check+'], ['check', 'load', 'report']],
    [['+check+'], ['check', 'load', 'read', 'report']],
    [
      ['read', 'report'],
      ['read', 'report'],
    ],
  ])('only %j selects %j', (only, expected) => {
    expect([...selectOnly(tasks, only)].sort()).toEqual(expected)
  })

  it('have no task that nobody defined', () => {
    expect(() => selectOnly(tasks, ['+nothing'])).toThrow(RangeError)
  })
})

describe('references', () => {
  const references = {
    parameters: { region: 'EMEA', toString: 'mine' },
    facts: { 'job.id': '7' },
    finished: new Map(),
  }

  it.each([
    ['{{job.parameters.region}}/{{ job.id }}', 'EMEA/7'],
    ['{{job.parameters.toString}}', 'mine'],
    ['{{job.parameters.valueOf}}', '{{job.parameters.valueOf}}'],
    ['{{tasks.read.values.rows}}', '{{tasks.read.values.rows}}'],
    ['no reference', 'no reference'],
  ])('%s becomes %s', (text, expected) => {
    expect(resolveText(text, references)).toBe(expected)
  })
})
