import type { FlowDefinition } from '@/lib/flows/flow'
import { conditionsOf } from '@/lib/flows/form-conditions'
import { type InputProperty, isSecret } from '@/lib/flows/input-schema'
import { failureOfRun } from './failure-of-run'
import type { RunRow, TaskRow } from './run-view'
import type { TaskFacts } from './task-facts'

/** One run with what it takes to compare it. */
export interface ComparedRun {
  readonly run: RunRow
  readonly flow: { readonly definition: Pick<FlowDefinition, 'inputs' | 'steps'> }
  readonly tasks: readonly TaskRow[]
  /** Of the whole text that each task left, by the place of its step and its key. */
  readonly results: ReadonlyMap<string, string>
}

/** What is compared: one thing of which there is one, or one of several by their names. */
export type ComparedThing =
  | { readonly of: (typeof SINGLE)[number] }
  | { readonly of: 'input' | (typeof OF_TASK)[number]; readonly name: string }

const SINGLE = [
  ...(['status', 'cause', 'error', 'termination', 'duration', 'waited', 'flow', 'version', 'trigger'] as const),
  ...(['startedBy', 'principal', 'runsAs', 'identityMode', 'workspace', 'settings', 'compute', 'steps'] as const),
] as const

const OF_TASK = ['taskStatus', 'taskDuration', 'taskStart', 'taskResult', 'taskSettings', 'taskCompute'] as const

/** `undefined`: it is not known, or there is none. A length is in ms; what was given for an input is read by its field. */
export type ComparedValue =
  | { readonly text: string }
  | { readonly ms: number }
  | { readonly given: unknown; readonly field: InputProperty }
  | undefined

/** `hidden`: secret values are not kept, so nobody can tell. `unknown`: of one of the two runs it was never kept. */
export type Verdict = 'different' | 'same' | 'unknown' | 'hidden'

export interface Comparison {
  readonly thing: ComparedThing
  readonly verdict: Verdict
  readonly values: readonly [ComparedValue, ComparedValue]
}

/** What two runs have in common, and what not; the differences first. */
export function compareRuns(a: ComparedRun, b: ComparedRun): readonly Comparison[] {
  const all = [
    ...SINGLE.map((of) => compared({ of }, singleOf(a, of), singleOf(b, of), mayBeUnknown(of, a, b))),
    ...inputsOf(a, b),
    ...tasksOf(a, b),
  ].filter((one) => one !== undefined)
  const rank = ({ verdict }: Comparison) => ORDER.indexOf(verdict)
  return all.toSorted((one, other) => rank(one) - rank(other))
}

const ORDER: readonly Verdict[] = ['different', 'unknown', 'hidden', 'same']

/** Of these, nothing means that it was not told; of the others, that there is none. */
const MAY_BE_UNKNOWN: ReadonlySet<string> = new Set(['runsAs', 'settings', 'compute', 'duration'])

/** What a job's tasks were told and on what they ran, they tell themselves, unless an older version kept them. */
function mayBeUnknown(of: (typeof SINGLE)[number], ...runs: readonly ComparedRun[]): boolean {
  if (!MAY_BE_UNKNOWN.has(of)) return false
  const isOfTasks = of === 'settings' || of === 'compute'
  return !(isOfTasks && runs.every(({ tasks }) => tasks.some(({ facts }) => facts.settings !== undefined)))
}

function compared(
  thing: ComparedThing,
  a: ComparedValue,
  b: ComparedValue,
  mayBeUnknown = false,
): Comparison | undefined {
  const isLost = mayBeUnknown && (a === undefined || b === undefined)
  if (a === undefined && b === undefined && !isLost) return undefined
  return { thing, values: [a, b], verdict: isLost ? 'unknown' : isSame(a, b) ? 'same' : 'different' }
}

const LEAST_MS = 1_000
const LEAST_SHARE = 0.1

/** Lengths differ by some seconds whatever one does: within a tenth of each other they are the same. */
function isSame(a: ComparedValue, b: ComparedValue): boolean {
  if (a && b && 'ms' in a && 'ms' in b) {
    const difference = Math.abs(a.ms - b.ms)
    return difference < LEAST_MS || difference < LEAST_SHARE * Math.max(a.ms, b.ms)
  }
  const [one, other] = [a, b].map((value) => (value && 'given' in value ? value.given : value))
  return JSON.stringify(one) === JSON.stringify(other)
}

