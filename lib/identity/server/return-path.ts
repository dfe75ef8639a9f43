import 'server-only'
import { config } from '@/lib/config'
import { safeReturnPath } from '@/lib/identity/return-path'

/** A path of this portal to go to after signing in. */
export function returnPath(value: string): string {
  return safeReturnPath(value, config().origin)
}
