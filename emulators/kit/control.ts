import type { Clock } from './clock.ts'
import type { Faults } from './faults.ts'
import { type Answer, type Call, json, type Route } from './http.ts'
import type { RequestLog } from './request-log.ts'

export const CONTROL_PREFIX = '/__emulator'

interface Controlled {
  clock: Clock
  faults: Faults
  log: RequestLog
  reset(): void
}

/** The control calls that every emulator has. */
export function commonControl({ clock, faults, log, reset }: Controlled): Route[] {
  return [
    {
      method: 'POST',
      path: '/reset',
      handle: () => {
        clock.reset()
        faults.clear()
        log.clear()
        reset()
        return json(200, {})
      },
    },
    {
      method: 'GET',
      path: '/requests',
      handle: (call) => json(200, log.since(Number(call.query.get('since') ?? 0))),
    },
    { method: 'GET', path: '/faults', handle: () => json(200, faults.list()) },
    { method: 'POST', path: '/faults', handle: (call) => json(201, faults.add(call.json())) },
    {
      method: 'DELETE',
      path: '/faults',
      handle: () => {
        faults.clear()
        return json(200, {})
      },
    },
    { method: 'POST', path: '/clock', handle: (call) => json(200, moveClock(clock, call)) },
  ]
}

function moveClock(clock: Clock, call: Call): { now: number } {
  const { advanceMs } = call.json() as { advanceMs?: unknown }
  if (typeof advanceMs !== 'number' || !Number.isFinite(advanceMs)) throw new TypeError('advanceMs is a number')
  clock.advance(advanceMs)
  return { now: clock.now() }
}

/** Control is for programs on this machine: a page in a browser (it sends Origin, or another Host) may not steer. */
export function refuseControl(call: Call): Answer | undefined {
  const host = (call.headers.host ?? '').replace(/:\d+$/, '')
  const local = host === '127.0.0.1' || host === 'localhost'
  if (local && call.headers.origin === undefined) return undefined
  return json(403, { error: 'The control calls are for programs on this machine.' })
}
