import 'server-only'
import { ConfigError } from '@/lib/config'
import { errorCodeOf } from '@/lib/errors'
import { describeError } from '@/lib/log'

/** What to tell whoever runs the portal; `what` begins the line of a failure that nobody foresaw. */
export function linesOf(thrown: unknown, what = 'The portal could not start'): readonly string[] {
  if (thrown instanceof ConfigError) return thrown.problems
  if (errorCodeOf(thrown)) return [(thrown as Error).message]
  return [`${what}: ${describeError(thrown).error}`]
}
