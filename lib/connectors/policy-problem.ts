import { HEADER_NAME, HEADER_VALUE, OWN_HEADERS } from './build-call'
import type { ConnectorFacts } from './connector'
import { definitionOf, operationsOf } from './operation'
import { type Policy, type RunningPolicy, readPolicy } from './policy'
import { IDEMPOTENCY, testFieldsOf } from './test-fields'

/** Why a policy is refused. One that is only kept does nothing, and is never refused. */
export type PolicyProblem =
  | 'operations'
  | 'header'
  | 'parameter'
  | 'value'
  | 'host'
  | 'hostIsFixed'
  | 'path'
  | 'starts'

/** By which the other side would take the call for somebody else's, for another call, or another place. */
const NOT_TO_BE_SET =
  /^(x-databricks-.*|x-ms-.*|x-http-method.*|x-original-.*|x-rewrite-.*|x-host|x-real-ip|client-ip)$/i
const PARAMETER_NAME = /^[A-Za-z0-9._$[\]-]{1,100}$/
const MOST_VALUE = 1_000
const PATH = /^\/[^?#*\s\\]{0,499}$/
/** What begins a run has a token that makes a repetition none, and is called by its own action alone (RUN-2). */
const STARTS = /\/jobs\/(run-now|runs\/submit)\/?$/i

type Facts = Pick<ConnectorFacts, 'definition' | 'security' | 'basePath'>

/** @param mayCall whether this address may be called at all, as the call itself asks again */
export function problemOfPolicy(
  policy: Policy,
  facts: Facts,
  mayCall: (url: string) => boolean,
): PolicyProblem | undefined {
  const running = readPolicy(policy)
  if ('kept' in running) return undefined
  const operations = operationsOf(definitionOf(facts))
  if (running.operations?.some((id) => !operations.some((one) => one.id === id))) return 'operations'
  if (running.template === 'dynamichosturl') return problemOfHost(running.url, facts, mayCall)
  if (running.template === 'routerequesttoendpoint') return problemOfRoute(running, facts)
  const { template, name, value } = running
  if (template === 'setheader') return problemOfHeader(name, value)
  if (!PARAMETER_NAME.test(name) || name === IDEMPOTENCY) return 'parameter'
  return value.length > MOST_VALUE ? 'value' : undefined
}

function problemOfHeader(name: string, value: string): PolicyProblem | undefined {
  if (!HEADER_NAME.test(name) || OWN_HEADERS.test(name) || NOT_TO_BE_SET.test(name)) return 'header'
  return HEADER_VALUE.test(value) && value.length <= MOST_VALUE ? undefined : 'value'
}

/** A secret, or what people connected to, is for the host of the step General and for no other. */
function problemOfHost(
  url: string,
  { security }: Facts,
  mayCall: (url: string) => boolean,
): PolicyProblem | undefined {
  if (security.kind !== 'portal') return 'hostIsFixed'
  return mayCall(url) ? undefined : 'host'
}

function problemOfRoute(
  { path, operations: named }: Extract<RunningPolicy, { readonly template: 'routerequesttoendpoint' }>,
  facts: Facts,
): PolicyProblem | undefined {
  const operations = operationsOf(definitionOf(facts)).filter(({ id }) => named === undefined || named.includes(id))
  const isDotted = path.split('/').some((part) => /^\.+$/.test(part) || /%2e/i.test(part))
  const wanted = [...path.matchAll(/\{([^{}/]+)\}/g)].map(([, name]) => name)
  const isGiven = operations.every(({ parameters }) =>
    wanted.every((name) => parameters.some((one) => one.place === 'path' && one.name === name)),
  )
  if (!PATH.test(path) || isDotted || !isGiven) return 'path'
  const carriesToken = operations.some((one) => testFieldsOf(one).some(({ key }) => key === IDEMPOTENCY))
  return carriesToken || STARTS.test(decodedPath(`${facts.basePath}/${path}`.replaceAll(/\/+/g, '/')))
    ? 'starts'
    : undefined
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
