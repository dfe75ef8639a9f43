import { describe, expect, it } from 'vitest'
import type { RawAnswer } from '@/lib/databricks/exchange'
import { type Asked, refusal } from '@/lib/databricks/refusal'

const NOW = Date.UTC(2026, 10, 22, 12)
const REQUEST_ID = '5c1f0f9e-5a3b-4a39-9d6f-0d2f9a4ce0aa'

const RUN_NOW: Asked = {
  path: '/api/2.2/jobs/run-now',
  right: 'Can Manage Run',
  origin: 'https://adb-1.2.azuredatabricks.net',
  now: NOW,
  redact: (text) => text.replaceAll('canary-token', '***'),
}
const GET_RUN: Asked = { ...RUN_NOW, path: '/api/2.2/jobs/runs/get', right: 'Can View' }
const GET_JOB: Asked = { ...RUN_NOW, path: '/api/2.2/jobs/get', right: 'Can View' }

function answer(status: number, body: unknown, headers: Record<string, string> = {}): RawAnswer {
  return { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body), complete: true }
}

/** As the front end really sends it, indented reason included. */
function html(status: number, reason: string): RawAnswer {
  const page = `<html>
<head>
<meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
<title>Error ${status} ${reason}</title>
</head>
<body><h2>HTTP ERROR ${status}</h2>
<p>Problem accessing /api/2.2/jobs/run-now. Reason:
<pre>    ${reason}</pre></p>
</body>
</html>`
  return answer(status, page, { 'content-type': 'text/html;charset=utf-8' })
}

const NO_CREDENTIAL = `Credential was not sent or was of an unsupported type for this API. [ReqId: ${REQUEST_ID}]`
const IP_LIST = `Source IP address: 203.0.113.7 is blocked by Databricks IP ACL for workspace: 1234567890123456 [ReqId: ${REQUEST_ID}]`
const WRONG_AUD =
  'io.jsonwebtoken.IncorrectClaimException: Expected aud claim to be: 2ff814a6-3304-4ab8-85cb-cd0e6f879c1d, but was: https://management.core.windows.net/.'
const NO_RUN_RIGHT = 'User "user2@contoso.example" does not have Manage Run or Owner or Admin permissions on job 7'
const NO_VIEW_RIGHT =
  'User user2@contoso.example does not have View or Admin or Manage Run or Owner permissions on job 7'

describe('databricks-api 4.3: what a workspace refuses, and why', () => {
  it.each([
    [
      'no credential',
      answer(401, { error_code: 401, message: NO_CREDENTIAL }),
      'databricks_token_refused',
      { requestId: REQUEST_ID },
    ],
    [
      'an expired token',
      answer(403, { error_code: 403, message: `Invalid access token. [ReqId: ${REQUEST_ID}]` }),
      'databricks_token_refused',
      { status: '403' },
    ],
    [
      'the same in HTML',
      html(403, 'Invalid access token.'),
      'databricks_token_refused',
      { message: 'Invalid access token.' },
    ],
    ['a token for another resource', html(400, WRONG_AUD), 'databricks_configuration', { reason: 'wrong_claim' }],
    ['a person who is no member', html(403, 'User not authorized.'), 'databricks_not_member', {}],
    [
      'the IP access list',
      answer(403, { error_code: 403, message: IP_LIST }),
      'databricks_network_blocked',
      { address: '203.0.113.7' },
    ],
    [
      'a missing right',
      answer(403, { error_code: 'PERMISSION_DENIED', message: NO_RUN_RIGHT }),
      'databricks_no_right',
      { missing: 'Can Manage Run', errorCode: 'PERMISSION_DENIED' },
    ],
    [
      'a missing right, in plain text',
      answer(403, 'PERMISSION_DENIED: no'),
      'databricks_no_right',
      { missing: 'Can Manage Run' },
    ],
    [
      'something else forbidden',
      answer(403, { error_code: 403, message: 'Not today.' }),
      'databricks_refused',
      { message: 'Not today.' },
    ],
  ])('%s', (_what, given, code, facts) => {
    const error = refusal(given, RUN_NOW)
    expect(error).toMatchObject({ code, facts: { arrived: 'yes', ...facts } })
  })

  it('names the right to view when a read is refused', () => {
    const error = refusal(answer(403, { error_code: 'PERMISSION_DENIED', message: NO_VIEW_RIGHT }), GET_RUN)
    expect(error).toMatchObject({ code: 'databricks_no_right', facts: { missing: 'Can View' } })
  })
})

