import type { ErrorCode, ErrorFacts } from '@/lib/errors'
import { type ErrorLine, errorLineOf } from './error-line'
import { isOfInput, type TypedInput } from './input-in-error'
import type { RunStatus } from './run-status'

/** Whose turn it is to mend a failure. `unknown`: nothing that is known of it tells. */
export const CAUSES = ['input', 'rights', 'platform', 'code', 'unknown'] as const

export type Cause = (typeof CAUSES)[number]

/** What tells the cause, one of which each failure has. */
const CAUSE_OF_REASON = {
  input_refused: 'input',
  input_named: 'input',
  file_refused: 'input',
  sign_in: 'rights',
  own_right: 'rights',
  job_right: 'rights',
  busy: 'platform',
  compute: 'platform',
  memory: 'platform',
  databricks: 'platform',
  network: 'platform',
  entra: 'platform',
  settings: 'platform',
  portal: 'platform',
  setup: 'code',
  missing: 'code',
  sql: 'code',
  failed: 'code',
  flow: 'code',
  too_long: 'unknown',
  not_told: 'unknown',
} as const satisfies Readonly<Record<string, Cause>>

export type FailureReason = keyof typeof CAUSE_OF_REASON

export interface Failure {
  readonly cause: Cause
  readonly reason: FailureReason
  /** By its label, where the error speaks of one. */
  readonly input?: string | undefined
  readonly line: string | undefined
  readonly at: string | undefined
}

/** Everything that is known of how a run, or one of its steps, ended. */
export interface FailureFacts {
  readonly status: RunStatus
  /** Why the portal did not start it, or lost it. */
  readonly own: { readonly code: ErrorCode; readonly facts: ErrorFacts } | undefined
  readonly terminationCode: string | undefined
  readonly terminationType: string | undefined
  readonly stateMessage: string | undefined
  /** Of the task that failed. */
  readonly error: string | undefined
  readonly errorTrace: string | undefined
  /** Its code has the rights of the person who pressed. */
  readonly actsAsPerson: boolean
  readonly inputs: readonly TypedInput[]
}

const BAD: ReadonlySet<RunStatus> = new Set<RunStatus>([
  'Failed',
  'Timed out',
  'Skipped',
  'Succeeded with failures',
  'Unknown',
])

/** Why something did not end well; undefined where it did, goes on, or was cancelled. */
export function failureOf(facts: FailureFacts): Failure | undefined {
  if (!BAD.has(facts.status) || (facts.status === 'Unknown' && !facts.own)) return undefined
  const found = facts.own ? undefined : errorLineOf(facts.error ?? facts.stateMessage, facts.errorTrace)
  const { reason, input } = reasonOf(facts, found)
  return { cause: CAUSE_OF_REASON[reason], reason, input, line: found?.line ?? saidOf(facts.own), at: found?.at }
}

/** Of what the portal itself says, only Databricks' own sentence is a line of an error. */
function saidOf(own: FailureFacts['own']): string | undefined {
  return errorLineOf(own?.facts.message, undefined)?.line
}

interface Told {
  readonly reason: FailureReason
  readonly input?: string | undefined
}

function reasonOf(facts: FailureFacts, found: ErrorLine | undefined): Told {
  const { own, status, terminationCode = '', terminationType } = facts
  // It was there once: Databricks has forgotten it, and how it ended.
  if (own?.code === 'databricks_missing' && status === 'Unknown') return { reason: 'not_told' }
  if (own) return ownReason(own)
  if (status === 'Timed out') return { reason: 'too_long' }
  const line = found?.line ?? ''
  if (LACKS_RIGHT.some((sign) => sign.test(line)) || terminationCode === 'UNAUTHORIZED_ERROR') {
    return { reason: facts.actsAsPerson ? 'own_right' : 'job_right' }
  }
  const byCode = REASON_OF_CODE.get(terminationCode)
  if (byCode) return { reason: byCode }
  if (terminationType === 'INTERNAL_ERROR' || terminationType === 'CLOUD_FAILURE') return { reason: 'databricks' }
  return byLine(facts, line)
}

/** The job's own code, or its statement, has failed: what it says of why. */
function byLine({ inputs, terminationCode, terminationType }: FailureFacts, line: string): Told {
  if (OUT_OF_MEMORY.test(line)) return { reason: 'memory' }
  if (NOT_REACHED.test(line)) return { reason: 'network' }
  const input = inputs.find((typed) => isOfInput(typed, line))
  if (input) return { reason: 'input_named', input: input.title }
  const state = /\bSQLSTATE: ?([0-9A-Z]{5})/.exec(line)?.[1] ?? ''
  if (state.startsWith('22') || REFUSED_VALUE.test(line)) return { reason: 'input_refused' }
  if (state.startsWith('42') || SQL_CLASS.test(line)) return { reason: 'sql' }
  const isCode = OF_CODE.has(terminationCode ?? '') || terminationType === 'CLIENT_ERROR'
  if (isCode || line !== '') return { reason: 'failed' }
  return { reason: 'not_told' }
}

