import 'server-only'
import { PortalError } from '@/lib/errors'

/**
 * False only where it is certain that the workspace did nothing: no try ever left, or each was refused. A fault, a cut
 * answer and silence leave it open whether, say, a run was started.
 */
export function mayHaveActed({ facts }: PortalError): boolean {
  if (facts.acted === 'maybe') return true
  if (facts.arrived === 'no') return false
  const status = Number(facts.status)
  return !(status >= 300 && status < 500 && status !== 408)
}

/** The last try's error, when an earlier try of the same call may have acted although this one did not. */
export function afterOpenTry(error: unknown): unknown {
  if (!(error instanceof PortalError) || mayHaveActed(error)) return error
  const arrived = error.facts.arrived === 'yes' ? 'yes' : 'maybe'
  const facts = { ...error.facts, arrived, acted: 'maybe' }
  return new PortalError(error.code, error.message, { cause: error.cause, facts })
}
