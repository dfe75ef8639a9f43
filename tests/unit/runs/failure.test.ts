import { describe, expect, it } from 'vitest'
import { type Cause, type FailureFacts, type FailureReason, failureOf } from '@/lib/runs/failure'
import { isOfInput, typedInputs } from '@/lib/runs/input-in-error'

const WORKLOAD = 'Workload failed, see run output for details'
const NOTHING: FailureFacts = {
  ...{ status: 'Failed', own: undefined, terminationCode: undefined, terminationType: undefined },
  ...{ stateMessage: undefined, error: undefined, errorTrace: undefined, actsAsPerson: false, inputs: [] },
}
const of = (facts: Partial<FailureFacts>) => failureOf({ ...NOTHING, ...facts })
const byCode = (terminationCode: string, terminationType: string, error?: string) =>
  of({ terminationCode, terminationType, stateMessage: WORKLOAD, error })
const byError = (error: string, more: Partial<FailureFacts> = {}) =>
  of({
    terminationCode: 'RUN_EXECUTION_ERROR',
    terminationType: 'CLIENT_ERROR',
    stateMessage: WORKLOAD,
    error,
    ...more,
  })
const region = { name: 'region', title: 'Region', text: 'ATLANTIS' }

describe('the cause of a failure', () => {
  it.each<[Cause, FailureReason, ReturnType<typeof failureOf>]>([
    ['code', 'failed', byError('AssertionError: ...')],
    [
      'code',
      'failed',
      of({
        terminationCode: 'RUN_EXECUTION_ERROR',
        terminationType: 'CLIENT_ERROR',
        stateMessage: `Task main failed with message: ${WORKLOAD}.`,
      }),
    ],
    [
      'code',
      'sql',
      byError('[TABLE_OR_VIEW_NOT_FOUND] The table or view `x`.`y` cannot be found. SQLSTATE: 42P01', {
        terminationCode: 'STATEMENT_FAILED',
      }),
    ],
    ['code', 'sql', byError("[PARSE_SYNTAX_ERROR] Syntax error at or near 'FORM'. SQLSTATE: 42601")],
    ['code', 'setup', byCode('INVALID_RUN_CONFIGURATION', 'CLIENT_ERROR')],
    ['code', 'setup', byCode('LIBRARY_INSTALLATION_ERROR', 'CLIENT_ERROR')],
    ['code', 'missing', byCode('RESOURCE_NOT_FOUND', 'CLIENT_ERROR')],
    ['rights', 'job_right', byCode('UNAUTHORIZED_ERROR', 'CLIENT_ERROR')],
    [
      'rights',
      'job_right',
      byError(
        '[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have USE SCHEMA on Schema. SQLSTATE: 42501',
      ),
    ],
    [
      'rights',
      'own_right',
      byError('You do not have permission to use the SQL Warehouse. Please contact your administrator.', {
        actsAsPerson: true,
      }),
    ],
    [
      'rights',
      'own_right',
      byError('PermissionError: [Errno 13] Permission denied: /Volumes/a', { actsAsPerson: true }),
    ],
    [
      'rights',
      'job_right',
      byError('User x does not have View or Admin or Manage Run or Owner permissions on job 7'),
    ],
    [
      'input',
      'input_refused',
      byError("[CAST_INVALID_INPUT] The value 'abc' of the type STRING cannot be cast to INT. SQLSTATE: 22018"),
    ],
    ['input', 'input_named', byError("ValueError: unknown region 'ATLANTIS'", { inputs: [region] })],
    [
      'platform',
      'busy',
      of({
        status: 'Skipped',
        terminationCode: 'MAX_CONCURRENT_RUNS_EXCEEDED',
        terminationType: 'CLIENT_ERROR',
        stateMessage: 'Skipping this run because the limit of 1 maximum concurrent runs has been reached.',
      }),
    ],
    ['platform', 'compute', byCode('CLUSTER_ERROR', 'CLOUD_FAILURE')],
    ['platform', 'compute', byCode('DRIVER_ERROR', 'INTERNAL_ERROR')],
    ['platform', 'databricks', byCode('INTERNAL_ERROR', 'INTERNAL_ERROR')],
    ['platform', 'databricks', byCode('A_CODE_OF_TOMORROW', 'CLOUD_FAILURE')],
    ['platform', 'memory', byError('java.lang.OutOfMemoryError: Java heap space')],
    ['platform', 'network', byError('java.net.UnknownHostException: sales.contoso.example')],
    ['unknown', 'too_long', of({ status: 'Timed out', terminationCode: 'CANCELED' })],
    ['unknown', 'not_told', of({})],
    ['unknown', 'not_told', byCode('constructor', 'A_TYPE_OF_TOMORROW')],
  ])('is %s (%s)', (cause, reason, failure) => {
    expect(failure).toMatchObject({ cause, reason })
  })

  it.each<[Cause, NonNullable<FailureFacts['own']>]>([
    ['rights', { code: 'databricks_no_right', facts: { missing: 'Can Manage Run' } }],
    ['rights', { code: 'databricks_not_member', facts: {} }],
    ['rights', { code: 'connection_expired', facts: {} }],
    ['rights', { code: 'file_not_uploaded', facts: { reason: 'no_right' } }],
    ['input', { code: 'file_not_uploaded', facts: { reason: 'too_large' } }],
    ['platform', { code: 'databricks_unreachable', facts: {} }],
    ['platform', { code: 'databricks_busy', facts: {} }],
    ['platform', { code: 'entra_unavailable', facts: {} }],
    ['platform', { code: 'databricks_refused', facts: { status: '500' } }],
    ['code', { code: 'databricks_refused', facts: { status: '400' } }],
    ['code', { code: 'databricks_missing', facts: {} }],
    ['code', { code: 'value_too_long', facts: {} }],
    ['unknown', { code: 'unknown_to_this_version', facts: {} }],
  ])('of what was never started is %s: %j', (cause, own) => {
    expect(of({ own })?.cause).toBe(cause)
  })

  it('is not told of a run that Databricks has forgotten', () => {
    expect(of({ status: 'Unknown', own: { code: 'databricks_missing', facts: {} } })?.reason).toBe('not_told')
  })

  it('has the sentence of Databricks as its line, and none that is the portal’s', () => {
    const message = 'User "x" does not have Manage Run or Owner or Admin permissions on job 246372968680205'
    expect(of({ own: { code: 'databricks_no_right', facts: { message } } })?.line).toBe(message)
    expect(of({ own: { code: 'too_late', facts: {} } })?.line).toBeUndefined()
  })

  it.each(['Succeeded', 'Cancelled', 'Running', 'Waiting', 'Queued', 'Unknown'] as const)(
    'is none of a run that is %s',
    (status) => {
      expect(of({ status, error: 'ValueError: x' })).toBeUndefined()
    },
  )
})

