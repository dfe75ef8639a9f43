import 'server-only'
import { type ErrorCode, type ErrorFacts, isErrorCode } from '@/lib/errors'

/** What went wrong, as a row has kept it. */
export interface StoredError {
  readonly code: ErrorCode
  readonly facts: ErrorFacts
}

/**
 * What a row says that went wrong. A code that this version does not know was written by a newer one beside it: it is
 * told as that, without facts that nobody here understands.
 */
export function storedError(row: { readonly code: string; readonly facts: ErrorFacts | null }): StoredError {
  return isErrorCode(row.code)
    ? { code: row.code, facts: row.facts ?? {} }
    : { code: 'unknown_to_this_version', facts: {} }
}
