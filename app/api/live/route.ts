import { z } from 'zod'
import { cookieValues, requireViewer, respond } from '@/app/_edge'
import { queryFields, readFields } from '@/lib/http/server/posted-form'
import { hasRole } from '@/lib/identity/roles'
import { viewerOf } from '@/lib/identity/server/viewer'
import { takeStream } from '@/lib/limits/server/streams'
import { getRunPulse } from '@/lib/runs/server/get-run'
import { watchMyRuns } from '@/lib/runs/server/list-runs'
import { hear, type StreamEars } from '@/lib/runs/server/live'

const BEAT_MS = 8_000

const WATCHED = z
  .strictObject({
    run: z.string().min(1).optional(),
    runs: z.enum(['mine', 'all']).optional(),
    notices: z.literal('mine').optional(),
  })
  .refine((asked) => Object.values(asked).filter((value) => value !== undefined).length === 1)

/**
 * Server-sent events: the id of each run that changed, and nothing else; whoever hears it asks what changed. `?run=` is
 * one run's page, `?runs=mine` a list of the viewer's own, `?runs=all` everybody's for an Admin; `?notices=mine` is the bell,
 * for which no run is followed any quicker.
 */
export function GET(request: Request): Promise<Response> {
  return respond(async () => {
    const { run: runId, runs, notices } = readFields(queryFields(request), WATCHED)
    const viewer = await requireViewer()
    const all = runs === 'all' && hasRole(viewer.roles, 'Portal.Admin')
    const watch = async (): Promise<void> => {
      if (runId) await getRunPulse(viewer, runId)
      else if (!all && !notices) await watchMyRuns(viewer)
    }
    await watch()
    const cookies = await cookieValues()
    const stream: Stream = {
      concerns: (change) =>
        change === undefined || (runId ? change.runId === runId : all || change.personId === viewer.personId),
      isViewers: (personId) => personId === undefined || personId === viewer.personId,
      async isStillWatched() {
        const now = await viewerOf(cookies)
        if (!now || (all && !hasRole(now.roles, 'Portal.Admin'))) return false
        await watch()
        return true
      },
    }
    const release = takeStream(viewer.personId)
    return new Response(eventStream(request.signal, stream, release), {
      headers: { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' },
    })
  })
}

interface Stream {
  concerns(change: Parameters<StreamEars['onChange']>[0]): boolean
  isViewers(personId: string | undefined): boolean
  /** Whether the session is alive; if so, its run is followed at the quick pace. */
  isStillWatched(): Promise<boolean>
}

/** Ends with the browser, with the session, or with this process. */
function eventStream(signal: AbortSignal, stream: Stream, release: () => void): ReadableStream {
  const { concerns, isViewers, isStillWatched } = stream
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
      const beat = () => void isStillWatched().then((watched) => (watched ? send(': still here\n\n') : end()), end)
      const unhear = await hear({
        onChange: (change) => {
          if (concerns(change)) send(`data: ${change?.runId ?? ''}\n\n`)
        },
        onSessionEnd: (personId) => {
          if (isViewers(personId)) beat()
        },
        onEnd: end,
      }).catch((thrown: unknown) => {
        release()
        throw thrown
      })
      const beats = setInterval(beat, BEAT_MS)
      stop = () => {
        ended = true
        clearInterval(beats)
        unhear()
        release()
      }
      if (signal.aborted) end()
      signal.addEventListener('abort', end)
      send('retry: 2000\n\n')
    },
    cancel: () => stop(),
  })
}
