import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { routed, runningFor, withPolicies } from '@/lib/connectors/apply-policies'
import { type BuiltCall, buildCall } from '@/lib/connectors/build-call'
import type { Connector } from '@/lib/connectors/connector'
import { definitionOf, type Operation, operationCalled } from '@/lib/connectors/operation'
import { type PolicyProblem, problemOfPolicy } from '@/lib/connectors/policy-problem'
import type { TestAnswer, TestRequest } from '@/lib/connectors/test-result'
import { PortalError } from '@/lib/errors'
import { demandRole } from '@/lib/identity/server/viewer'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import { newId } from '@/lib/new-id'
import { type Parsed, parsed, refused } from '@/lib/result'
import { insertAudit } from '@/lib/store/audit'
import {
  type ConnectorTest,
  finishTest,
  insertTest,
  selectTestOfForm,
  selectTests,
} from '@/lib/store/connector-tests'
import { selectConnectorBySlug } from '@/lib/store/connectors'
import { inTransaction, query } from '@/lib/store/current'
import { takeRequest } from '@/lib/store/request-counts'
import { runTest } from './run-test'
import { isCallable } from './save-policy'

const BAND_MS = 12_000
const TESTS_A_MINUTE = 10
const MINUTE_MS = 60_000

export interface TestAsk {
  readonly slug: string
  readonly operation: string
  /** Made when the form was rendered: the same form sent twice is one call (RUN-8). */
  readonly clientKey: string
  /** The person means it, though it may change something. */
  readonly isMeant: boolean
  /** By the names of the fields, like `body.job_id`. */
  readonly values: Readonly<Record<string, string>>
  readonly bandMs?: number
}

/**
 * Tries one action of a connector as the viewer: host, verb and path come from the stored definition and its policies. Sent once at most for
 * each form, kept before it is sent, and never sent again. For Admins. Answers the test's id, or what is wrong beside a field.
 * @throws PortalError not_permitted, not_found, too_many_requests
 */
export async function testConnector(viewer: Viewer, ask: TestAsk, words: ConnectorWords): Promise<Parsed<string>> {
  const { connector, operation, running } = await demandOperation(viewer, ask)
  const unfit = unfitPolicy(connector, ask.operation)
  if (unfit) return refused([{ field: '', message: words.policyProblems[unfit] }])
  const built = buildCall(operation, { basePath: connector.basePath, values: ask.values, key: ask.clientKey })
  if ('misgiven' in built) {
    return refused(built.misgiven.map(({ field, problem }) => ({ field, message: words.misgiven[problem] })))
  }
  if (operation.changes && !ask.isMeant) return refused([{ field: 'isMeant', message: words.issues.agree }])
  const { call, origin } = withPolicies(built.call, connector.origin, running)
  const kept = await keepTest(viewer, { ...ask, connector, call, origin })
  if (!kept.isNew) return parsed(kept.id)
  const definition = definitionOf(connector)
  const trial = { connector, origin, definition, operation, call, bandMs: ask.bandMs ?? BAND_MS }
  const answer = await runTest(viewer, trial)
  await query((db) => finishTest(db, kept.id, answer, statusOf(answer)))
  return parsed(kept.id)
}

/** What a policy was saved for may be another connector by now: nothing is sent as it says then. */
function unfitPolicy(connector: Connector, operationId: string): PolicyProblem | undefined {
  const unfit = connector.policies.flatMap((policy) => {
    const isOfThis = runningFor([policy], operationId).length > 0
    return isOfThis ? (problemOfPolicy(policy, connector, isCallable) ?? []) : []
  })
  return unfit[0]
}

/** The viewer's own last tests. @throws PortalError not_permitted */
export async function ownTests(viewer: Viewer, connector: Connector): Promise<readonly ConnectorTest[]> {
  await demandRole(viewer, 'Portal.Admin', { action: 'connector.test', target: `connector:${connector.slug}` })
  return query((db) => selectTests(db, { connectorId: connector.id, personId: viewer.personId }))
}

async function demandOperation(viewer: Viewer, { slug, operation: id }: TestAsk) {
  const target = `connector:${slug.slice(0, 100)}`
  await demandRole(viewer, 'Portal.Admin', { action: 'connector.test', target })
  const connector = await query((db) => selectConnectorBySlug(db, slug))
  const described: Operation | undefined = connector && operationCalled(definitionOf(connector), id)
  if (!connector || !described) throw new PortalError('not_found', 'There is no such connector, or no such action.')
  const running = runningFor(connector.policies, id)
  return { connector, operation: routed(described, running), running }
}

interface Kept extends Pick<TestAsk, 'clientKey' | 'operation'> {
  readonly connector: Connector
  /** Where it goes: the connector's own, or where a policy leads. */
  readonly origin: string
  readonly call: BuiltCall
}

async function keepTest(viewer: Viewer, { connector, origin, operation, clientKey, call }: Kept) {
  const form = { connectorId: connector.id, personId: viewer.personId, clientKey }
  const kept = await inTransaction(async (trx) => {
    const first = await selectTestOfForm(trx, form)
    if (first !== undefined) return { id: first, isNew: false }
    const limited = { kind: 'connector_test', who: viewer.personId, limit: TESTS_A_MINUTE }
    if (!(await takeRequest(trx, limited))) return undefined
    const id = newId()
    const isNew = await insertTest(trx, {
      ...form,
      id,
      operationId: operation,
      asked: askedOf(origin, call),
      at: new Date(),
    })
    // The same form was kept in this very moment, by another request.
    if (!isNew) return { id: (await selectTestOfForm(trx, form)) ?? id, isNew }
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: 'connector.test',
      target: `connector:${connector.slug}`,
      outcome: 'done',
      details: { operation, method: call.method, host: new URL(origin).host },
    })
    return { id, isNew: true }
  })
  return kept ?? tooOften(viewer, connector)
}

async function tooOften(viewer: Viewer, { slug }: Connector): Promise<never> {
  const reason = 'too_many_requests'
  await recordRefusal(actorOf(viewer), { action: 'connector.test', target: `connector:${slug}`, reason })
  const facts = { reason: 'tests', limit: String(TESTS_A_MINUTE), retryAfterMs: String(MINUTE_MS) }
  throw new PortalError(reason, 'Too many tests of one person.', { facts })
}

function askedOf(origin: string, { method, path, headers, body }: BuiltCall): TestRequest {
  const own = { authorization: 'Bearer ***', accept: 'application/json' }
  const ofBody = body === undefined ? {} : { 'content-type': 'application/json' }
  return { method, url: `${origin}${path}`, headers: { ...headers, ...own, ...ofBody }, body }
}

/** What the list of connectors shows. */
function statusOf(answer: TestAnswer): string {
  return answer.kind === 'answered' ? String(answer.status) : answer.kind
}
