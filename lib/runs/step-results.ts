import type { FlowStep, ResultSource } from '@/lib/flows/flow'
import { sourcesOf } from '@/lib/flows/flow-steps'
import { isResult } from '@/lib/flows/step-problems'
import { type InputValues, parameterText } from '@/lib/flows/typed-values'
import type { AttemptEnd } from './next-step'
import { firstOf } from './storable-text'

/** Of all parameters of a step together, as JSON: Databricks' own limit (IO-3). */
const PARAMETER_BYTES = 10_000
/** A message is for people: its beginning says it. */
const ERROR_CHARACTERS = 1_000

/** What an ended attempt left. */
export interface LeftBehind {
  readonly end: AttemptEnd
  /** Databricks' id of the run or the statement. */
  readonly startedId: string | undefined
  /** Why it did not end well, in plain text; '' where there is nothing to say. */
  readonly error: string
  /** In Databricks' order, the latest attempt of each. */
  readonly tasks: readonly TaskLeft[]
}

export interface TaskLeft {
  readonly taskKey: string
  /** What it gave back, whole. */
  readonly text: string | undefined
  /** Of a statement: the columns of its first row. */
  readonly firstRow?: readonly { readonly name: string; readonly value: string | null }[] | undefined
}

/** One result that a later step takes: kept with its step, for as long as the run's results are. */
export interface KeptResult extends Omit<ResultSource, 'step'> {
  /** null: it left none. */
  readonly text: string | null
  /** More than any parameter may have, so that nothing of it is kept. */
  readonly isTooLong?: true
}

/** What the steps behind it take of a step; nothing else of it is copied. */
export function resultsToKeep(steps: readonly FlowStep[], position: number, left: LeftBehind): KeptResult[] {
  const name = steps[position]?.name
  const wanted = new Map<string, ResultSource>()
  for (const step of steps.slice(position + 1)) {
    for (const source of Object.values(sourcesOf(step))) {
      if (isResult(source) && source.step === name) wanted.set(keyOf(source), source)
    }
  }
  return [...wanted.values()].map(({ result, task, column }) => {
    const which = { result, ...(task === undefined ? {} : { task }), ...(column === undefined ? {} : { column }) }
    const text = textOf(which, left)
    return isLong(text) ? { ...which, text: null, isTooLong: true } : { ...which, text }
  })
}

/** Whatever is no text that a database keeps is none for a parameter either. */
function isLong(text: string | null): boolean {
  return text !== null && (text.length > PARAMETER_BYTES || byteLength(text) > PARAMETER_BYTES)
}

function textOf({ result, task, column }: Omit<ResultSource, 'step'>, left: LeftBehind): string | null {
  if (result === 'status') return left.end
  if (result === 'run_id') return left.startedId ?? null
  if (result === 'error') return firstOf(left.error, ERROR_CHARACTERS)
  const row = left.tasks.find(({ firstRow }) => firstRow)?.firstRow
  if (row) return (column === undefined ? row[0] : row.find(({ name }) => name === column))?.value ?? null
  const told = left.tasks.filter(({ taskKey, text }) => text !== undefined && (!task || taskKey === task))
  return told.at(-1)?.text ?? null
}

export interface StepValues {
  readonly values: Readonly<Record<string, string>>
  /** A parameter whose value is longer than Databricks takes: nothing is to be started with the rest. */
  readonly tooLong: string | undefined
}

interface Known {
  /** As they were typed. */
  readonly inputs: InputValues
  /** By the names of the steps that left them. */
  readonly results: ReadonlyMap<string, readonly KeptResult[]>
}

/**
 * The values with which a step is started. What has none is not sent: the job's own default stands, and a statement reads NULL.
 */
export function valuesOf(step: FlowStep, { inputs, results }: Known): StepValues {
  const values: Record<string, string> = {}
  let tooLong: string | undefined
  for (const [name, source] of Object.entries(sourcesOf(step))) {
    if ('value' in source) values[name] = source.value
    else if ('input' in source) {
      const value = Object.hasOwn(inputs, source.input) ? inputs[source.input] : undefined
      if (value !== undefined) values[name] = parameterText(value)
    } else {
      const kept = results.get(source.step)?.find((result) => keyOf(result) === keyOf(source))
      if (kept?.isTooLong) tooLong ??= name
      if (kept?.text != null) values[name] = kept.text
    }
  }
  return { values, tooLong: tooLong ?? (isTooMuch(values) ? longestOf(values) : undefined) }
}

/** Whether Databricks would refuse these together (IO-3). */
export function isTooMuch(values: Readonly<Record<string, string>>): boolean {
  return byteLength(JSON.stringify(values)) > PARAMETER_BYTES
}

export function longestOf(values: Readonly<Record<string, string>>): string {
  const [longest] = Object.entries(values).sort(([, a], [, b]) => byteLength(b) - byteLength(a))
  return longest?.[0] ?? ''
}

function keyOf({ result, task, column }: Omit<ResultSource, 'step'>): string {
  return JSON.stringify([result, task, column])
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
