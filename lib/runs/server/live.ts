import 'server-only'
import { log } from '@/lib/log'
import { database } from '@/lib/store/current'
import { RUN_CHANGED } from '@/lib/store/run-dispatch'

/** Told of every changed run; `undefined` means that some changes may have been missed: read all again. */
type OnChange = (change: { readonly runId: string; readonly personId: string } | undefined) => void

interface Hub {
  readonly listeners: Set<OnChange>
  readonly ends: Set<() => void>
  readonly ready: Promise<unknown>
}

interface Shared {
  lakeportHub?: Hub
}

/** One listener at the database for all open pages of this process. */
function hub(): Hub {
  const shared = globalThis as Shared
  shared.lakeportHub ??= open()
  return shared.lakeportHub
}

function open(): Hub {
  const listeners = new Set<OnChange>()
  const tell: OnChange = (change) => {
    for (const listener of listeners) listener(change)
  }
  const ready = database().then((db) =>
    db.listen(
      RUN_CHANGED,
      (payload) => {
        const [runId = '', personId = ''] = payload.split(' ')
        tell({ runId, personId })
      },
      () => tell(undefined),
    ),
  )
  return { listeners, ends: new Set(), ready }
}

/** Hears of changed runs until the answered function is called. */
export async function hearChanges(onChange: OnChange, onEnd: () => void): Promise<() => void> {
  const { listeners, ends, ready } = hub()
  await ready
  listeners.add(onChange)
  ends.add(onEnd)
  return () => {
    listeners.delete(onChange)
    ends.delete(onEnd)
  }
}

/** Ends every open stream: the process is going, and browsers reconnect to another. */
export function endStreams(): void {
  const { ends } = hub()
  log('info', 'live.ended', { streams: ends.size })
  for (const end of [...ends]) end()
}
