import { PortalError } from '@/lib/errors'
import type { FlowContent, FlowStep } from '@/lib/flows/flow'
import { mapSources, sourcesOf } from '@/lib/flows/flow-steps'
import { isResult, type StepProblem, stepProblems } from '@/lib/flows/step-problems'
import { freeStepName } from './step-name'
import { placeOf, type StepSettings, stepCalled, withSettings, withSteps } from './steps-of-draft'

/** Puts a step behind the others. Among several each has a name: `wanted` is the new one's, `first` that of one without. */
export function addStep(
  content: FlowContent,
  step: FlowStep,
  { wanted, first }: { readonly wanted: string; readonly first: string },
): FlowContent {
  const named = content.definition.steps.map((known) => ({ ...known, name: known.name ?? first }))
  const name = freeStepName(
    wanted,
    named.map((known) => known.name),
  )
  return withSteps(content, [...named, { ...step, name }])
}

/** Changes when and how a step is run. What takes its results goes along with a new name. @throws PortalError not_found */
export function putSettings(content: FlowContent, name: string, settings: StepSettings): FlowContent {
  const known = stepCalled(content, name)
  const steps = content.definition.steps.with(placeOf(content, name), withSettings(known, settings))
  const after = settings.name
  if (after === undefined || after === name) return withSteps(content, steps)
  const goingAlong = steps.map((step) =>
    mapSources(step, (source) => ('step' in source && source.step === name ? { ...source, step: after } : source)),
  )
  return withSteps(content, goingAlong)
}

/** Moves a step one place up (-1) or down (1); at an end it stays. @throws PortalError not_found */
export function moveStep(content: FlowContent, name: string, by: -1 | 1): FlowContent {
  const { steps } = content.definition
  const from = placeOf(content, name)
  const [moved, other] = [steps[from], steps[from + by]]
  if (!moved || !other) return content
  return withSteps(content, steps.with(from, other).with(from + by, moved))
}

/** What is wrong with the steps after a change that was not before, with the name of the step that it is about. */
export function newProblems(
  before: FlowContent,
  after: FlowContent,
): readonly { readonly step: string; readonly problem: StepProblem }[] {
  const known = problemsOf(before)
  return problemsOf(after).filter(
    ({ step, problem }) => !known.some((other) => other.step === step && other.problem === problem),
  )
}

function problemsOf({ definition: { steps } }: FlowContent) {
  return stepProblems(steps).map(({ place, problem }) => ({ step: steps[place]?.name ?? '', problem }))
}

export interface Removed {
  readonly content: FlowContent
  /** How many parameters of other steps took a result of it, and have lost it. */
  readonly freed: number
  /** The step behind it is the first one now, and no longer runs after anything. */
  readonly startsNow: boolean
}

/** Takes a step out, and its results out of all that took them. @throws PortalError not_found, invalid_request for the last */
export function removeStep(content: FlowContent, name: string): Removed {
  const { steps } = content.definition
  const place = placeOf(content, name)
  if (steps.length === 1) throw new PortalError('invalid_request', 'A flow has one step at least.')
  const taken = steps
    .flatMap((step) => Object.values(sourcesOf(step)))
    .filter((source) => isResult(source) && source.step === name)
  const left = steps
    .toSpliced(place, 1)
    .map((step) => mapSources(step, (source) => ('step' in source && source.step === name ? undefined : source)))
  const startsNow = left[0]?.runAfter !== undefined
  return { content: withSteps(content, startsNow ? startingAtOnce(left) : left), freed: taken.length, startsNow }
}

function startingAtOnce([first, ...others]: readonly FlowStep[]): readonly FlowStep[] {
  if (!first) return others
  const { runAfter: _, ...atOnce } = first
  return [atOnce, ...others]
}
