import type { RunState } from '@/lib/runs/run-state'

/** How many wait, and for how long the oldest has. */
export interface Waiting {
  readonly count: number
  readonly oldestSeconds: number
}

/** Of all processes together, as the database has it. */
export interface WorkFigures {
  readonly activeRuns: ReadonlyMap<RunState, number>
  readonly presses: Waiting
  /** Runs that wait for other runs of their flow. */
  readonly turns: number
  readonly groups: Waiting
  readonly deliveries: Waiting
  readonly liveSessions: number
}

export interface WorkspaceFigures {
  readonly origin: string
  readonly isFailing: boolean
  readonly isOnHold: boolean
  readonly callsLeft: number
}

/** In seconds. */
export interface LoopDelay {
  readonly mean: number
  readonly p99: number
  readonly max: number
}

export interface ProcessFigures {
  readonly version: string
  readonly build: string | undefined
  readonly node: string
  readonly role: string
  readonly uptimeSeconds: number
  readonly cpuSeconds: number
  readonly residentBytes: number
  readonly heapBytes: number
  readonly loopDelay: LoopDelay
}
