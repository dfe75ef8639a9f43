'use client'

import { useEffect, useState } from 'react'

/** Whether the tab is. */
export function useVisible(): boolean {
  const [visible, setVisible] = useState(true)
  useEffect(() => {
    const look = () => setVisible(document.visibilityState === 'visible')
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return visible
}

/** Whether the stream at `url` is open. A hidden tab holds none: a browser opens six connections to one host and no more. */
export function useStream(url: string | undefined, onChange: () => void): boolean {
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
