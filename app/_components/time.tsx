'use client'

import { formatTime, type TimeFormat } from '@/lib/language/format'
import { useTimeZone } from './time-zone'

interface TimeProps {
  /** ISO 8601, or epoch ms. */
  readonly at: number | string
  readonly format?: TimeFormat
}

/** A point in time in the viewer's zone; the exact one, in UTC, stays in the attribute. */
export function Time({ at, format = 'date-time' }: TimeProps) {
  const zone = useTimeZone()
  return (
    <time dateTime={new Date(at).toISOString()} suppressHydrationWarning>
      {formatTime(at, zone, format)}
    </time>
  )
}
