import type { Way } from './notice'

/** The ways that lead out of the portal. */
export type OutWay = Exclude<Way, 'app'>

/**
 * Why a notice did not get there. `unreachable`: nothing answered, or not in time. `sign_in`: the portal was not let in.
 * `refused`: it was not taken, and would not be. `busy`: not taken for now. `no_address`: it is not known where to.
 */
export const DELIVERY_PROBLEMS = ['unreachable', 'sign_in', 'refused', 'busy', 'no_address'] as const
export type DeliveryProblem = (typeof DELIVERY_PROBLEMS)[number]

/** How a notice fares on a way out of the portal. */
export interface DeliveryState {
  readonly way: OutWay
  readonly state: 'open' | 'sent' | 'given_up'
  readonly problem: DeliveryProblem | null
}

const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 60 * 60_000
const PATIENCE_MS = 24 * 60 * 60_000
/** That would be answered the same way tomorrow. */
const FOR_GOOD: ReadonlySet<DeliveryProblem> = new Set<DeliveryProblem>(['refused', 'no_address'])

/** How long to wait before the next try, ms; `undefined`: there is none, and the person is told so. */
export function pauseAfter(problem: DeliveryProblem, tries: number, ageMs: number): number | undefined {
  if (FOR_GOOD.has(problem) || ageMs > PATIENCE_MS) return undefined
  return Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS)
}
