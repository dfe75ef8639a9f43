import 'server-only'
import { actorOf } from '@/lib/audit/audit-entry'
import { recordRefusal } from '@/lib/audit/server/record-refusal'
import { checkChoices } from '@/lib/choices/server/check-choices'
import { config } from '@/lib/config'
import { demandConnected } from '@/lib/connections/needs-person'
import { ensureConnection } from '@/lib/connections/server/ensure-connection'
import type { Principal } from '@/lib/connectors/security'
import { flowToTry } from '@/lib/drafts/server/flow-to-try'
import { type ErrorCode, PortalError } from '@/lib/errors'
import type { Trigger } from '@/lib/flows/audience'
import { countRead } from '@/lib/flows/choice-source'
import type { Flow, FlowStep } from '@/lib/flows/flow'
import { runsJobAsPerson } from '@/lib/flows/flow-steps'
import { isSecret } from '@/lib/flows/input-schema'
import type { PostedFile } from '@/lib/flows/posted-file'
import { checkInputs } from '@/lib/flows/server/check-inputs'
import { getFlow } from '@/lib/flows/server/get-flow'
import { type InputValues, type Posted, parameterText } from '@/lib/flows/typed-values'
import type { Viewer } from '@/lib/identity/viewer'
import type { InputWords } from '@/lib/language/words'
import { newId } from '@/lib/new-id'
import { type Parsed, parsed, refused } from '@/lib/result'
import { searchText } from '@/lib/runs/search-text'
import { secretsOf } from '@/lib/runs/secret-inputs'
import { valuesOf } from '@/lib/runs/step-results'
import { insertAudit } from '@/lib/store/audit'
import { lockConnection } from '@/lib/store/connections'
import { holdPrincipal } from '@/lib/store/connectors'
import { demandFittingSchema, inTransaction, query } from '@/lib/store/current'
import { deleteKeptForm } from '@/lib/store/kept-forms'
import { selectRunsAs } from '@/lib/store/known-jobs'
import { insertRun, type NewRun, selectPresses, selectRunOfPress } from '@/lib/store/run-dispatch'
import { selectRun } from '@/lib/store/run-views'
import { passFileOnAhead } from './pass-file-on'
import { demandOwner, permittedRun } from './permitted-run'
import { sealInputs } from './sealed-inputs'
import { submitWhileWaiting } from './submit'
import { filesThatCount, takeFiles } from './take-files'
import { GIVE_UP_AFTER_MS, mustWait } from './take-turns'
import { HOLDS_FILE_MS, type Upload } from './upload'

/** Nobody knows when Databricks has one of them; most are there within seconds. */
const OPEN_PRESSES_RETRY_MS = 5_000

export interface Press {
  readonly slug: string
  /** Made when the form was rendered: the same form sent twice is one press (RUN-3). */
  readonly clientKey: string
  readonly posted: Readonly<Record<string, Posted>>
  /** A run of the viewer's own and of this flow, which the press repeats. */
  readonly resubmittedFrom: string | undefined
  /** What the flow wants agreed to was agreed to. */
  readonly confirmed?: boolean
  /** As they arrive; where the form cannot bring any, none. */
  readonly files?: AsyncIterable<PostedFile>
  /** A maker tries out the draft of this revision. */
  readonly draft?: number | undefined
  /** The application id of the service principal that the form named; undefined where it named nobody but the viewer. */
  readonly principal?: string | undefined
  /** Nobody presses: the time of this schedule has come, as its person has agreed. */
  readonly schedule?: string | undefined
}

/**
 * Runs a flow as the viewer, exactly once for each press. Answers the id of the run, be it new or that of the same
 * press sent before; or what is wrong with the inputs, and then nothing was started.
 * @throws PortalError not_found, not_permitted, flow_off, draft_changed, too_many_requests, queue_full, connection_removed,
 *   connection_expired, not_as_person, unknown_to_this_version, too_old, store_unavailable
 */
