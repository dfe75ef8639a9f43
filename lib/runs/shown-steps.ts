import type { Flow, FlowStep } from '@/lib/flows/flow'
import type { StepRow } from './run-view'

interface Stepped {
  readonly flow: Pick<Flow, 'definition'>
  readonly steps: readonly StepRow[]
}

/** Whether there is more to tell than of one step that was tried once. */
export function hasSeveralSteps({ flow, steps }: Stepped): boolean {
  return flow.definition.steps.length > 1 || steps.length > 1
}

export interface ShownStep {
  readonly position: number
  readonly step: FlowStep
  /** undefined: its turn has not come, or never will. */
  readonly latest: StepRow | undefined
  /** Oldest first. */
  readonly earlier: readonly StepRow[]
}

/** The steps of the flow in their order, with the attempts of each. */
export function shownSteps({ flow, steps }: Stepped): readonly ShownStep[] {
  return flow.definition.steps.map((step, position) => {
    const earlier = steps.filter((row) => row.position === position)
    const latest = earlier.pop()
    return { position, step, latest, earlier }
  })
}
