'use client'

import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import type { Bell as BellState } from '@/lib/notices/notice'
import styles from './bell.module.css'
import type { BellLiveProps } from './bell-live'

export interface BellWords {
  /** "Notices" */
  readonly notices: string
  /** "Notices: {count} unread" */
  readonly unread: string
}

interface BellProps extends BellState {
  readonly className: string | undefined
  readonly words: BellWords
  /** Its icon. */
  readonly children: ReactNode
}

/** The way to what the person was told, and how much of it is unread. Without scripts it says what was known with the page. */
export function Bell({ className, words, children, ...drawn }: BellProps) {
  const [Live, setLive] = useState<ComponentType<BellLiveProps>>()
  const [heard, hear] = useState<BellState>()
  useEffect(() => {
    void import('./bell-live').then((live) => setLive(() => live.BellLive))
  }, [])
  const { unread, underWay } = heard ?? drawn
  const count = unread > 99 ? '99+' : unread
  const label = unread ? words.unread.replace('{count}', `${count}`) : words.notices
  return (
    <a className={className} href="/notices" aria-label={label} title={label}>
      {children}
      {unread > 0 && (
        <span className={styles.count} aria-hidden="true">
          {count}
        </span>
      )}
      {Live && <Live drawn={`${drawn.unread} ${drawn.underWay}`} underWay={underWay} hear={hear} />}
    </a>
  )
}
