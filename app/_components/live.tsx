'use client'

import { type ComponentType, useEffect, useState } from 'react'
import type { LiveAgeProps } from './live-age'

interface LiveProps extends LiveAgeProps {
  /** Something on the page may still change. */
  readonly active: boolean
}

/**
 * Keeps a page up to date while something on it may change. What it takes to poll and to hear is loaded only then: most
 * pages show what has ended, and open at once without it.
 */
export function Live({ active, ...props }: LiveProps) {
  const [Age, setAge] = useState<ComponentType<LiveAgeProps>>()
  useEffect(() => {
    if (active) void import('./live-age').then(({ LiveAge }) => setAge(() => LiveAge))
  }, [active])
  return active && Age ? <Age {...props} /> : null
}
