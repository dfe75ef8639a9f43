import 'server-only'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { LoopDelay } from '@/lib/metrics/figures'

const EVERY_MS = 20
const NS_A_SECOND = 1e9
const P99 = 99

interface Shared {
  lakeportLoopDelay?: ReturnType<typeof monitorEventLoopDelay>
}

/** Measures from now on, once for the process, however many bundles ask for it. */
export function watchLoopDelay(): void {
  const shared = globalThis as Shared
  if (shared.lakeportLoopDelay) return
  shared.lakeportLoopDelay = monitorEventLoopDelay({ resolution: EVERY_MS })
  shared.lakeportLoopDelay.enable()
}

/** Since it was last asked for. What Node measures holds the time between two measurements; that is no delay. */
export function takeLoopDelay(): LoopDelay {
  const measured = (globalThis as Shared).lakeportLoopDelay
  if (!measured || measured.count === 0) return { mean: 0, p99: 0, max: 0 }
  const { mean, max } = measured
  const p99 = measured.percentile(P99)
  measured.reset()
  return { mean: lateBy(mean), p99: lateBy(p99), max: lateBy(max) }
}

function lateBy(nanoseconds: number): number {
  return Math.max(0, nanoseconds / NS_A_SECOND - EVERY_MS / 1_000)
}
