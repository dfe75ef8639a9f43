import 'server-only'
import { config } from '@/lib/config'
import { exposition } from '@/lib/metrics/exposition'
import type { ProcessFigures, WorkFigures, WorkspaceFigures } from '@/lib/metrics/figures'
import { portalMetrics } from '@/lib/metrics/portal-metrics'
import { release } from '@/lib/release'
import { query } from '@/lib/store/current'
import { selectWorkFigures, selectWorkspaceFigures } from '@/lib/store/figures'
import { takeLoopDelay } from './loop-delay'

/** However often somebody asks, the database is asked no more often than that. */
const GOOD_FOR_MS = 2_000
const MICROSECONDS = 1e6

type Figures = readonly [WorkFigures, readonly WorkspaceFigures[]]
let last: { readonly at: number; readonly figures: Promise<Figures> } | undefined

/** What a scrape is answered. Whoever calls this has checked who asks. @throws PortalError store_unavailable */
export async function collectMetrics(): Promise<string> {
  const [work, workspaces] = await figures()
  return exposition(portalMetrics(work, workspaces, processFigures()))
}

function figures(): Promise<Figures> {
  if (last && Date.now() - last.at < GOOD_FOR_MS) return last.figures
  const asked = { at: Date.now(), figures: askStore() }
  last = asked
  // A failure is told to whoever waits for it, and not kept.
  asked.figures.catch(() => {
    if (last === asked) last = undefined
  })
  return asked.figures
}

function askStore(): Promise<Figures> {
  const { callsPerSecond, sessionIdleMs } = config()
  return query(async (db) => [
    await selectWorkFigures(db, sessionIdleMs),
    await selectWorkspaceFigures(db, callsPerSecond),
  ])
}

function processFigures(): ProcessFigures {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return {
    ...release(),
    node: process.version,
    role: config().role,
    uptimeSeconds: process.uptime(),
    cpuSeconds: (user + system) / MICROSECONDS,
    residentBytes: rss,
    heapBytes: heapUsed,
    loopDelay: takeLoopDelay(),
  }
}
