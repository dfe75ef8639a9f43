import { cookieValues, requireViewer, respond } from '@/app/_edge'
import { hasRole } from '@/lib/identity/roles'
import { viewerOf } from '@/lib/identity/server/viewer'
import { getRunPulse } from '@/lib/runs/server/get-run'
import { watchMyRuns } from '@/lib/runs/server/list-runs'
import { hearChanges } from '@/lib/runs/server/live'

const BEAT_MS = 8_000

/**
 * Server-sent events: the id of each run that changed, and nothing else; whoever hears it asks what changed. `?run=` is
 * one run's page, `?runs=mine` a list of the viewer's own, `?runs=all` everybody's for an Admin.
 */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const viewer = await requireViewer()
    const query = new URL(request.url).searchParams
    const runId = query.get('run')
    const all = query.get('runs') === 'all' && hasRole(viewer.roles, 'Portal.Admin')
    const watch = runId ? () => getRunPulse(viewer, runId) : () => watchMyRuns(viewer)
    if (!all) await watch()
    const cookies = await cookieValues()
    const stillHere = async (): Promise<boolean> => {
      if (!(await viewerOf(cookies))) return false
      if (!all) await watch()
      return true
    }
    const concerns = (change: { runId: string; personId: string } | undefined): boolean =>
      change === undefined || (runId ? change.runId === runId : all || change.personId === viewer.personId)
    return new Response(eventStream(request.signal, concerns, stillHere), {
      headers: { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' },
    })
  })
}

type Concerns = (change: { runId: string; personId: string } | undefined) => boolean

/** Ends with the browser, with the session, or with this process. */
function eventStream(signal: AbortSignal, concerns: Concerns, stillHere: () => Promise<boolean>): ReadableStream {
  const encoder = new TextEncoder()
  let stop: () => void = () => undefined
  return new ReadableStream({
    async start(controller) {
      let ended = false
      const send = (text: string): void => {
        if (!ended) controller.enqueue(encoder.encode(text))
      }
      const end = (): void => {
        if (ended) return
        stop()
        controller.close()
      }
      const unhear = await hearChanges((change) => {
        if (concerns(change)) send(`data: ${change?.runId ?? ''}\n\n`)
      }, end)
      const beat = setInterval(() => {
        void stillHere().then((here) => (here ? send(': still here\n\n') : end()), end)
      }, BEAT_MS)
      stop = () => {
        ended = true
        clearInterval(beat)
        unhear()
      }
      if (signal.aborted) end()
      signal.addEventListener('abort', end)
      send('retry: 2000\n\n')
    },
    cancel: () => stop(),
  })
}