describe('an error that speaks of what was given', () => {
  it.each<[string, string, string, boolean]>([
    ['month', '13', "ValueError: no such month: '13'", true],
    ['month', '13', 'ValueError: month must be between 1 and 12', true],
    ['month', '13', 'KeyError: 2013', false],
    ['table', 'orders_2026', 'FileNotFoundError: orders_2026 is not there', true],
    ['table', 'orders', 'RuntimeError: the table orders_archive is empty', false],
    ['a', 'b', 'ValueError: a b', false],
  ])('%s = %s: %s', (name, text, line, told) => {
    expect(isOfInput({ name, title: name, text }, line)).toBe(told)
  })

  it('is never looked for by a secret or a fixed value', () => {
    const properties = {
      region: { type: 'string', title: 'Region' },
      fixed: { type: 'string', const: 'ATLANTIS' },
      key: { type: 'string', 'x-control': 'secret' },
    } as const
    const values = { region: 'EMEA', fixed: 'ATLANTIS', key: 'hunter2-hunter2', other: 'x' }
    expect(typedInputs({ type: 'object', properties, additionalProperties: false }, values)).toEqual([
      { name: 'region', title: 'Region', text: 'EMEA' },
    ])
  })

  it('takes no time over long texts (IO-7)', () => {
    const began = performance.now()
    for (let times = 0; times < 200; times += 1) isOfInput({ name: 'x', title: 'X', text: 'aaaaa' }, 'a'.repeat(400))
    expect(performance.now() - began).toBeLessThan(500)
  })
})
