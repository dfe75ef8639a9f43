'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState, useTransition } from 'react'
import useSWR from 'swr'
import { fetchPulse, type Pulse } from './pulse'

const WITH_STREAM_MS = 5_000
const WITHOUT_STREAM_MS = 2_000
const RETRY_LONGEST_MS = 30_000

interface LiveVersionProps {
  /** Answers a pulse, with an ETag over what the page shows. */
  readonly url: string
  /** Sends an event whenever something may have changed. */
  readonly stream: string
  /** What the server rendered. */
  readonly version: string
  /** Something on the page may still change. */
  readonly active: boolean
  readonly children?: (live: Live) => React.ReactNode
}

export interface Live {
  readonly pulse: Pulse | undefined
  readonly failedAt: number | undefined
}

/**
 * Keeps a page that the server rendered up to date: hears of changes by a stream while the tab is visible, asks anyway
 * every few seconds, and has the page rendered anew when its version is no longer the one shown (design 4).
 */
export function LiveVersion({ url, stream, version, active, children }: LiveVersionProps) {
  const router = useRouter()
  const [, startTransition] = useTransition()
  const [failedAt, setFailedAt] = useState<number>()
  const visible = useVisible()
  const streaming = useStream(active && visible ? stream : undefined, () => void mutate())
  const { data, mutate } = useSWR(active ? url : null, fetchPulse, {
    refreshInterval: streaming ? WITH_STREAM_MS : WITHOUT_STREAM_MS,
    dedupingInterval: 200,
    errorRetryInterval: WITHOUT_STREAM_MS,
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
  return children?.({ pulse: data, failedAt }) ?? null
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(true)
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible')
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return visible
}

/** Whether the stream is open. A hidden tab holds none: a browser opens six connections to one host and no more. */
function useStream(url: string | undefined, onChange: () => void): boolean {
  const [open, setOpen] = useState(false)
  const [listener] = useState(() => ({ onChange }))
  listener.onChange = onChange
  useEffect(() => {
    if (url === undefined) return
    const source = new EventSource(url)
    source.onopen = () => setOpen(true)
    source.onerror = () => setOpen(false)
    source.onmessage = () => listener.onChange()
    return () => {
      source.close()
      setOpen(false)
    }
  }, [url, listener])
  return open
}
