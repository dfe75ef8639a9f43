'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'
import type { Bell } from '@/lib/notices/notice'
import { fetchPulse } from './pulse'
import { useStream, useVisible } from './use-stream'

export interface BellLiveProps {
  /** What the server drew, as one text: another one is newer than what was heard. */
  readonly drawn: string
  readonly underWay: boolean
  readonly hear: (bell: Bell | undefined) => void
}

/**
 * Keeps the bell up to date: hears of the person's runs while some are under way and the tab is visible, and asks again with
 * each page, since a layout is not drawn anew.
 */
export function BellLive({ drawn, underWay, hear }: BellLiveProps) {
  const visible = useVisible()
  const streaming = useStream(visible && underWay ? '/api/live?notices=mine' : undefined, () => void look(hear))
  const path = usePathname()
  const first = useRef(path)
  useEffect(() => {
    if (drawn) hear(undefined)
  }, [drawn, hear])
  useEffect(() => {
    if (streaming || path !== first.current) void look(hear)
  }, [path, streaming, hear])
  return null
}

/** Without an answer the bell goes on showing what it knew: the next event or page asks again. */
async function look(hear: BellLiveProps['hear']): Promise<void> {
  const pulse = await fetchPulse('/api/notices').catch(() => undefined)
  if (!pulse) return
  const [unread = '', underWay] = pulse.version.split(' ')
  hear({ unread: Number(unread), underWay: underWay === 'true' })
}
