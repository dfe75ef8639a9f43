import 'server-only'
import { errors } from 'undici'
import { type ErrorFacts, PortalError } from '@/lib/errors'
import { UnknownEncoding } from './body'

/** How far an exchange had come when it failed. */
export interface Progress {
  readonly sent: boolean
  readonly answered: boolean
}

/** A certificate that we do not trust will not be trusted at the next try either. */
const CERTIFICATE = /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_(VERIFY|GET))/

/** What a failed exchange means, with `facts.arrived`: whether the request may have reached the workspace. */
export function exchangeFailure(error: unknown, progress: Progress): PortalError {
  if (error instanceof PortalError) return error // the address check's own
  const cause = { cause: withoutBytes(error) }
  const facts: ErrorFacts = { reason: reasonOf(error), arrived: arrived(progress) }
  if (CERTIFICATE.test(codeOf(error))) {
    return new PortalError('databricks_configuration', 'The workspace shows a certificate that is not trusted.', {
      ...cause,
      facts: { ...facts, reason: 'certificate' },
    })
  }
  if (isOdd(error)) {
    return new PortalError('databricks_odd_answer', 'The answer cannot be read.', { ...cause, facts })
  }
  return new PortalError('databricks_unreachable', 'The workspace could not be reached, or fell silent.', {
    ...cause,
    facts,
  })
}

function arrived({ sent, answered }: Progress): string {
  if (answered) return 'yes'
  return sent ? 'maybe' : 'no'
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function isOdd(error: unknown): boolean {
  if (error instanceof UnknownEncoding || error instanceof errors.HeadersOverflowError) return true
  return error instanceof errors.HTTPParserError || codeOf(error).startsWith('Z_')
}

/** The parser's error carries what the other side sent, and that may be an echo of the token. */
function withoutBytes(error: unknown): unknown {
  return error instanceof errors.HTTPParserError ? new Error(error.message) : error
}

/** A coarse word; the exact error is the cause. */
function reasonOf(error: unknown): string {
  if (isOdd(error)) return error instanceof UnknownEncoding ? 'encoding' : 'broken'
  if (error instanceof DOMException) return error.name === 'TimeoutError' ? 'timeout' : 'cancelled'
  const code = codeOf(error)
  if (code === 'UND_ERR_ABORTED') return 'cancelled'
  if (/TIMEOUT|TIMEDOUT/.test(code)) return 'timeout'
  return /^(ENOTFOUND|EAI_)/.test(code) ? 'name' : 'connection'
}
