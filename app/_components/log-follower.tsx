'use client'

import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import styles from './log-view.module.css'

interface LogFollowerProps {
  readonly label: string
  readonly count: number
  readonly followLabel: string | undefined
  readonly newLinesText: string | undefined
  readonly children: ReactNode
}

/** Keeps the end of a growing log in view, until the person scrolls up or switches it off. */
export function LogFollower({ label, count, followLabel, newLinesText, children }: LogFollowerProps) {
  const region = useRef<HTMLElement>(null)
  const seen = useRef(count)
  const [following, setFollowing] = useState(Boolean(followLabel))
  const [news, setNews] = useState('')
  const id = useId()

  useEffect(() => {
    const added = count - seen.current
    seen.current = count
    if (added > 0 && newLinesText) setNews(newLinesText.replace('{count}', String(added)))
    if (following && region.current) region.current.scrollTop = region.current.scrollHeight
  }, [count, following, newLinesText])

  function stopWhenScrolledUp() {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = region.current ?? {}
    if (following && scrollTop < scrollHeight - clientHeight - 40) setFollowing(false)
  }

  return (
    <>
      {followLabel && (
        <label className={`${styles.follow} script-only`} htmlFor={id}>
          <input id={id} type="checkbox" checked={following} onChange={() => setFollowing(!following)} />
          {followLabel}
        </label>
      )}
      <section
        ref={region}
        className={styles.log}
        role="log"
        aria-live="off"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
        tabIndex={0}
        onWheel={stopWhenScrolledUp}
        onKeyUp={stopWhenScrolledUp}
      >
        {children}
      </section>
      <span role="status" className="visually-hidden">
        {news}
      </span>
    </>
  )
}
