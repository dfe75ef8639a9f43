'use client'

import { useEffect, useState } from 'react'
import { formatDuration } from '@/lib/language/format'

interface DurationProps {
  /** Epoch ms or ISO 8601. */
  readonly from: number | string
  /** Absent while it lasts: then it counts on in the browser, a second at a time. */
  readonly to?: number | string | undefined
  /** The server's clock when it drew the page, epoch ms. */
  readonly now: number
}

const SECOND_MS = 1000

/** How long something took, or has taken so far. Nothing announces the ticks. */
export function Duration({ from, to, now }: DurationProps) {
  const clock = useClock(now, to === undefined)
  const start = new Date(from).getTime()
  const elapsed =
    to === undefined ? Math.floor((clock - start) / SECOND_MS) * SECOND_MS : new Date(to).getTime() - start
  return <span suppressHydrationWarning>{formatDuration(Math.max(0, elapsed))}</span>
}

/** The server's time, carried on by this browser's: a wrong clock on the viewer's machine does no harm. */
function useClock(now: number, ticking: boolean): number {
  const [tick, setTick] = useState({ since: now, passed: 0 })
  useEffect(() => {
    if (!ticking) return
    const begun = performance.now()
    const timer = setInterval(() => setTick({ since: now, passed: performance.now() - begun }), SECOND_MS)
    return () => clearInterval(timer)
  }, [ticking, now])
  return tick.since === now ? now + tick.passed : now
}
