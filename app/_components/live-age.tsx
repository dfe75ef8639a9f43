'use client'

import { Duration } from '@/app/_components/duration'
import { LiveVersion } from '@/app/_components/live-version'
import { Time } from '@/app/_components/time'

interface FollowAgeProps {
  readonly runId: string
  readonly version: string
  readonly active: boolean
  /** When the workspace last answered, epoch ms by the server's clock. */
  readonly followedAt: number | undefined
  readonly now: number
  readonly words: { readonly updated: string; readonly notUpdated: string }
}

/** Keeps the page up to date, and says how old what it shows is. Nothing announces it. */
export function FollowAge({ runId, version, active, followedAt, now, words }: FollowAgeProps) {
  if (!active) return null
  return (
    <LiveVersion url={`/api/runs/${runId}`} stream={`/api/live?run=${runId}`} version={version} active>
      {({ pulse, failedAt }) => {
        if (failedAt !== undefined) {
          return (
            <span>
              {words.notUpdated} <Time at={failedAt} format="seconds" />
            </span>
          )
        }
        const at = pulse?.followedAt ?? followedAt
        return at === undefined ? null : (
          <span>
            {words.updated} <Duration from={at} now={now} />
          </span>
        )
      }}
    </LiveVersion>
  )
}
