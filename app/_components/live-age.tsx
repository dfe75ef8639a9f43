'use client'

import { Duration } from './duration'
import { Sentence } from './sentence'
import { Time } from './time'
import { useLiveVersion } from './use-live-version'

export interface LiveAgeProps {
  /** Answers a pulse, with an ETag over what the page shows. */
  readonly url: string
  /** Sends an event whenever something may have changed. */
  readonly stream: string
  /** What the server rendered. */
  readonly version: string
  /** When what is shown was true, epoch ms by the server's clock. */
  readonly at?: number | undefined
  /** The server's clock when it drew the page. */
  readonly now: number
  /** "Updated {age} ago", "Not updated since {time}". Without them the age is not shown. */
  readonly words?: { readonly updated: string; readonly notUpdated: string }
}

/** Says how old the page is, while it is kept up to date. Nothing announces the ticks. */
export function LiveAge({ url, stream, version, at, now, words }: LiveAgeProps) {
  const { pulse, failedAt } = useLiveVersion(url, stream, version)
  if (!words) return null
  if (failedAt !== undefined) {
    return (
      <span>
        <Sentence text={words.notUpdated} part={<Time at={failedAt} format="time" />} />
      </span>
    )
  }
  const since = Math.max(pulse?.followedAt ?? 0, at ?? 0)
  if (since === 0) return null
  return (
    <span>
      <Sentence text={words.updated} part={<Duration from={since} now={now} />} />
    </span>
  )
}
