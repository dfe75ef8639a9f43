import 'server-only'
import { type ErrorCode, type ErrorFacts, PortalError } from '@/lib/errors'
import { headerOf, type RawAnswer } from './exchange'
import { type RefusalText, readRefusal } from './refusal-text'
import { retryAfterMs } from './retry-after'

/** The level that a call needs on its object; a 403 is explained with it. */
export type Right =
  | ('Can View' | 'Can Manage Run' | 'Can Manage' | 'Can Use' | 'Can Attach To' | 'Write Volume')
  | 'account admin'

/** What of the request explains a refusal. */
export interface Asked {
  readonly path: string
  readonly right: Right
  readonly origin: string
  /** Epoch milliseconds, for a Retry-After that is a date. */
  readonly now: number
  readonly redact: (text: string) => string
}

interface Verdict {
  readonly code: ErrorCode
  readonly message: string
  readonly facts?: ErrorFacts
}

const BUSY = new Set([408, 429, 502, 503, 504])

/**
 * Why a workspace did not do what was asked, by the first rule that fits. Call it for every answer outside of 2xx.
 * `facts`: arrived, status, and where known errorCode, message, requestId, missing, address, retryAfterMs.
 */
export function refusal(answer: RawAnswer, asked: Asked): PortalError {
  const said = readRefusal(asked.redact(answer.text))
  const { code, message, facts } = verdict(answer, said, asked)
  return new PortalError(code, message, { facts: { ...commonFacts(answer, said), ...facts } })
}

function verdict(answer: RawAnswer, said: RefusalText, asked: Asked): Verdict {
  const { status } = answer
  if (status < 400) return redirectVerdict(answer, asked)
  if (status === 401) return TOKEN_REFUSED
  if (status === 403) return forbiddenVerdict(said, asked)
  if (status === 400 && said.message.includes('IncorrectClaimException')) return WRONG_CLAIM
  if (isMissing(status, said, asked.path)) return MISSING
  if (BUSY.has(status)) return busyVerdict(answer, asked)
  return REFUSED
}

const TOKEN_REFUSED: Verdict = { code: 'databricks_token_refused', message: 'The workspace does not take the token.' }
const NOT_MEMBER: Verdict = { code: 'databricks_not_member', message: 'The person is not in this workspace.' }
const MISSING: Verdict = { code: 'databricks_missing', message: 'The job or run does not exist at the workspace.' }
const REFUSED: Verdict = { code: 'databricks_refused', message: 'The workspace refused the call.' }
const WRONG_CLAIM: Verdict = {
  code: 'databricks_configuration',
  message: "The token is for another resource, or from another tenant than the workspace's.",
  facts: { reason: 'wrong_claim' },
}

/** Nothing is followed. Where the redirect leads says what it is about. */
function redirectVerdict({ headers }: RawAnswer, { origin }: Asked): Verdict {
  const target = URL.parse(headerOf(headers, 'location') ?? '', origin)
  const isLogin = target?.origin === origin && target.pathname === '/login.html'
  if (!isLogin) return oddVerdict('redirect')
  if (target.search.includes('private-link-validation-error')) return blockedVerdict({ reason: 'private_link' })
  return TOKEN_REFUSED // a sign-in page: the token counts for nothing here
}

function forbiddenVerdict({ errorCode, message }: RefusalText, { right }: Asked): Verdict {
  if (typeof errorCode !== 'string') {
    if (message.startsWith('Invalid access token')) return TOKEN_REFUSED
    if (message.startsWith('User not authorized')) return NOT_MEMBER
  }
  if (message.includes('blocked by Databricks IP ACL')) return addressVerdict(message)
  if (typeof errorCode !== 'string' && !message.startsWith('PERMISSION_DENIED')) return REFUSED
  return { code: 'databricks_no_right', message: `The person lacks ${right}.`, facts: { missing: right } }
}

function addressVerdict(message: string): Verdict {
  const address = /Source IP address: ([0-9a-fA-F.:]{2,45}) /.exec(message)?.[1]
  return blockedVerdict({ reason: 'address_list', ...(address && { address }) })
}

function blockedVerdict(facts: ErrorFacts): Verdict {
  return { code: 'databricks_network_blocked', message: 'The workspace takes no calls from this network.', facts }
}

function busyVerdict({ headers }: RawAnswer, { now }: Asked): Verdict {
  const waitMs = retryAfterMs(headerOf(headers, 'retry-after'), now)
  const facts = waitMs === undefined ? {} : { retryAfterMs: String(waitMs) }
  return { code: 'databricks_busy', message: 'The workspace is busy.', facts }
}

function oddVerdict(reason: string): Verdict {
  return {
    code: 'databricks_odd_answer',
    message: 'The workspace gave an answer that makes no sense.',
    facts: { reason },
  }
}

/** Services of the same workspace answer 404 or 400 for the same thing; the official clients know these texts too. */
const NO_JOB = /\bJob [^\n]{1,40} does not exist/
const NO_RUN = /\bRun [^\n]{1,40} does not exist|\bRun: [^\n]{1,40} in job: [^\n]{1,40} doesn't exist/
const NO_SUCH_CALL = new Set<unknown>(['ENDPOINT_NOT_FOUND', 'FEATURE_DISABLED'])

function isMissing(status: number, { form, errorCode, message }: RefusalText, path: string): boolean {
  if (status === 404) return form === 'json' && !NO_SUCH_CALL.has(errorCode)
  if (status !== 400 || errorCode !== 'INVALID_PARAMETER_VALUE') return false
  if (path.includes('/jobs/runs/')) return NO_RUN.test(message)
  return path.includes('/jobs/') && NO_JOB.test(message)
}

function commonFacts({ status, headers }: RawAnswer, { errorCode, message, requestId }: RefusalText): ErrorFacts {
  const id = requestId ?? headerOf(headers, 'x-request-id')
  return {
    arrived: 'yes',
    status: String(status),
    ...(typeof errorCode === 'string' && { errorCode: errorCode.slice(0, 100) }),
    ...(message && { message }),
    ...(id && { requestId: id.slice(0, 100) }),
  }
}
