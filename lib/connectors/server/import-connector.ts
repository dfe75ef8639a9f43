import 'server-only'
import { config } from '@/lib/config'
import { AZURE_DATABRICKS, type ConnectorFacts } from '@/lib/connectors/connector'
import { notTakenOf, propertiesIn, type TakenProperties } from '@/lib/connectors/connector-files'
import { partsOf } from '@/lib/connectors/document'
import { isObject, type JsonObject } from '@/lib/connectors/json'
import { parseLenient } from '@/lib/connectors/lenient-json'
import { problemOfPolicy } from '@/lib/connectors/policy-problem'
import type { Security } from '@/lib/connectors/security'
import { isPlainJson } from '@/lib/flows/plain-values'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'
import { checkGeneral, checkResource } from './check-facts'
import { checkSecurityKind } from './check-security'
import { insertMade } from './create-connector'
import { readDefinition } from './read-definition'
import { errorsOf, MOST_DEFINITION_BYTES } from './save-definition'
import { isCallable } from './save-policy'

export interface ImportTexts {
  /** A Swagger 2.0 document as text; '' where it is to be read from an address. */
  readonly definition: string
  readonly url: string
  /** apiProperties.json as text; '' for none. */
  readonly properties: string
  /** In the place of what the file says; '' for that. */
  readonly name: string
  readonly host: string
  /** What is not taken was read and agreed to. */
  readonly isAgreed: boolean
}

const COLOUR = '#0f6cbd'

/**
 * Makes a connector of a definition, and of the properties beside it, that the Power Platform wrote. All of it, or nothing: what
 * has no place here is named, and left out only when that is agreed to. Nobody may use it yet (AUTHZ-5). For Admins. Answers its
 * slug. @throws PortalError not_permitted, too_many_requests, conflict
 */
export async function importConnector(
  viewer: Viewer,
  typed: ImportTexts,
  words: ConnectorWords,
): Promise<Parsed<string>> {
  await demandRole(viewer, 'Portal.Admin', { action: 'connector.save', target: 'connectors' })
  const text = await definitionText(viewer, typed, words)
  if (!text.ok) return text
  const read = readFiles(text.value, typed, words)
  if (!read.ok) return read
  const { facts, notTaken } = read.value
  if (notTaken.length > 0 && !typed.isAgreed) {
    return refused([{ field: 'isAgreed', message: words.issues.notTaken(notTaken.slice(0, MOST_TOLD).join('; ')) }])
  }
  return insertMade(viewer, facts, { imported: typed.url.trim() || 'file', notTaken: notTaken.length })
}

const MOST_TOLD = 20

async function definitionText(viewer: Viewer, typed: ImportTexts, words: ConnectorWords): Promise<Parsed<string>> {
  const isTyped = typed.definition.trim() !== ''
  if (isTyped === (typed.url.trim() !== ''))
    return refused([{ field: 'definition', message: words.issues.oneSource }])
  return isTyped ? parsed(typed.definition) : readDefinition(viewer, typed.url.trim(), words)
}

interface Read {
  readonly facts: ConnectorFacts
  readonly notTaken: readonly string[]
}

function readFiles(text: string, typed: ImportTexts, words: ConnectorWords): Parsed<Read> {
  const document = objectFrom(text, 'definition', words)
  const properties = typed.properties.trim() === '' ? parsed({}) : objectFrom(typed.properties, 'properties', words)
  if (!document.ok || !properties.ok) {
    return refused([document, properties].flatMap((part) => (part.ok ? [] : part.issues)))
  }
  if (document.value.swagger !== '2.0') {
    return refused([{ field: 'definition', message: words.findings.SpecificationVersionIncorrect }])
  }
  const taken = propertiesIn(properties.value)
  const { definition, ...general } = partsOf(document.value)
  const checked = checkGeneral(
    {
      ...general,
      name: typed.name.trim() || general.name,
      ...hostOf(typed, general),
      colour: taken.colour ?? COLOUR,
    },
    words,
  )
  if (!checked.ok) return refused(checked.issues.map(({ field, message }) => asPosted(field, message)))
  const { security, resourceId, ...rest } = provedBy(taken, words)
  const facts: ConnectorFacts = {
    ...checked.value,
    ...{ definition, security, resourceId },
    policies: [],
    audience: { roles: [], people: [] },
  }
  const errors = errorsOf(facts, words)
  if (errors.length > 0) return refused(errors)
  const { policies, refusedOnes } = policiesFor(facts, taken, words)
  const notTaken = [...notTakenOf(document.value), ...taken.notTaken, ...rest.notTaken, ...refusedOnes]
  return parsed({ facts: { ...facts, policies }, notTaken })
}

/** A host that is typed is one of https, as all are but an emulator's, which says so itself. */
function hostOf({ host }: ImportTexts, said: { readonly scheme: 'https' | 'http'; readonly host: string }) {
  return host.trim() === '' ? {} : { host: host.trim(), scheme: said.scheme }
}

function asPosted(field: string, message: string): Issue {
  return field === 'name' || field === 'host'
    ? { field, message }
    : { field: 'definition', message: `${field}: ${message}` }
}

function objectFrom(text: string, field: string, words: ConnectorWords): Parsed<JsonObject> {
  const read = parseLenient(text)
  if (!('value' in read)) return refused([{ field, message: words.issues.jsonAt(read.line, read.column) }])
  if (!isObject(read.value)) return refused([{ field, message: words.issues.schema }])
  if (!isPlainJson(read.value) || Buffer.byteLength(text) > MOST_DEFINITION_BYTES) {
    return refused([{ field, message: words.issues.plainJson }])
  }
  return parsed(read.value)
}

/** The registration of the file, where it could be one of ours; else the portal's own, and that is named. */
function provedBy({ registration, resourceId: uri }: TakenProperties, words: ConnectorWords) {
  const resource = uri === undefined ? undefined : checkResource(uri, words)
  const notTaken = resource && !resource.ok ? ['resourceUri'] : []
  const resourceId = resource?.ok ? resource.value : config().databricksResourceId || AZURE_DATABRICKS
  const portal: Security = { kind: 'portal' }
  if (!registration || registration.clientId === config().clientId) return { security: portal, resourceId, notTaken }
  const { tenantId = config().tenantId, ...rest } = registration
  const security = checkSecurityKind({ kind: 'entra', tenantId, ...rest }, words)
  if (security.ok) return { security: security.value, resourceId, notTaken }
  return { security: portal, resourceId, notTaken: [...notTaken, 'clientId'] }
}

/** Those that run here have to be ones that may; the others are kept as they are. */
function policiesFor(facts: ConnectorFacts, { policies }: TakenProperties, words: ConnectorWords) {
  const judged = policies.map((policy) => ({ policy, problem: problemOfPolicy(policy, facts, isCallable) }))
  return {
    policies: judged.flatMap(({ policy, problem }) => (problem ? [] : [policy])),
    refusedOnes: judged.flatMap(({ policy: { title, templateId }, problem }) =>
      problem ? [`${title || templateId}: ${words.policyProblems[problem]}`] : [],
    ),
  }
}