const LACKS_RIGHT: readonly RegExp[] = [
  /\bPERMISSION_DENIED\b|\bPermissionError\b|\bINSUFFICIENT_(?:PERMISSIONS|PRIVILEGES)\b/,
  /\bSQLSTATE: ?42501\b|\bUNAUTHORIZED_ACCESS\b|\bAuthorizationPermissionMismatch\b|\bAccess ?Denied\b/i,
  /\bpermission denied\b|\bdo(?:es)? not have (?:the )?(?:\w+ )?(?:permission|privilege)s?\b|\bnot authorized\b/i,
  /\bdoes not have [^\n]{1,200} permissions? on\b/i,
]
const OUT_OF_MEMORY =
  /\bOutOfMemoryError\b|\bMemoryError\b|\bdriver has stopped unexpectedly\b|\bExecutorLostFailure\b/
const NOT_REACHED =
  /\b(?:UnknownHost|Connect|SocketTimeout|NoRouteToHost)Exception\b|\bConnectionRefusedError\b|\bConnectionError\b/
const REFUSED_VALUE =
  /\[(?:CAST_INVALID_INPUT|INVALID_PARAMETER_VALUE|DATETIME_OVERFLOW|NUMERIC_VALUE_OUT_OF_RANGE)\b/
/** `[TABLE_OR_VIEW_NOT_FOUND]`, `[PARSE_SYNTAX_ERROR]`, `[INVALID_ARRAY_INDEX.IN_ELEMENT_AT]` */
const SQL_CLASS = /\[[A-Z][A-Z0-9]{1,40}(?:_[A-Z0-9]{1,40}){1,12}(?:\.[A-Z0-9_]{1,80})?\]/

/** Source: jobs/runs/get, termination_details.code. */
const REASON_OF_CODE: ReadonlyMap<string, FailureReason> = new Map([
  ...of('busy', 'MAX_CONCURRENT_RUNS_EXCEEDED', 'MAX_JOB_QUEUE_SIZE_EXCEEDED', 'WORKSPACE_RUN_LIMIT_EXCEEDED'),
  ...of('busy', 'CLUSTER_REQUEST_LIMIT_EXCEEDED', 'MAX_SPARK_CONTEXTS_EXCEEDED', 'BUDGET_POLICY_LIMIT_EXCEEDED'),
  ...of('compute', 'CLUSTER_ERROR', 'CLUSTER_TERMINATED_BY_USER', 'DRIVER_ERROR', 'STORAGE_ACCESS_ERROR'),
  ...of('databricks', 'CLOUD_FAILURE', 'INTERNAL_ERROR', 'FEATURE_DISABLED', 'CANCELED'),
  ...of('setup', 'INVALID_RUN_CONFIGURATION', 'INVALID_CLUSTER_REQUEST', 'LIBRARY_INSTALLATION_ERROR'),
  ...of('setup', 'REPOSITORY_CHECKOUT_FAILED', 'BREAKING_CHANGE'),
  ...of('setup', 'DISABLED', 'SKIPPED'),
  ...of('missing', 'RESOURCE_NOT_FOUND'),
])

const OF_CODE: ReadonlySet<string> = new Set(['RUN_EXECUTION_ERROR', 'STATEMENT_FAILED', 'SUCCESS_WITH_FAILURES'])

function of(reason: FailureReason, ...codes: readonly string[]) {
  return codes.map((code) => [code, reason] as const)
}

function ownReason({ code, facts }: NonNullable<FailureFacts['own']>): Told {
  if (code === 'file_not_uploaded') return { reason: FILE_REASONS.get(facts.reason ?? '') ?? 'portal' }
  if (code === 'databricks_no_right' && facts.principal) return { reason: 'job_right' }
  if (code === 'databricks_refused') return { reason: facts.status?.startsWith('4') ? 'setup' : 'databricks' }
  return { reason: REASON_OF_OWN[code] ?? 'not_told' }
}

const FILE_REASONS: ReadonlyMap<string, FailureReason> = new Map([
  ['no_right', 'own_right'],
  ['too_large', 'file_refused'],
  ['no_folder', 'flow'],
])

const REASON_OF_OWN: Readonly<Partial<Record<ErrorCode, FailureReason>>> = {
  sign_in_required: 'sign_in',
  connection_expired: 'sign_in',
  connection_removed: 'sign_in',
  consent_needed: 'sign_in',
  sign_in_challenged: 'sign_in',
  access_ended: 'sign_in',
  databricks_token_refused: 'sign_in',
  not_permitted: 'own_right',
  databricks_no_right: 'own_right',
  databricks_not_member: 'own_right',
  rights_unchecked: 'entra',
  entra_refused: 'entra',
  entra_unavailable: 'entra',
  entra_configuration: 'settings',
  databricks_configuration: 'settings',
  databricks_network_blocked: 'settings',
  databricks_busy: 'busy',
  too_many_requests: 'busy',
  queue_full: 'busy',
  databricks_unreachable: 'network',
  databricks_odd_answer: 'databricks',
  start_not_seen: 'network',
  store_unavailable: 'portal',
  too_late: 'portal',
  too_old: 'portal',
  file_lost: 'portal',
  inputs_unreadable: 'portal',
  schedule_missed: 'portal',
  databricks_missing: 'missing',
  not_found: 'flow',
  flow_off: 'flow',
  job_not_carried: 'flow',
  not_as_person: 'flow',
  value_too_long: 'flow',
  schedule_outdated: 'flow',
}
