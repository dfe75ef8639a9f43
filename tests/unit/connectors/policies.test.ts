import { describe, expect, it } from 'vitest'
import { routed, runningFor, withPolicies } from '@/lib/connectors/apply-policies'
import type { ConnectorFacts } from '@/lib/connectors/connector'
import type { JsonObject } from '@/lib/connectors/json'
import { operationCalled } from '@/lib/connectors/operation'
import { type Policy, policyFrom, type RunningPolicy, readPolicy } from '@/lib/connectors/policy'
import { problemOfPolicy } from '@/lib/connectors/policy-problem'
import { READY_DEFINITION } from '@/lib/connectors/ready-definition'

const HOST = 'https://adb-1.2.azuredatabricks.net'
const CALL = {
  method: 'GET',
  path: '/api/2.2/jobs/list?limit=1',
  headers: { 'x-trace': '1' },
  body: undefined,
} as const
const all = { operations: undefined } as const
const facts = (more: Partial<ConnectorFacts> = {}): Pick<ConnectorFacts, 'definition' | 'security' | 'basePath'> => ({
  definition: null,
  security: { kind: 'portal' },
  basePath: '/',
  ...more,
})
const of = (running: RunningPolicy): Policy => policyFrom('A policy', running)
const header = (name: string, value = 'x'): RunningPolicy => ({
  ...all,
  template: 'setheader',
  name,
  value,
  exists: 'override',
})
const parameter = (name: string, more: object = {}): RunningPolicy =>
  ({ ...all, template: 'setqueryparameter', name, value: '5', exists: 'override', ...more }) as RunningPolicy
const route = (path: string, operations?: string[], verb?: 'get' | 'post'): RunningPolicy => ({
  template: 'routerequesttoendpoint',
  operations,
  path,
  verb,
})
const problem = (running: RunningPolicy, more: Partial<ConnectorFacts> = {}, mayCall = true) =>
  problemOfPolicy(of(running), facts(more), () => mayCall)

describe('a policy', () => {
  it.each([
    header('x-team', 'sales'),
    parameter('limit', { operations: ['ListJobs'], exists: 'append' }),
    { ...all, template: 'dynamichosturl', url: HOST } as RunningPolicy,
    route('/api/2.2/jobs/get', ['ListJobs'], 'get'),
  ])('is read as it was written: %o', (running) => {
    expect(readPolicy(of(running))).toEqual(running)
  })

  it.each([
    ['of a template that is not known', { templateId: 'updatenextlink', parameters: {} }, 'template'],
    [
      'with an expression',
      { templateId: 'setheader', parameters: { 'x-ms-apimTemplateParameter.value': "@connectionParameters('x')" } },
      'expression',
    ],
    [
      'about the response',
      { templateId: 'SetHeader', parameters: { 'x-ms-apimTemplate-policySection': 'Response' } },
      'section',
    ],
  ])('%s is kept, and does nothing', (_name, policy, kept) => {
    const whole = { title: '', ...policy }
    expect(readPolicy(whole)).toEqual({ kept })
    expect(runningFor([whole], 'ListJobs')).toEqual([])
    expect(problemOfPolicy(whole, facts(), () => false)).toBeUndefined()
  })

  it('sets headers and parameters in its own way, for its own actions, and never a host that it does not name', () => {
    const policies = [
      of(header('X-Trace', '2')),
      of({ ...header('x-trace', '3'), exists: 'append' } as RunningPolicy),
      of(parameter('limit', { exists: 'skip' })),
      of(parameter('offset')),
      of(parameter('never', { operations: ['GetJob'] })),
    ]
    expect(withPolicies(CALL, HOST, runningFor(policies, 'ListJobs'))).toEqual({
      origin: HOST,
      call: { ...CALL, path: '/api/2.2/jobs/list?limit=1&offset=5', headers: { 'x-trace': '2, 3' } },
    })
  })

  it('that routes a reading action to another verb makes it one that has to be agreed to', () => {
    const operation = operationCalled(READY_DEFINITION, 'ListJobs')
    if (!operation) throw new Error('There is no ListJobs')
    const there = routed(operation, [route('/api/2.2/jobs/create', ['ListJobs'], 'post')])
    expect(there).toMatchObject({ verb: 'post', path: '/api/2.2/jobs/create', changes: true })
    expect(routed(operation, [])).toBe(operation)
  })

  it.each([
    ...['Authorization', 'cookie', 'HOST', 'Content-Length', 'transfer-encoding', 'X-Forwarded-Host', 'user-agent'],
    ...['X-Databricks-Azure-SP-Management-Token', 'x-ms-client-principal', 'X-HTTP-Method-Override', 'a b', ''],
  ])('sets no header that says who calls, where to or as what: %s (OUT-1)', (name) => {
    expect(problem(header(name))).toBe('header')
  })

  it('carries nothing in a header that would begin another one', () => {
    expect(problem(header('x-team', 'a\r\nAuthorization: Bearer x'))).toBe('value')
    expect(problem(header('x-team', 'sales'))).toBeUndefined()
  })

  it('leads to no host that may not be called, and to none with what was given for another (OUT-1)', () => {
    const elsewhere: RunningPolicy = { ...all, template: 'dynamichosturl', url: 'https://evil.example' }
    expect(problem(elsewhere, {}, false)).toBe('host')
    expect(problem(elsewhere, {}, true)).toBeUndefined()
    const id = '00000000-0000-4000-8000-000000000001'
    for (const security of [
      { kind: 'entra', tenantId: id, clientId: id, scope: '.default' },
      { kind: 'databricks', clientId: 'app', scopes: 'all-apis' },
      { kind: 'service_principal', tenantId: id, clientId: id, name: 'One' },
    ] as const) {
      expect(problem(elsewhere, { security }, true)).toBe('hostIsFixed')
    }
  })

  it('never touches what keeps a run from being started twice (RUN-2)', () => {
    expect(problem(parameter('idempotency_token'))).toBe('parameter')
    expect(problem(route('/api/2.2/jobs/get', ['RunJobNow']))).toBe('starts')
    for (const path of ['/api/2.2/jobs/run-now', '/api/2.1/jobs/runs/submit', '/api/2.2/jobs/run%2Dnow']) {
      expect(problem(route(path, ['ListJobs'], 'post'))).toBe('starts')
    }
    expect(problem(route('/run-now', ['ListJobs'], 'post'), { basePath: '/api/2.2/jobs' })).toBe('starts')
  })

  it('routes to a path that is one, with the parameters that the action has', () => {
    for (const path of ['api', '/a/../b', '/a/%2e%2e/b', '/a?b=1', '/a b', '/jobs/{job_id}']) {
      expect(problem(route(path, ['ListJobs']))).toBe('path')
    }
    expect(problem(route('/api/2.2/jobs/get', ['ListJobs']))).toBeUndefined()
    expect(problem(route('/x', ['NoSuchAction']))).toBe('operations')
  })

  it('reads names from the file as they are, and none from what every object has (IO-4)', () => {
    const parameters = JSON.parse('{"__proto__": "x"}') as JsonObject
    expect(readPolicy({ templateId: 'setheader', title: '', parameters })).toMatchObject({ name: '', value: '' })
  })
})
