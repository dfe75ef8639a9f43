import 'server-only'
import { log } from '@/lib/log'
import { database } from '@/lib/store/current'
import { RUN_CHANGED } from '@/lib/store/run-dispatch'
import { SESSION_ENDED } from '@/lib/store/sessions'

/** One open stream. */
export interface StreamEars {
  /** A run changed; `undefined` means that some changes may have been missed: read all again. */
  onChange(change: { readonly runId: string; readonly personId: string } | undefined): void
  /** A session of this person ended somewhere, perhaps the one that opened the stream; `undefined`: perhaps anybody's. */
  onSessionEnd(personId: string | undefined): void
  /** The process is going. */
  onEnd(): void
}

interface Hub {
  readonly streams: Set<StreamEars>
  readonly ready: Promise<unknown>
}

interface Shared {
  lakeportHub?: Hub | undefined
}

/** One listener at the database for all open pages of this process. */
function hub(): Hub {
  const shared = globalThis as Shared
  shared.lakeportHub ??= open(() => {
    shared.lakeportHub = undefined
  })
  return shared.lakeportHub
}

/** One that cannot listen is given up, so that the next stream tries again. */
function open(giveUp: () => void): Hub {
  const streams = new Set<StreamEars>()
  const ready = listen(streams).catch((error: unknown) => {
    giveUp()
    throw error
  })
  return { streams, ready }
}

async function listen(streams: ReadonlySet<StreamEars>): Promise<void> {
  const db = await database()
  await db.listen(
    RUN_CHANGED,
    (payload) => tellChange(streams, payload),
    () => tellChange(streams, undefined),
  )
  await db.listen(
    SESSION_ENDED,
    (payload) => tellEnd(streams, payload),
    () => tellEnd(streams, undefined),
  )
}

function tellChange(streams: ReadonlySet<StreamEars>, payload: string | undefined): void {
  const [runId = '', personId = ''] = payload?.split(' ') ?? []
  for (const stream of streams) stream.onChange(payload === undefined ? undefined : { runId, personId })
}

function tellEnd(streams: ReadonlySet<StreamEars>, personId: string | undefined): void {
  for (const stream of [...streams]) stream.onSessionEnd(personId)
}

/** Hears until the answered function is called. */
export async function hear(stream: StreamEars): Promise<() => void> {
  const { streams, ready } = hub()
  await ready
  streams.add(stream)
  return () => void streams.delete(stream)
}

/** Ends every open stream: the process is going, and browsers reconnect to another. */
export function endStreams(): void {
  const streams = (globalThis as Shared).lakeportHub?.streams ?? new Set()
  log('info', 'live.ended', { streams: streams.size })
  for (const stream of [...streams]) stream.onEnd()
}