export async function pressFlow(viewer: Viewer, press: Press, words: InputWords): Promise<Parsed<string>> {
  const flow = await pressedFlow(viewer, press)
  if (press.resubmittedFrom !== undefined) await demandEarlier(viewer, flow, press.resubmittedFrom)
  const id = newId()
  const taken = await takeFiles(flow.definition.inputs, press, id, words)
  if (!taken.ok) return taken
  const inputs = checkInputs(flow.definition.inputs, { ...press.posted, ...taken.value.posted }, words)
  if (!inputs.ok) return inputs
  if (flow.definition.confirm && !press.confirmed) return refused([{ field: 'confirmed', message: words.confirm }])
  if (valuesOf(firstStep(flow), { inputs: inputs.value, results: new Map() }).tooLong !== undefined) {
    return refused([{ field: '', message: words.tooLong }])
  }
  if (countRead(flow.definition.inputs) > 0) {
    // The same press sent before has started: whatever is offered by now, it is that run.
    const { clientKey } = press
    const samePress = { personId: viewer.personId, flowId: flow.id, clientKey }
    const first = await query((db) => selectRunOfPress(db, samePress))
    if (first !== undefined) return parsed(first)
    const issues = await checkChoices(viewer, flow, inputs.value, words)
    if (issues.length > 0) return refused(issues)
  }
  // Kept before the call: a run that Databricks started must never be missing from history.
  const leaseOwner = newId()
  const counting = filesThatCount(taken.value, inputs.value)
  const checked = { id, inputs: inputs.value, leaseOwner, ...counting }
  const { runId, isOurs, waitsBy } = await onRecord(viewer, press, () => keepIntent(viewer, flow, press, checked))
  if (isOurs) await submitWhileWaiting({ table: 'runs', owner: leaseOwner, id: runId }, counting.upload)
  else if (waitsBy && counting.upload) await passFileOnAhead(runId, waitsBy, counting.upload)
  return parsed(runId)
}

/** A flow that is off can be tried out by its makers, and pressed by nobody. */
async function pressedFlow(viewer: Viewer, { slug, draft }: Press): Promise<Flow> {
  if (draft !== undefined) return flowToTry(viewer, slug, draft)
  const flow = await getFlow(viewer, slug)
  if (flow.state === 'on') return flow
  throw new PortalError('flow_off', `Flow "${slug}" is turned off.`, { facts: { owner: flow.owner } })
}

/** Whoever may read a run may not repeat it for that: it has to be one's own (AUTHZ-7). @throws PortalError not_found, not_permitted */
async function demandEarlier(viewer: Viewer, flow: Flow, runId: string): Promise<void> {
  const earlier = await permittedRun(viewer, runId, (db) => selectRun(db, runId))
  await demandOwner(viewer, earlier, 'run.again')
  if (earlier.flowId !== flow.id) throw new PortalError('not_found', 'The earlier run is one of another flow.')
}

/** A press too many, and one for which the person has no connection any more, is refused on record. */
async function onRecord<T>(viewer: Viewer, { slug }: Press, keep: () => Promise<T>): Promise<T> {
  try {
    return await keep()
  } catch (thrown) {
    if (thrown instanceof PortalError && REFUSED_ON_RECORD.has(thrown.code)) {
      const details = { limit: thrown.facts.reason, by: thrown.facts.by }
      await recordRefusal(actorOf(viewer), {
        action: 'run.start',
        target: `flow:${slug}`,
        reason: thrown.code,
        details,
      })
    }
    throw thrown
  }
}

const REFUSED_ON_RECORD: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'too_many_requests',
  'queue_full',
  'connection_removed',
  'connection_expired',
  'not_as_person',
])

function firstStep({ slug, definition }: Flow): FlowStep {
  const [step] = definition.steps
  if (!step) throw new PortalError('conflict', `Flow "${slug}" has no step.`)
  return step
}

function triggerOf({ draft, schedule }: Press): Trigger {
  if (schedule !== undefined) return 'schedule'
  return draft === undefined ? 'button' : 'test'
}

interface Checked {
  /** Of the run, if the press is none that was sent before. */
  readonly id: string
  readonly inputs: InputValues
  readonly leaseOwner: string
  readonly files: NewRun['files']
  readonly upload: Upload | undefined
}

