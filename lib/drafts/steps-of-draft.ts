import { PortalError } from '@/lib/errors'
import type { FlowContent, FlowStep } from '@/lib/flows/flow'
import { sameName } from '@/lib/flows/step-problems'
import { withDefinition } from './edit-inputs'

/** As many as a flow may have. */
export const MOST_STEPS = 10

/** When and how a step is run, whatever it does. */
export type StepSettings = Pick<FlowStep, 'name' | 'runAfter' | 'retry' | 'timeout' | 'wait' | 'secretResults'>

const SETTINGS = ['name', 'runAfter', 'retry', 'timeout', 'wait', 'secretResults'] as const

function settingsOf(step: FlowStep): StepSettings {
  const given = SETTINGS.flatMap((key) => (step[key] === undefined ? [] : [[key, step[key]]]))
  return Object.fromEntries(given) as StepSettings
}

/** A step that does the same, with other settings. */
export function withSettings(step: FlowStep, settings: StepSettings): FlowStep {
  const known: readonly string[] = SETTINGS
  const work = Object.entries(step).filter(([key]) => !known.includes(key))
  return { ...(Object.fromEntries(work) as unknown as FlowStep), ...settings }
}

/** Where a step stands. The only step of a flow may have no name: ''. @throws PortalError not_found */
export function placeOf({ definition: { steps } }: FlowContent, name: string): number {
  const place = steps.findIndex((step) => (step.name ?? '') === name)
  if (place < 0) throw new PortalError('not_found', `The flow has no step "${name}".`)
  return place
}

/** A step by its name. @throws PortalError not_found */
export function stepCalled(content: FlowContent, name: string): FlowStep {
  const step = content.definition.steps[placeOf(content, name)]
  if (!step) throw new PortalError('not_found', `The flow has no step "${name}".`)
  return step
}

/** Lets a step do something else; when and how it is run stays. @throws PortalError not_found */
export function replaceStep(
  content: FlowContent,
  name: string,
  change: (settings: StepSettings, known: FlowStep) => FlowStep,
): FlowContent {
  const known = stepCalled(content, name)
  const steps = content.definition.steps.with(placeOf(content, name), change(settingsOf(known), known))
  return withSteps(content, steps)
}

/**
 * The same flow with other steps. Whose rights the code has is a matter of its jobs: a statement has those of the person, and
 * the first job among statements is its own to begin with.
 */
export function withSteps(content: FlowContent, steps: readonly FlowStep[]): FlowContent {
  const { steps: before, identityMode } = content.definition
  const ofJobs = hasJob(before) ? identityMode : 'shared'
  return withDefinition(content, { steps, identityMode: hasJob(steps) ? ofJobs : 'as_me' })
}

export function hasJob(steps: readonly FlowStep[]): boolean {
  return steps.some(({ action }) => action === 'run_now')
}

/** Whether another step has the name already. */
export function isTaken({ definition: { steps } }: FlowContent, name: string, except: string): boolean {
  return steps.some((step) => step.name !== undefined && step.name !== except && sameName(step.name, name))
}
