import { type Json, type JsonObject, listIn, textIn } from './json'
import { VERBS, type Verb } from './operation'

/** One policy as apiProperties.json has it; what it says is kept as it came, be it run here or not. */
export interface Policy {
  readonly templateId: string
  readonly title: string
  readonly parameters: JsonObject
}

/** Those of the Power Platform's templates that run here; they make up most of what real files hold. */
export const POLICY_TEMPLATES = [
  'setheader',
  'setqueryparameter',
  'dynamichosturl',
  'routerequesttoendpoint',
] as const

export type PolicyTemplate = (typeof POLICY_TEMPLATES)[number]

/** What becomes of a header or a parameter that is there already. */
export const EXISTS_ACTIONS = ['override', 'skip', 'append'] as const

export type ExistsAction = (typeof EXISTS_ACTIONS)[number]

interface ForOperations {
  /** Which actions, by their operation ids; undefined for all. */
  readonly operations: readonly string[] | undefined
}

/** A policy that runs, in words of ours. */
export type RunningPolicy = ForOperations &
  (
    | {
        readonly template: 'setheader' | 'setqueryparameter'
        readonly name: string
        readonly value: string
        readonly exists: ExistsAction
      }
    | { readonly template: 'dynamichosturl'; readonly url: string }
    | { readonly template: 'routerequesttoendpoint'; readonly path: string; readonly verb: Verb | undefined }
  )

/** Why a policy is only kept. `expression`: there is no language of expressions here (D10). */
export type KeptBecause = 'template' | 'expression' | 'section'

const PARAMETER = 'x-ms-apimTemplateParameter.'
const OPERATIONS = 'x-ms-apimTemplate-operationName'
const SECTION = 'x-ms-apimTemplate-policySection'

/** What a policy does here, or why nothing. Source: power-platform.md 1.5. */
export function readPolicy({ templateId, parameters }: Policy): RunningPolicy | { readonly kept: KeptBecause } {
  const template = POLICY_TEMPLATES.find((known) => known === templateId.toLowerCase())
  if (!template) return { kept: 'template' }
  const said = (name: string): string => textIn(parameterCalled(parameters, name)).trim()
  if (Object.values(parameters).some(isExpression)) return { kept: 'expression' }
  if (!['', 'request'].includes(textIn(parameters[SECTION]).toLowerCase())) return { kept: 'section' }
  const named = listIn(parameters[OPERATIONS]).map(String)
  const operations = named.length > 0 ? named : undefined
  if (template === 'dynamichosturl') return { template, operations, url: said('urlTemplate') }
  if (template === 'routerequesttoendpoint') {
    const verb = VERBS.find((known) => known === said('httpMethod').toLowerCase())
    return { template, operations, path: said('newPath'), verb }
  }
  const exists = EXISTS_ACTIONS.find((known) => known === said('existsAction').toLowerCase()) ?? 'override'
  return { template, operations, name: said('name'), value: said('value'), exists }
}

function parameterCalled(parameters: JsonObject, name: string): Json | undefined {
  const wanted = `${PARAMETER}${name}`.toLowerCase()
  return Object.entries(parameters).find(([known]) => known.toLowerCase() === wanted)?.[1]
}

/** `@connectionParameters('x')`, or the same in the middle of a text; `@@` is an at sign. */
function isExpression(value: Json): boolean {
  return typeof value === 'string' && /^@[^@]|@\{/.test(value.replaceAll('@@', ''))
}

/** A policy that runs, as the Power Platform writes it. */
export function policyFrom(title: string, running: RunningPolicy): Policy {
  const { template, operations } = running
  const own = (values: Readonly<Record<string, string | undefined>>): JsonObject =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => (value ? [[`${PARAMETER}${name}`, value]] : [])),
    )
  return {
    templateId: template,
    title,
    parameters: {
      ...own(valuesOf(running)),
      ...(operations && { [OPERATIONS]: operations }),
      ...(template !== 'dynamichosturl' && { [SECTION]: 'Request' }),
    },
  }
}

function valuesOf(running: RunningPolicy): Readonly<Record<string, string | undefined>> {
  if (running.template === 'dynamichosturl') return { urlTemplate: running.url }
  if (running.template === 'routerequesttoendpoint') {
    return { newPath: running.path, httpMethod: running.verb?.toUpperCase() }
  }
  return { name: running.name, value: running.value, existsAction: running.exists }
}
