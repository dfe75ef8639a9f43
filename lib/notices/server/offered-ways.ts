import 'server-only'
import { config } from '@/lib/config'
import type { Way } from '@/lib/notices/notice'
import { waysWith } from '@/lib/notices/ways-with'

/** Those that this portal can use. */
export function offeredWays(): readonly Way[] {
  return waysWith(config())
}