function singleOf({ run, flow, tasks }: ComparedRun, of: (typeof SINGLE)[number]): ComparedValue {
  const failure = of === 'cause' || of === 'error' ? failureOfRun({ run, tasks, flow }) : undefined
  switch (of) {
    case 'status':
      return text(run.status)
    case 'cause':
      return text(failure?.cause)
    case 'error':
      return text(failure?.line)
    case 'termination':
      return text(run.terminationCode)
    case 'duration':
      return between(run.createdAt, run.endedAt)
    case 'waited':
      return between(run.createdAt, run.startedAt)
    case 'flow':
      return text(run.flowTitle)
    case 'version':
      return text(String(run.flowVersion))
    case 'trigger':
      return text(run.trigger)
    case 'startedBy':
      return text(run.startedBy)
    case 'principal':
      return text(run.principal?.clientId)
    case 'runsAs':
      return text(run.runsAs)
    case 'identityMode':
      return text(run.identityMode)
    case 'workspace':
      return text(run.origin)
    case 'settings':
      return run.databricksJobId === undefined ? text(statementsOf(flow)) : text(run.settingsDigest)
    case 'compute':
      return text(warehousesOf(flow))
    case 'steps':
      return text(String(flow.definition.steps.length))
  }
}

/** What a statement does is what the version of the flow says. */
function statementsOf({ definition: { steps } }: ComparedRun['flow']): string | undefined {
  const statements = steps.flatMap((step) => (step.action === 'sql' ? [step.statement] : []))
  return statements.length === steps.length ? statements.join('; ') : undefined
}

/** Which compute a job had, it alone says. */
function warehousesOf({ definition: { steps } }: ComparedRun['flow']): string | undefined {
  const warehouses = steps.flatMap((step) => (step.action === 'sql' ? [step.warehouseId] : []))
  return warehouses.length === steps.length ? [...new Set(warehouses)].join(', ') : undefined
}

function inputsOf(a: ComparedRun, b: ComparedRun): readonly (Comparison | undefined)[] {
  const schemas = [a, b].map(({ flow }) => flow.definition.inputs)
  const names = new Set(schemas.flatMap((inputs) => conditionsOf(inputs).map(({ name }) => name)))
  return [...names].map((name) => {
    const properties = schemas.flatMap((inputs) =>
      Object.hasOwn(inputs.properties, name) ? [inputs.properties[name]] : [],
    )
    const thing = { of: 'input', name: properties[0]?.title ?? name } as const
    // One version may have it as a secret, and another not.
    if (properties.some((property) => property && isSecret(property))) {
      return { thing, verdict: 'hidden', values: [undefined, undefined] } as const
    }
    return compared(thing, inputOf(a, name), inputOf(b, name))
  })
}

function inputOf({ run: { inputs, files }, flow }: ComparedRun, name: string): ComparedValue {
  const file = Object.hasOwn(files, name) ? files[name] : undefined
  if (file) return text(file.name)
  const { properties } = flow.definition.inputs
  const field = Object.hasOwn(properties, name) ? properties[name] : undefined
  const given = Object.hasOwn(inputs, name) ? inputs[name] : undefined
  return given === undefined || !field ? undefined : { given, field }
}

/** The latest attempt of each task, by the place of its step and its key. */
function tasksOf(a: ComparedRun, b: ComparedRun): readonly (Comparison | undefined)[] {
  const [ofA, ofB] = [latestOf(a), latestOf(b)]
  return [...new Set([...ofA.keys(), ...ofB.keys()])].flatMap((key) => {
    const [one, other] = [ofA.get(key), ofB.get(key)]
    const name = one?.taskKey ?? other?.taskKey ?? ''
    return [
      compared({ of: 'taskStatus', name }, text(one?.status), text(other?.status)),
      compared({ of: 'taskDuration', name }, length(one?.durationMs), length(other?.durationMs)),
      compared({ of: 'taskStart', name }, length(one?.facts.phases?.setup), length(other?.facts.phases?.setup)),
      ...(one && other ? toldOf(name, one.facts, other.facts) : []),
      compared({ of: 'taskResult', name }, text(a.results.get(key)), text(b.results.get(key))),
    ]
  })
}

/** Of a task that both have: that one of them has it alone, its status says. */
function toldOf(name: string, one: TaskFacts, other: TaskFacts): readonly (Comparison | undefined)[] {
  const isTold = one.settings !== undefined || other.settings !== undefined
  return [
    compared({ of: 'taskSettings', name }, text(one.settings), text(other.settings), isTold),
    compared({ of: 'taskCompute', name }, text(one.compute), text(other.compute)),
  ]
}

function latestOf({ tasks }: ComparedRun): ReadonlyMap<string, TaskRow> {
  return new Map(tasks.map((task) => [taskPlace(task), task])) // oldest attempts first
}

/** By which a task of one run is found in another. */
export function taskPlace({ position, taskKey }: Pick<TaskRow, 'position' | 'taskKey'>): string {
  return `${position} ${taskKey}`
}

function text(value: string | undefined): ComparedValue {
  return value === undefined ? undefined : { text: value }
}

function length(ms: number | undefined): ComparedValue {
  return ms === undefined ? undefined : { ms }
}

function between(from: number, to: number | undefined): ComparedValue {
  return to === undefined ? undefined : { ms: Math.max(0, to - from) }
}
