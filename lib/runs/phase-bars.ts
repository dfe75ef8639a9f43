import type { RunStatus } from './run-status'
import { PHASES, type Phase, type TaskFacts } from './task-facts'

/** A part of a task's time; epoch ms. */
export interface PhaseBar {
  readonly phase: Phase
  readonly fromMs: number
  readonly toMs: number
}

interface TimedTask {
  readonly status: RunStatus
  /** Epoch ms. */
  readonly startMs: number
  /** Absent while it goes on: then its last part reaches to `nowMs`. */
  readonly endMs?: number | undefined
  readonly phases?: TaskFacts['phases'] | undefined
}

/** Parts without a gap from the start to the end. Where nothing is known of them, all of it counts as work. */
export function phaseBars({ status, startMs, endMs, phases = {} }: TimedTask, nowMs: number): readonly PhaseBar[] {
  const toMs = Math.max(endMs ?? nowMs, startMs)
  const known = PHASES.map((phase) => ({ phase, ms: phases[phase] ?? 0 })).filter(({ ms }) => ms > 0)
  const sum = known.reduce((total, { ms }) => total + ms, 0)
  if (sum === 0) return [{ phase: endMs === undefined ? phaseOf(status) : 'work', fromMs: startMs, toMs }]
  // Whole seconds never add up to the time between start and end: they are stretched to it.
  const scale = endMs === undefined ? Math.min(1, (toMs - startMs) / sum) : (toMs - startMs) / sum
  const bars: PhaseBar[] = []
  for (const { phase, ms } of known) {
    const fromMs = bars.at(-1)?.toMs ?? startMs
    bars.push({ phase, fromMs, toMs: fromMs + Math.round(ms * scale) })
  }
  const last = bars.at(-1)?.toMs ?? startMs
  return last < toMs && endMs === undefined ? [...bars, { phase: phaseOf(status), fromMs: last, toMs }] : bars
}

/** In which part of its time a task is now. */
function phaseOf(status: RunStatus): Phase {
  if (status === 'Queued') return 'queue'
  return status === 'Waiting' ? 'setup' : 'work'
}
