import type { SignInEntry } from '@/lib/identity/sign-in-entry'
import { isFinal } from './run-status'
import type { RunRow, StepRow, TaskRow } from './run-view'

/** Who acted. `name` as it was at the time; `undefined` where nobody said it. */
export interface ProofIdentity {
  /** `session`: signed in here; `schedule`: agreed to before; `job`: whose rights the code has, which the job itself says. */
  readonly kind: 'session' | 'schedule' | 'person' | 'principal' | 'job' | 'portal'
  readonly name: string | undefined
}

/** What is known of a hop, in the order in which it is told. `undefined`: it is not known, and that is said. */
export type ProofFact = readonly [name: ProofFactName, value: string | number | undefined]

export const PROOF_FACTS = [
  'flow',
  'version',
  'trigger',
  'source',
  'grant',
  'audience',
  'scopes',
  'correlationId',
  'entraRequestId',
  'goodUntil',
  'result',
  'call',
  'workspace',
  'requestId',
  'workspaceId',
  'answered',
  'creator',
  'jobId',
  'databricksRunId',
  'statementId',
  'error',
  'task',
  'attempt',
  'status',
  'termination',
  'endedAt',
  'results',
] as const
export type ProofFactName = (typeof PROOF_FACTS)[number]

export const PROOF_HOPS = ['press', 'token', 'kept', 'call', 'notStarted', 'begin', 'task', 'end', 'result'] as const
export type ProofHopKind = (typeof PROOF_HOPS)[number]

/** One thing that happened on the way from the click to the result. */
export interface ProofHop {
  readonly kind: ProofHopKind
  /** Epoch ms; `undefined`: not known when. */
  readonly at: number | undefined
  readonly identity: ProofIdentity
  /** Which step, from 0, and its attempt, from 1. */
  readonly step?: { readonly position: number; readonly attempt: number }
  readonly facts: readonly ProofFact[]
  /** The row of the sign-in log that tells of it. */
  readonly signInId?: string
}

/** A row of the sign-in log, with the request that its token was got by where it was a kept one. */
export interface TokenUse {
  readonly entry: SignInEntry
  readonly got: SignInEntry | undefined
}

interface Proven {
  readonly run: RunRow
  readonly steps: readonly StepRow[]
  readonly tasks: readonly TaskRow[]
  readonly tokens: readonly TokenUse[]
}

/** The way of a run from the click to its result, in the order in which one thing came of the other. Nothing in it is guessed. */
export function proofOf({ run, steps, tasks, tokens }: Proven): readonly ProofHop[] {
  const hops = [
    pressOf(run),
    ...tokens.flatMap(tokenHops),
    ...steps.flatMap((step) => attemptHops(run, step)),
    ...tasks.map((task) => taskHop(run, steps, task)),
    ...(isFinal(run.status) ? [resultOf(run, tasks)] : []),
  ]
  const order = (hop: ProofHop) => Math.max(hop.at ?? run.createdAt, calledAt(steps, hop))
  return hops.toSorted((one, other) => order(one) - order(other))
}

const IN_DATABRICKS: readonly ProofHopKind[] = ['begin', 'task', 'end']

/** What the workspace tells of comes after the call, whatever its clock says. */
function calledAt(steps: readonly StepRow[], { kind, step }: ProofHop): number {
  if (!step || !IN_DATABRICKS.includes(kind)) return 0
  return steps.find((row) => row.position === step.position && row.attempt === step.attempt)?.submittedAt ?? 0
}

function pressOf(run: RunRow): ProofHop {
  return {
    kind: 'press',
    at: run.createdAt,
    identity: { kind: run.trigger === 'schedule' ? 'schedule' : 'session', name: run.startedBy },
    facts: [
      ['flow', run.flowTitle],
      ['version', run.flowVersion],
      ['trigger', run.trigger],
    ],
  }
}

/** A token that was kept was got by an earlier request, which is named where it can be told. */
function tokenHops({ entry, got }: TokenUse): readonly ProofHop[] {
  return [...(got ? [tokenHop(got)] : []), tokenHop(entry)]
}

function tokenHop(entry: SignInEntry): ProofHop {
  const isKept = entry.kind === 'cache'
  return {
    kind: isKept ? 'kept' : 'token',
    at: entry.createdAt,
    identity: tokenOwner(entry),
    facts: [
      ['source', isKept ? 'kept' : 'entra'],
      ...(isKept ? [] : [['grant', entry.grantType] as const]),
      ['audience', entry.resourceId],
      ['scopes', entry.scopes],
      ['correlationId', entry.correlationId],
      ...(isKept ? [] : [['entraRequestId', entry.requestId] as const]),
      ['goodUntil', iso(entry.tokenExpiresAt)],
      ['result', entry.errorCode === '0' ? 'success' : entry.errorCode],
    ],
    signInId: entry.id,
  }
}

