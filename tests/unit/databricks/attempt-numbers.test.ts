import { expect, it } from 'vitest'
import { withOwnNumbers } from '@/lib/databricks/attempt-numbers'
import { task } from '@/lib/databricks/task'

const attempt = (task_key: string, attempt_number: number, start_time = 0) =>
  task.parse({ run_id: `1${start_time}${attempt_number}`, task_key, attempt_number, start_time, notebook_task: {} })
const numbersOf = (tasks: Parameters<typeof withOwnNumbers>[0]) =>
  withOwnNumbers(tasks).map(({ taskKey, attemptNumber }) => `${taskKey} ${attemptNumber}`)

it('leaves numbers as they are where each is told once', () => {
  expect(numbersOf([attempt('a', 1, 20), attempt('b', 0, 10), attempt('a', 0, 10)])).toEqual(['a 1', 'b 0', 'a 0'])
})

it('goes on counting where a repair begins anew: the later start is the later attempt', () => {
  expect(numbersOf([attempt('a', 0, 50), attempt('a', 0, 10), attempt('a', 1, 20)])).toEqual(['a 2', 'a 0', 'a 1'])
})

it('takes one that has not started for the last', () => {
  expect(numbersOf([attempt('a', 0), attempt('a', 0, 10)])).toEqual(['a 1', 'a 0'])
})
