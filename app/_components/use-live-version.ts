'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState, useTransition } from 'react'
import useSWR from 'swr'
import { fetchPulse, type Pulse } from './pulse'
import { useStream, useVisible } from './use-stream'

const WITH_STREAM_MS = 5_000
const WITHOUT_STREAM_MS = 2_000
const RETRY_LONGEST_MS = 30_000

interface Live {
  readonly pulse: Pulse | undefined
  /** Since when no answer has come, by this browser's clock. */
  readonly failedAt: number | undefined
}

/**
 * Keeps a page that the server rendered up to date: hears of changes by a stream while the tab is visible, asks anyway
 * every few seconds, and has the page rendered anew when its version is no longer the one shown (design 4).
 */
export function useLiveVersion(url: string, stream: string, version: string): Live {
  const router = useRouter()
  const [, startTransition] = useTransition()
  const [failedAt, setFailedAt] = useState<number>()
  const visible = useVisible()
  const streaming = useStream(visible ? stream : undefined, () => void mutate())
  const { data, mutate } = useSWR(url, fetchPulse, {
    refreshInterval: streaming ? WITH_STREAM_MS : WITHOUT_STREAM_MS,
    dedupingInterval: 200,
    onSuccess: () => setFailedAt(undefined),
    onError: () => setFailedAt((since) => since ?? Date.now()),
    onErrorRetry: (_error, _key, _config, retry, { retryCount }) => {
      setTimeout(
        () => void retry({ retryCount }),
        Math.min(WITHOUT_STREAM_MS * 2 ** (retryCount - 1), RETRY_LONGEST_MS),
      )
    },
  })
  const latest = data?.version
  useEffect(() => {
    if (latest !== undefined && latest !== version) startTransition(() => router.refresh())
  }, [latest, version, router])
  return { pulse: data, failedAt }
}
