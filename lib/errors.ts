/** Every way an operation fails on purpose, and the HTTP status a route answers. */
export const STATUS_OF = {
  sign_in_required: 401,
  origin_refused: 403,
  not_permitted: 403,
  not_found: 404,
  invalid_request: 400,
  payload_too_large: 413,
  wrong_media_type: 415,
  conflict: 409,
  too_many_requests: 429,

  /** Entra will give no token for this person any more: only the person can mend it, by signing in again. */
  connection_expired: 409,
  consent_needed: 409,
  /** Entra wants more proof of who the person is: `facts.claims` goes along to the next sign-in. */
  sign_in_challenged: 409,
  /** The person, or an Admin (`facts.by`), has taken the connection away: nobody calls as that person until they connect anew. */
  connection_removed: 409,
  /** The account is switched off or no longer assigned. */
  access_ended: 409,
  /** What the person may do was read too long ago, and Entra cannot be asked. */
  rights_unchecked: 503,
  entra_refused: 502,
  entra_configuration: 502,
  entra_unavailable: 503,

  /** The classes of a workspace's refusal, as `lib/databricks/refusal.ts` tells them apart. */
  databricks_token_refused: 409,
  databricks_no_right: 403,
  databricks_not_member: 403,
  databricks_network_blocked: 502,
  databricks_configuration: 502,
  databricks_missing: 404,
  databricks_refused: 502,
  databricks_busy: 503,
  databricks_unreachable: 503,
  databricks_odd_answer: 502,

  store_unavailable: 503,

  /** A newer version of the portal, which runs beside this one, has written a code that this one does not know. */
  unknown_to_this_version: 409,
  /** A newer version has taken over the schema: this process leaves all work to it. */
  too_old: 503,
  repair_not_heard: 502,

  /** Times of a schedule that were no run: the portal was away, or its last run was still at work; agreed until before then. */
  schedule_missed: 409,
  schedule_overlap: 409,
  schedule_ended: 409,
  /** The flow asks for something else than when it was scheduled. */
  schedule_outdated: 409,

  /** Its makers have turned the flow off. */
  flow_off: 409,
  /** A form was made from a draft that somebody has changed since. */
  draft_changed: 409,
  /** A draft that cannot be put in force as it stands. */
  draft_unfinished: 409,

  /** A one-time run cannot carry what the job uses: `facts.uses`, as `readUncarried` reads it. */
  job_not_carried: 409,
  /** A flow that runs as the person who presses it, through a connector that calls as a service principal. */
  not_as_person: 409,
  /** A statement whose answer was lost is not in the query history of the person, so far or any more. */
  start_not_seen: 409,
  /** A press that nobody could send while it was still wanted. */
  too_late: 409,
  /** What a step is to be given is longer than Databricks takes: `facts.name` says which parameter. */
  value_too_long: 409,
  /** As many runs of the flow wait for their turn as may: `facts.waiting`. */
  queue_full: 429,
  /** The file of a press did not reach its volume: `facts.file` and `facts.reason`. */
  file_not_uploaded: 409,
  /** The process that had the bytes of a file is gone. */
  file_lost: 409,
  /** The flow says so, of the step that something is asked of. */
  results_secret: 403,
  /** Its secret inputs cannot be read any more: another key ring, or a changed row. */
  inputs_unreadable: 409,
} as const

export type ErrorCode = keyof typeof STATUS_OF

/** Short facts that may be shown: a missing permission level, a request id, Databricks' own sentence. */
export type ErrorFacts = Readonly<Record<string, string>>

const BRAND: unique symbol = Symbol.for('lakeport.PortalError')

interface PortalErrorOptions extends ErrorOptions {
  readonly facts?: ErrorFacts
}

/**
 * `message` and `facts` may be shown to anyone; a token, a response body or a stack belongs in `cause`.
 * What a page says is looked up by `code` in the message catalogue; `message` is for the log.
 */
export class PortalError extends Error {
  override readonly name = 'PortalError'
  readonly [BRAND] = true
  readonly code: ErrorCode
  readonly facts: ErrorFacts

  constructor(code: ErrorCode, message: string, options: PortalErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.facts = options.facts ?? {}
  }

  /** Next evaluates this module once for each bundle, and an error thrown in one is caught in another. */
  static override [Symbol.hasInstance](thrown: unknown): boolean {
    return typeof thrown === 'object' && thrown !== null && BRAND in thrown
  }
}

/** Whether this version has words and a rule for it: a newer one beside it may have stored others (OPS-3). */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(STATUS_OF, text)
}

/** The code of any thrown thing: `undefined` for what nobody foresaw. */
export function errorCodeOf(thrown: unknown): ErrorCode | undefined {
  return thrown instanceof PortalError ? thrown.code : undefined
}

const OF_WORKSPACE: ReadonlySet<ErrorCode> = new Set([
  'consent_needed',
  'sign_in_challenged',
  'unknown_to_this_version',
])

/** Whether it is the workspace, or the way to it, that failed: a page can say so beside what it knows without it. */
export function isOfWorkspace(code: ErrorCode): boolean {
  return /^(databricks_|entra_|connection_)/.test(code) || OF_WORKSPACE.has(code)
}