async function keepIntent(viewer: Viewer, flow: Flow, press: Press, checked: Checked) {
  const { id, inputs, leaseOwner, files, upload } = checked
  const at = new Date()
  const { open, secret } = splitSecrets(flow, inputs)
  return inTransaction(async (trx) => {
    const principal = await holdPrincipal(trx, flow.connectorId)
    const { id: connectionId } = await ensureConnection(trx, viewer, flow.connectorId)
    const step = firstStep(flow)
    const { identityMode } = flow.definition
    const jobId = step.action === 'run_now' ? step.jobId : undefined
    const isAsMe = identityMode === 'as_me' || jobId === undefined
    const caller = principal?.clientId ?? viewer.userName
    const runsAs = isAsMe ? caller : await selectRunsAs(trx, connectionId, jobId)
    const problem = await lockConnection(trx, connectionId)
    const samePress = { personId: viewer.personId, flowId: flow.id, clientKey: press.clientKey }
    const first = await selectRunOfPress(trx, samePress)
    if (first !== undefined) return { runId: first, isOurs: false, waitsBy: undefined }
    await demandFittingSchema(trx)
    demandConnected(problem)
    demandAsShown(flow, press, principal)
    await demandRoomForPress(trx, viewer)
    const waits = await mustWait(trx, flow.id, flow.definition.queue)
    const runId = await insertRun(trx, {
      id,
      flowId: flow.id,
      flowVersion: flow.version,
      personId: viewer.personId,
      connectionId,
      clientKey: press.clientKey,
      trigger: triggerOf(press),
      identityMode,
      stepId: isAsMe ? newId() : id,
      startedBy: viewer.userName,
      principal,
      ...{ runsAs, stepRunsAs: runsAs },
      inputs: open,
      sealedInputs: sealInputs(viewer, id, { inputs: secret }),
      resubmittedFrom: press.resubmittedFrom,
      words: {
        about: searchText(flow.title, flow.slug, viewer.displayName, viewer.userName),
        inputs: searchText(...Object.values(open).map(parameterText)),
      },
      databricksJobId: jobId,
      jobParameters: valuesOf(step, { inputs: open, results: new Map() }).values,
      at,
      deadline: new Date(at.getTime() + GIVE_UP_AFTER_MS),
      files,
      filesUntil: upload && new Date(at.getTime() + HOLDS_FILE_MS),
      leaseOwner: waits ? undefined : leaseOwner,
    })
    if (runId === undefined) throw new PortalError('conflict', 'The same press is being kept by another request.')
    if (press.schedule === undefined) await deleteKeptForm(trx, { personId: viewer.personId, flowId: flow.id })
    await insertAudit(trx, {
      actor: actorOf(viewer),
      action: press.resubmittedFrom ? 'run.again' : 'run.start',
      target: `run:${runId}`,
      outcome: 'done',
      details: {
        ...{ flow: flow.slug, version: flow.version, identityMode, principal },
        ...{ earlier: press.resubmittedFrom, schedule: press.schedule },
      },
    })
    return { runId, isOurs: !waits, waitsBy: waits ? connectionId : undefined }
  })
}

/**
 * A job that runs as the person is run as nobody else, and a press is made as whom the form named.
 * @throws PortalError not_as_person, conflict where an Admin has changed it meanwhile
 */
function demandAsShown({ definition }: Flow, { principal: shown }: Press, principal: Principal | undefined): void {
  if (principal && runsJobAsPerson(definition)) {
    throw new PortalError('not_as_person', 'The connector calls as a service principal.', {
      facts: { principal: principal.name },
    })
  }
  if (shown !== principal?.clientId) throw new PortalError('conflict', 'The connector was changed meanwhile.')
}

type Handle = Parameters<typeof selectPresses>[0]

/** Another press of the same form is none, and has been found before. @throws PortalError too_many_requests */
async function demandRoomForPress(trx: Handle, { personId }: Viewer): Promise<void> {
  const { pressesPerMinute, openPresses } = config()
  const { open, fullForMs } = await selectPresses(trx, personId, pressesPerMinute)
  if (fullForMs > 0) throw tooManyPresses('presses', pressesPerMinute, fullForMs)
  if (open >= openPresses) throw tooManyPresses('open_presses', openPresses, OPEN_PRESSES_RETRY_MS)
}

function tooManyPresses(reason: 'presses' | 'open_presses', limit: number, waitMs: number): PortalError {
  const facts = { reason, limit: String(limit), retryAfterMs: String(Math.ceil(waitMs)) }
  return new PortalError('too_many_requests', 'Too many presses of one person.', { facts })
}

/** What may lie open in the database, and the texts of the secret inputs that steps take, which may not. */
function splitSecrets({ definition: { inputs: schema, steps } }: Flow, inputs: InputValues) {
  const taken = secretsOf(steps, schema)
  const isOpen = (name: string) => {
    const property = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    return property !== undefined && !isSecret(property)
  }
  const given = Object.entries(inputs)
  return {
    open: Object.fromEntries(given.filter(([name]) => isOpen(name))),
    secret: Object.fromEntries(
      given.flatMap(([name, value]) => (taken.has(name) ? [[name, parameterText(value)]] : [])),
    ),
  }
}
