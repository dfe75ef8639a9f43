import type { FlowStep, ParameterSource, ResultSource } from './flow'
import { sourcesOf } from './flow-steps'

/** Why the steps of a flow cannot be run in their order: words are the caller's. */
export type StepProblem =
  | 'unnamed'
  | 'same_name'
  | 'first'
  | 'later'
  | 'not_awaited'
  | 'secret_results'
  | 'other_kind'

const NAME = /^\p{L}[\p{L}\p{N} _-]{0,59}$/u

export function isStepName(text: string): boolean {
  return NAME.test(text) && text === text.trim()
}

/** What is wrong with the steps among themselves, each with the place of the step that has to change. */
export function stepProblems(steps: readonly FlowStep[]): readonly { place: number; problem: StepProblem }[] {
  return steps.flatMap((step, place) => {
    const earlier = steps.slice(0, place)
    const problems = new Set([...frameProblems(step, earlier, steps.length > 1), ...sourceProblems(step, earlier)])
    return [...problems].map((problem) => ({ place, problem }))
  })
}

function frameProblems({ name, runAfter }: FlowStep, earlier: readonly FlowStep[], areMany: boolean): StepProblem[] {
  const problems: StepProblem[] = []
  if (areMany && name === undefined) problems.push('unnamed')
  if (name !== undefined && earlier.some((other) => sameName(other.name, name))) problems.push('same_name')
  if (runAfter && earlier.length === 0) problems.push('first')
  return problems
}

function sourceProblems(step: FlowStep, earlier: readonly FlowStep[]): StepProblem[] {
  return Object.values(sourcesOf(step)).flatMap((source) => {
    if (!isResult(source)) return []
    const left = earlier.find(({ name }) => name === source.step)
    if (!left) return ['later']
    if (left.wait === false && source.result !== 'run_id') return ['not_awaited']
    if (left.secretResults && !isTold(source.result)) return ['secret_results']
    return fits(source, left) ? [] : ['other_kind']
  })
}

/** How it ended, and its run's id, are known of a step whose results are secret, too. */
function isTold(result: ResultSource['result']): boolean {
  return result === 'status' || result === 'run_id'
}

export function isResult(source: ParameterSource): source is ResultSource {
  return 'step' in source
}

/** Names are told apart by people: what reads alike is alike. */
export function sameName(a: string | undefined, b: string): boolean {
  return a?.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase()
}

/** Only a job has tasks, only a statement has columns, and only a value comes out of either. */
function fits({ result, task, column }: ResultSource, { action }: FlowStep): boolean {
  if (result !== 'value') return task === undefined && column === undefined
  return action === 'sql' ? task === undefined : column === undefined
}
