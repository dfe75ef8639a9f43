import { isForNobody } from '@/lib/flows/audience'
import { countRead, MOST_READ_FIELDS, sourceProblem } from '@/lib/flows/choice-source'
import { uploadFields } from '@/lib/flows/file-folder'
import type { FlowContent, FlowDefinition, FlowStep } from '@/lib/flows/flow'
import { sourcesOf } from '@/lib/flows/flow-steps'
import { conditionProblem } from '@/lib/flows/form-conditions'
import type { InputSchema } from '@/lib/flows/input-schema'
import { secretsInStatements } from '@/lib/flows/secret-parameters'
import { markersOf } from '@/lib/flows/sql-markers'
import { type StepProblem, stepProblems } from '@/lib/flows/step-problems'

/** What is still to be done before, or had better be done: words are the page's. */
export interface DraftIssue {
  readonly kind:
    | 'nobody'
    | 'unmapped'
    | 'unknown_input'
    | 'condition'
    | 'source'
    | 'many_read'
    | 'many_files'
    | 'no_title'
    | 'no_contact'
    | 'no_warehouse'
    | 'no_statement'
    | 'unbound'
    | 'secret'
    | StepProblem
  /** The step that it is about, where there are several. */
  readonly step?: string
  /** The field or job parameter that it is about. */
  readonly name?: string
  /** Nothing is published with it. */
  readonly isFatal: boolean
}

/** What can be said of a draft by looking at it alone. */
export function draftIssues({ title, owner, definition }: FlowContent): readonly DraftIssue[] {
  const { inputs, steps, audience } = definition
  const used = new Set<string>()
  const issues: DraftIssue[] = []
  if (title.trim() === '') issues.push({ kind: 'no_title', isFatal: true })
  if (owner.trim() === '') issues.push({ kind: 'no_contact', isFatal: true })
  for (const step of steps) {
    issues.push(...issuesOfStep(step, inputs).map((issue) => ({ ...issue, ...among(steps, step) })))
    for (const source of Object.values(sourcesOf(step))) if ('input' in source) used.add(source.input)
  }
  issues.push(...issuesAmongSteps(definition))
  for (const name of Object.keys(inputs.properties)) {
    if (sourceProblem(inputs, name)) issues.push({ kind: 'source', name, isFatal: true })
    if (conditionProblem(inputs, name)) issues.push({ kind: 'condition', name, isFatal: true })
    if (!used.has(name) && !drives(inputs, name)) issues.push({ kind: 'unmapped', name, isFatal: false })
  }
  if (uploadFields(inputs).length > 1) issues.push({ kind: 'many_files', isFatal: true })
  if (countRead(inputs) > MOST_READ_FIELDS) issues.push({ kind: 'many_read', isFatal: true })
  if (isForNobody(audience)) issues.push({ kind: 'nobody', isFatal: false })
  return issues
}

function issuesOfStep(step: FlowStep, inputs: InputSchema): readonly DraftIssue[] {
  const issues: DraftIssue[] = Object.values(sourcesOf(step)).flatMap((source) =>
    'input' in source && !Object.hasOwn(inputs.properties, source.input)
      ? [{ kind: 'unknown_input', name: source.input, isFatal: true }]
      : [],
  )
  if (step.action !== 'sql') return issues
  if (step.warehouseId === '') issues.push({ kind: 'no_warehouse', isFatal: true })
  if (step.statement.trim() === '') issues.push({ kind: 'no_statement', isFatal: true })
  for (const name of markersOf(step.statement)) {
    if (!Object.hasOwn(step.parameters, name)) issues.push({ kind: 'unbound', name, isFatal: true })
  }
  return issues
}

function issuesAmongSteps({ inputs, steps }: FlowDefinition): readonly DraftIssue[] {
  const at = (place: number) => among(steps, steps[place])
  return [
    ...secretsInStatements({ inputs, steps }).map(({ place, name }) => {
      return { kind: 'secret', name, isFatal: true, ...at(place) } as const
    }),
    ...stepProblems(steps).map(({ place, problem }) => ({ kind: problem, isFatal: true, ...at(place) })),
  ]
}

function among(steps: readonly FlowStep[], step: FlowStep | undefined): Pick<DraftIssue, 'step'> {
  return steps.length > 1 && step?.name !== undefined ? { step: step.name } : {}
}

/** Whether another field depends on it: then it does something, though the job gets nothing of it. */
function drives({ properties }: InputSchema, name: string): boolean {
  return Object.values(properties).some(({ 'x-shown-when': when, 'x-options': source }) => {
    return when?.field === name || (source?.from === 'sql' && markersOf(source.statement).includes(name))
  })
}
