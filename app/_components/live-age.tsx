'use client'

import { Duration } from './duration'
import { LiveVersion } from './live-version'
import { Time } from './time'

interface LiveAgeProps {
  /** As for <LiveVersion>. */
  readonly url: string
  readonly stream: string
  readonly version: string
  readonly active: boolean
  /** When what is shown was true, epoch ms by the server's clock. */
  readonly at: number | undefined
  /** The server's clock when it drew the page. */
  readonly now: number
  readonly words: { readonly updated: string; readonly notUpdated: string }
}

/** Keeps the page up to date while something on it may change, and says how old it is. Nothing announces the ticks. */
export function LiveAge({ url, stream, version, active, at, now, words }: LiveAgeProps) {
  if (!active) return null
  return (
    <LiveVersion url={url} stream={stream} version={version} active>
      {({ pulse, failedAt }) => {
        if (failedAt !== undefined) {
          return (
            <span>
              {words.notUpdated} <Time at={failedAt} format="seconds" />
            </span>
          )
        }
        const since = Math.max(pulse?.followedAt ?? 0, at ?? 0)
        return since === 0 ? null : (
          <span>
            {words.updated} <Duration from={since} now={now} />
          </span>
        )
      }}
    </LiveVersion>
  )
}
