import { describe, expect, it } from 'vitest'
import { errorLineOf } from '@/lib/runs/error-line'

const NOTEBOOK = [
  '\u001b[0;31m---------------------------------------------------------------------------\u001b[0m',
  '\u001b[0;31mAssertionError\u001b[0m                            Traceback (most recent call last)',
  'File \u001b[0;32m<command-3301>, line 14\u001b[0m',
  '\u001b[0;32m     13\u001b[0m for row in rows:',
  '\u001b[0;32m---> 14\u001b[0m     check(row)',
  '',
  'File \u001b[0;32m/databricks/python/lib/python3.11/site-packages/pandas/core.py:8\u001b[0m, in check(row)',
  '\u001b[0;32m----> 8\u001b[0m     assert row.net',
  '',
  '\u001b[0;31mAssertionError\u001b[0m: 3 of 12 unit tests failed',
].join('\n')

const SCRIPT = [
  'Traceback (most recent call last):',
  '  File "/Workspace/Repos/finance/load.py", line 41, in <module>',
  '    main(sys.argv[1:])',
  '  File "/Workspace/Repos/finance/load.py", line 17, in main',
  '    rates = read(path)["EUR"]',
  '            ~~~~~~~~~~^^^^^^^',
  '  File "/usr/lib/python3.11/json/decoder.py", line 3, in read',
  '    return raw()',
  "KeyError: 'EUR'",
  '',
  'During handling of the above exception, another exception occurred:',
  '',
  'Traceback (most recent call last):',
  '  File "/Workspace/Repos/finance/load.py", line 19, in main',
  '    raise RatesMissing("no rates") from None',
  'finance.rates.RatesMissing: no rates for 2026-11',
  'Hint: the file is written at six',
].join('\n')

const SPARK = [
  'Py4JJavaError: An error occurred while calling o417.save.',
  ': org.apache.spark.SparkException: Job aborted due to stage failure: Task 3 in stage 7.0 failed 4 times',
  '\tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:3440)',
  'Caused by: org.apache.spark.SparkException: Task failed while writing rows.',
  '\tat org.apache.spark.sql.errors.QueryExecutionErrors$.taskFailed(QueryExecutionErrors.scala:930)',
  'Caused by: java.io.FileNotFoundException: Operation failed: "The specified path does not exist."',
  '\t... 12 more',
].join('\n')

describe('the first line of an error that means something', () => {
  it('is the exception at the end of a notebook’s trace, with the last line of the job’s own code', () => {
    expect(errorLineOf('AssertionError: 3 of 12 unit tests failed', NOTEBOOK)).toEqual({
      line: 'AssertionError: 3 of 12 unit tests failed',
      at: 'command-3301, line 14: check(row)',
    })
  })

  it('is what a script raised last, whatever its message goes on with', () => {
    expect(errorLineOf(undefined, SCRIPT)).toEqual({
      line: 'finance.rates.RatesMissing: no rates for 2026-11',
      at: '/Workspace/Repos/finance/load.py, line 19: raise RatesMissing("no rates") from None',
    })
  })

  it('is the cause under all causes where Spark failed', () => {
    const line = 'java.io.FileNotFoundException: Operation failed: "The specified path does not exist."'
    expect(errorLineOf('Py4JJavaError: An error occurred while calling o417.save.', SPARK)?.line).toBe(line)
    expect(errorLineOf(SPARK, undefined)?.line).toBe(line)
  })

  it.each([
    ['AssertionError: ...', 'AssertionError: ...'],
    [
      '\n  [TABLE_OR_VIEW_NOT_FOUND] The table cannot be found. SQLSTATE: 42P01; line 1',
      '[TABLE_OR_VIEW_NOT_FOUND] The table cannot be found. SQLSTATE: 42P01; line 1',
    ],
    [
      'Task main failed with message: Library installation failed for jar x.',
      'Library installation failed for jar x.',
    ],
  ])('of %j alone is %j', (error, line) => {
    expect(errorLineOf(error, undefined)).toEqual({ line, at: undefined })
  })

  it.each([
    undefined,
    '',
    ' \n--\n',
    'Workload failed, see run output for details',
    'Task main failed with message: Workload failed, see run output for details.',
  ])('is none where Databricks says nothing: %j', (error) => {
    expect(errorLineOf(error, undefined)).toBeUndefined()
  })

  it('is bounded, and storable, whatever a job writes', () => {
    const { line = '' } = errorLineOf(`ValueError: ${'x'.repeat(5_000)}\0\ud800`, undefined) ?? {}
    expect(line).toHaveLength(400)
    expect(errorLineOf('ValueError: \0\ud800', undefined)?.line).toBe('ValueError: \ufffd\ufffd')
  })

  it.each([
    ['one long word', 'A'.repeat(5_000_000)],
    ['names without an end', 'a.'.repeat(1_000_000)],
    ['half escapes', '\u001b['.repeat(1_000_000)],
    ['frames', 'File "'.repeat(500_000)],
    ['frames on lines', `${'File "x", line 1\n'.repeat(300_000)}`],
    ['causes', `${'Caused by: '.repeat(300_000)}\n`.repeat(3)],
    ['a traceback of signs', `Traceback (most recent call last)\n${'Aa_'.repeat(1_000_000)}:\n`],
    ['arrows', `File <command-1>, line 1\n${'------> '.repeat(500_000)}`],
  ])('takes no time over %s (IO-7)', (_what, text) => {
    const began = performance.now()
    errorLineOf(text, text)
    expect(performance.now() - began).toBeLessThan(500)
  })
})