describe('OUT-4: a redirect is an answer, and where it leads is its meaning', () => {
  const privateLink = '/login.html?error=private-link-validation-error:1234567890123456'
  it.each([
    [privateLink, 'databricks_network_blocked', { reason: 'private_link' }],
    [`https://adb-1.2.azuredatabricks.net${privateLink}`, 'databricks_network_blocked', { reason: 'private_link' }],
    ['/login.html', 'databricks_token_refused', {}],
    [
      'https://contoso.example/login.html?error=private-link-validation-error',
      'databricks_odd_answer',
      { reason: 'redirect' },
    ],
    ['/somewhere', 'databricks_odd_answer', { reason: 'redirect' }],
    ['http://[', 'databricks_odd_answer', { reason: 'redirect' }],
    ['', 'databricks_odd_answer', { reason: 'redirect' }],
  ])('%s', (location, code, facts) => {
    expect(refusal(answer(302, '', { location }), RUN_NOW)).toMatchObject({
      code,
      facts: { status: '302', ...facts },
    })
  })
})

describe('databricks-api 4.4: a job or run that is not there', () => {
  const invalid = (message: string) => answer(400, { error_code: 'INVALID_PARAMETER_VALUE', message })
  it.each([
    ['400 for a job', invalid('Job 567 does not exist.'), GET_JOB, 'databricks_missing'],
    ['400 for a job to run', invalid('Job 567 does not exist.'), RUN_NOW, 'databricks_missing'],
    ['400 for a run', invalid('Run 567 does not exist.'), GET_RUN, 'databricks_missing'],
    ['400 for a run of a job', invalid("Run: 567 in job: 8 doesn't exist"), GET_RUN, 'databricks_missing'],
    [
      '404 with a code',
      answer(404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Job 567 does not exist.' }),
      GET_JOB,
      'databricks_missing',
    ],
    ['404 without one', answer(404, { message: 'Job 567 does not exist.' }), GET_JOB, 'databricks_missing'],
    ['404 of SCIM', answer(404, { detail: 'User not found', status: '404' }), GET_JOB, 'databricks_missing'],
    ['another 400', invalid('Missing required field: job_id'), GET_JOB, 'databricks_refused'],
    [
      'a call that does not exist',
      answer(404, { error_code: 'ENDPOINT_NOT_FOUND', message: "No API found for 'GET /x'" }),
      GET_JOB,
      'databricks_refused',
    ],
    ["another server's 404", answer(404, '<html><title>Not Found</title></html>'), GET_JOB, 'databricks_refused'],
  ])('%s', (_what, given, asked, code) => {
    expect(refusal(given, asked).code).toBe(code)
  })
})

describe('REL-2: a busy workspace', () => {
  it.each([
    [429, { 'retry-after': '1' }, { retryAfterMs: '1000' }],
    [503, { 'retry-after': 'Sun, 22 Nov 2026 12:00:02 GMT' }, { retryAfterMs: '2000' }],
    [429, { 'retry-after': '99999999' }, { retryAfterMs: '600000' }],
    [502, {}, {}],
    [504, {}, {}],
  ])('%d with %j', (status, headers, facts) => {
    const given = answer(status, { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'slower' }, headers)
    const expected = {
      arrived: 'yes',
      status: String(status),
      errorCode: 'REQUEST_LIMIT_EXCEEDED',
      message: 'slower',
    }
    const error = refusal(given, GET_RUN)
    expect(error.code).toBe('databricks_busy')
    expect(error.facts).toEqual({ ...expected, ...facts })
  })
})

describe('whatever else is refused', () => {
  it('keeps the code, the sentence and the request id', () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RequestInfo', request_id: REQUEST_ID }]
    const error = refusal(answer(400, { error_code: 'INVALID_STATE', message: 'Run is active.', details }), GET_RUN)
    const facts = {
      arrived: 'yes',
      status: '400',
      errorCode: 'INVALID_STATE',
      message: 'Run is active.',
      requestId: REQUEST_ID,
    }
    expect(error).toMatchObject({ code: 'databricks_refused', facts })
  })

  it('takes the request id from the header where the body has none', () => {
    expect(refusal(answer(500, '', { 'x-request-id': 'abc' }), GET_RUN).facts).toMatchObject({ requestId: 'abc' })
  })

  it.each(['', '{', '{"error_code":{}}', '[]', 'null', '<', '<pre>', '\0'])('OUT-7: survives the body %j', (body) => {
    expect(refusal(answer(418, body), GET_RUN)).toMatchObject({
      code: 'databricks_refused',
      facts: { status: '418' },
    })
  })

  it('TOK-1: never repeats the token that a server echoes', () => {
    const error = refusal(answer(400, { error_code: 'BAD_REQUEST', message: 'Bearer canary-token' }), GET_RUN)
    expect(error.facts.message).toBe('Bearer ***')
  })

  it('OUT-6: keeps a few lines of a long message', () => {
    const error = refusal(answer(400, { error_code: 'BAD_REQUEST', message: 'x'.repeat(100_000) }), GET_RUN)
    expect(error.facts.message).toHaveLength(1_000)
  })
})
