import type { BuiltCall } from './build-call'
import type { Operation } from './operation'
import { type Policy, type RunningPolicy, readPolicy } from './policy'

type Of<Template> = Extract<RunningPolicy, { readonly template: Template }>

/** The policies that run for an action, in their order. */
export function runningFor(policies: readonly Policy[], operationId: string): readonly RunningPolicy[] {
  return policies.flatMap((policy) => {
    const running = readPolicy(policy)
    if ('kept' in running) return []
    return running.operations === undefined || running.operations.includes(operationId) ? [running] : []
  })
}

/**
 * The action as it is really called: another path or verb, where a policy routes it elsewhere. Whether it changes something
 * goes by the verb that is sent: what was safe as a GET has to be agreed to as anything else.
 */
export function routed(operation: Operation, running: readonly RunningPolicy[]): Operation {
  const route = running.findLast(
    (one): one is Of<'routerequesttoendpoint'> => one.template === 'routerequesttoendpoint',
  )
  if (!route) return operation
  const verb = route.verb ?? operation.verb
  return {
    ...operation,
    path: route.path,
    verb,
    body: verb === 'get' ? undefined : operation.body,
    changes: verb === operation.verb ? operation.changes : verb !== 'get',
  }
}

/** A call with the headers and parameters that policies give it, and where it goes. */
export function withPolicies(
  call: BuiltCall,
  origin: string,
  running: readonly RunningPolicy[],
): { readonly call: BuiltCall; readonly origin: string } {
  const host = running.findLast((one): one is Of<'dynamichosturl'> => one.template === 'dynamichosturl')
  const changed = running.reduce(changedBy, call)
  return { call: changed, origin: host ? new URL(host.url).origin : origin }
}

function changedBy(call: BuiltCall, policy: RunningPolicy): BuiltCall {
  if (policy.template === 'setheader') return { ...call, headers: withHeader(call.headers, policy) }
  if (policy.template === 'setqueryparameter') return { ...call, path: withParameter(call.path, policy) }
  return call
}

function withHeader(
  headers: BuiltCall['headers'],
  { name, value, exists }: Of<'setheader' | 'setqueryparameter'>,
): BuiltCall['headers'] {
  const key = name.toLowerCase()
  const before = Object.hasOwn(headers, key) ? headers[key] : undefined
  if (before === undefined || exists === 'override') return { ...headers, [key]: value }
  return exists === 'skip' ? headers : { ...headers, [key]: `${before}, ${value}` }
}

function withParameter(path: string, { name, value, exists }: Of<'setheader' | 'setqueryparameter'>): string {
  const [place = '', text = ''] = path.split('?')
  const query = new URLSearchParams(text)
  if (query.has(name) && exists === 'skip') return path
  if (exists === 'append') query.append(name, value)
  else query.set(name, value)
  return `${place}?${query}`
}