function tokenOwner({ grantType, userName, connector }: SignInEntry): ProofIdentity {
  if (grantType === 'client_credentials') return { kind: 'principal', name: connector?.name }
  return { kind: 'person', name: userName }
}

/** What the workspace was called with, and whom it names as the creator of what it started. */
function caller(run: RunRow): ProofIdentity {
  return run.principal ? { kind: 'principal', name: run.principal.name } : { kind: 'person', name: run.startedBy }
}

function attemptHops(run: RunRow, step: StepRow): readonly ProofHop[] {
  const place = { position: step.position, attempt: step.attempt }
  if (step.submittedAt === undefined && step.databricksRunId === undefined) return notStarted(run, step)
  const began = step.startedAt === undefined ? [] : [beginOf(run, step)]
  const ended = step.endedAt === undefined ? [] : [endOf(run, step)]
  const call: ProofHop = {
    kind: 'call',
    at: step.submittedAt,
    identity: caller(run),
    step: place,
    facts: [
      ['call', callName(run, step)],
      ['workspace', run.origin],
      ['requestId', step.requestId],
      ['workspaceId', step.workspaceId],
      ['creator', caller(run).name],
      ...idsOf(step),
    ],
  }
  return [call, ...began, ...ended]
}

/** The calls of the API that start something. */
function callName({ identityMode }: RunRow, { databricksJobId }: StepRow): string {
  if (databricksJobId === undefined) return 'POST /api/2.0/sql/statements'
  return identityMode === 'as_me' ? 'POST /api/2.2/jobs/runs/submit' : 'POST /api/2.2/jobs/run-now'
}

function idsOf({ databricksJobId, databricksRunId }: StepRow): readonly ProofFact[] {
  if (databricksJobId === undefined) return [['statementId', databricksRunId]]
  return [
    ['jobId', databricksJobId],
    ['databricksRunId', databricksRunId],
  ]
}

/** An attempt of which the workspace has said nothing: why, and whether that is certain. */
function notStarted(run: RunRow, step: StepRow): readonly ProofHop[] {
  const isCurrent = step.position === run.position && step.attempt === run.attempt
  const error = step.error ?? (isCurrent ? run.error : undefined)
  if (!error && !(isCurrent && isFinal(run.status))) return []
  const { status, requestId } = error?.facts ?? {}
  return [
    {
      kind: 'notStarted',
      at: step.endedAt ?? (isCurrent ? run.endedAt : undefined),
      identity: caller(run),
      step: { position: step.position, attempt: step.attempt },
      facts: [
        ['call', callName(run, step)],
        ['error', error?.code],
        ...(requestId ? [['requestId', requestId] as const] : []),
        ...(status ? [['answered', status] as const] : []),
        ['result', isCurrent && run.maybeStarted && run.status === 'Unknown' ? 'unknown' : 'not started'],
      ],
    },
  ]
}

function rightsOf(run: RunRow, step: StepRow | undefined): ProofIdentity {
  const name = step?.runsAs ?? run.runsAs
  if (run.identityMode === 'as_me' || step?.databricksJobId === undefined)
    return { ...caller(run), name: name ?? caller(run).name }
  return { kind: 'job', name }
}

function beginOf(run: RunRow, step: StepRow): ProofHop {
  return {
    kind: 'begin',
    at: step.startedAt,
    identity: rightsOf(run, step),
    step: { position: step.position, attempt: step.attempt },
    facts: idsOf(step),
  }
}

function endOf(run: RunRow, step: StepRow): ProofHop {
  const isCurrent = step.position === run.position && step.attempt === run.attempt
  return {
    kind: 'end',
    at: step.endedAt,
    identity: rightsOf(run, step),
    step: { position: step.position, attempt: step.attempt },
    facts: [['status', step.status], ...(isCurrent ? [['termination', run.terminationCode] as const] : [])],
  }
}

function taskHop(run: RunRow, steps: readonly StepRow[], task: TaskRow): ProofHop {
  const step = steps.findLast(({ position }) => position === task.position)
  return {
    kind: 'task',
    at: task.startedAt,
    identity: rightsOf(run, step),
    step: { position: task.position, attempt: step?.attempt ?? 1 },
    facts: [
      ['task', task.taskKey],
      ['attempt', task.attempt + 1],
      ['databricksRunId', task.databricksRunId],
      ['status', task.status],
      ['endedAt', iso(task.endedAt)],
    ],
  }
}

/** What the portal has kept of it. */
function resultOf(run: RunRow, tasks: readonly TaskRow[]): ProofHop {
  return {
    kind: 'result',
    at: run.endedAt,
    identity: { kind: 'portal', name: undefined },
    facts: [
      ['status', run.status],
      ['results', tasks.filter(({ output }) => output !== undefined).length],
    ],
  }
}

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString()
}
