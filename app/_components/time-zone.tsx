'use client'

import { createContext, type ReactNode, use, useEffect, useSyncExternalStore } from 'react'
import { keepCookie } from './keep-cookie'

const TimeZone = createContext('UTC')

interface TimeZoneProviderProps {
  /** From the cookie `tz`; 'UTC' on the first visit. */
  readonly timeZone: string
  readonly children: ReactNode
}

/** Gives every <Time> below it the viewer's time zone: the server's guess first, then what the browser knows. */
export function TimeZoneProvider({ timeZone, children }: TimeZoneProviderProps) {
  const zone = useSyncExternalStore(neverChanges, browserZone, () => timeZone)
  useEffect(() => {
    if (zone !== timeZone) keepCookie('tz', zone)
  }, [zone, timeZone])
  return <TimeZone value={zone}>{children}</TimeZone>
}

/** The viewer's IANA time zone, 'UTC' as long as nobody knows it. */
export function useTimeZone(): string {
  return use(TimeZone)
}

function neverChanges(): () => void {
  return () => undefined
}

function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
