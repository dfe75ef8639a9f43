'use client'

import { formatTimeZone } from '@/lib/language/format'
import { useTimeZone } from './time-zone'

/** "Europe/Berlin (UTC+01:00)", as all times around it are shown. `at` (epoch ms) decides about daylight saving. */
export function TimeZoneName({ at }: { readonly at: number }) {
  return <span suppressHydrationWarning>{formatTimeZone(useTimeZone(), at)}</span>
}
