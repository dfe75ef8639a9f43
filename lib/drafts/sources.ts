import type { FlowContent, FlowStep, ParameterSource, ResultSource } from '@/lib/flows/flow'
import { isSecret } from '@/lib/flows/input-schema'
import { fieldsOf, type NamedField } from './edit-inputs'

/** Where a parameter's value comes from, as a form posts it: a text, a field, a result of a step, or anything else for nothing. */
export const FROM_TEXT = 'text'
const FROM_FIELD = 'field:'
const RESULT = /^result:(value|task|column|status|run_id|error):(.{1,60})$/s

/** What a step leaves: `task` and `column` are values too, of one that the text beside it names. */
export type Left = ResultSource['result'] | 'task' | 'column'

/** A field of the form, or what an earlier step leaves; `posted` stands for it in a form. */
export type OfferedSource =
  | { readonly posted: string; readonly field: NamedField }
  | { readonly posted: string; readonly left: Left; readonly step: string; readonly action: FlowStep['action'] }

/** A step of a flow by its place, and what it does, which may be about to change. */
export interface Taker {
  readonly place: number
  readonly action: FlowStep['action']
}

/** What a step can be given: no secret for a statement, and of earlier steps only what they leave. */
export function offeredSources({ definition }: FlowContent, { place, action }: Taker): readonly OfferedSource[] {
  const fields = fieldsOf(definition.inputs)
    .filter(({ property }) => action === 'run_now' || !isSecret(property))
    .map((field) => ({ posted: `${FROM_FIELD}${field.name}`, field }))
  return [...fields, ...definition.steps.slice(0, place).flatMap(leftBy)]
}

function leftBy({ name, action, ...step }: FlowStep): readonly OfferedSource[] {
  if (name === undefined) return []
  return leftOf({ action, ...step }).map((left) => ({ posted: `result:${left}:${name}`, left, step: name, action }))
}

function leftOf({
  action,
  wait,
  secretResults,
}: Pick<FlowStep, 'action' | 'wait' | 'secretResults'>): readonly Left[] {
  if (wait === false) return ['run_id']
  if (secretResults) return ['status', 'run_id']
  return ['value', action === 'sql' ? 'column' : 'task', 'status', 'run_id', 'error']
}

/** A source as it was posted, with the text beside it; nothing for what is no source. */
export function readSource(from: string, text: string): ParameterSource | undefined {
  if (from === FROM_TEXT) return { value: text }
  if (from.startsWith(FROM_FIELD)) return { input: from.slice(FROM_FIELD.length) }
  const [, left, step] = RESULT.exec(from) ?? []
  if (!step) return undefined
  if (left === 'task' || left === 'column') return { step, result: 'value', [left]: text.trim() }
  return { step, result: left as ResultSource['result'] }
}

/** A source as a form shows it: the other way round. */
export function postedSource(source: ParameterSource): { readonly from: string; readonly text?: string } {
  if ('value' in source) return { from: FROM_TEXT, text: source.value }
  if ('input' in source) return { from: `${FROM_FIELD}${source.input}` }
  const { step, result, task, column } = source
  if (task !== undefined) return { from: `result:task:${step}`, text: task }
  if (column !== undefined) return { from: `result:column:${step}`, text: column }
  return { from: `result:${result}:${step}` }
}

/** The sources of a posted form, `from.<parameter>` with `text.<parameter>` beside it, by parameter. */
export function postedSources(posted: Readonly<Record<string, string>>): Readonly<Record<string, ParameterSource>> {
  return Object.fromEntries(
    namesIn(posted).flatMap((name) => {
      const source = readSource(posted[`from.${name}`] ?? '', posted[`text.${name}`] ?? '')
      return source ? [[name, source]] : []
    }),
  )
}

/** Why a source cannot be chosen. */
export type WrongSource = 'not_offered' | 'secret' | 'unnamed'

interface Wrong {
  /** As it was posted. */
  readonly control: string
  readonly problem: WrongSource
}

const LONGEST_NAME = { task: 100, column: 255 }

/** What of a posted form cannot be, by its controls. A field that is gone is no slip: the draft says so until it is mended. */
export function wrongSources(
  content: FlowContent,
  taker: Taker,
  posted: Readonly<Record<string, string>>,
): readonly Wrong[] {
  const offered = new Set(offeredSources(content, taker).map((source) => source.posted))
  return namesIn(posted).flatMap((name): readonly Wrong[] => {
    const from = posted[`from.${name}`] ?? ''
    const control = `from.${name}`
    if (from.startsWith('result:') && !offered.has(from)) return [{ control, problem: 'not_offered' }]
    if (taker.action === 'sql' && isOfSecret(content, from)) return [{ control, problem: 'secret' }]
    const isNamed = namesItsPart(from, posted[`text.${name}`] ?? '')
    return isNamed ? [] : [{ control: `text.${name}`, problem: 'unnamed' }]
  })
}

/** A task or a column is named beside; nothing else has to be. */
function namesItsPart(from: string, text: string): boolean {
  const [, left] = RESULT.exec(from) ?? []
  if (left !== 'task' && left !== 'column') return true
  const name = text.trim()
  return name !== '' && name.length <= LONGEST_NAME[left]
}

function isOfSecret({ definition }: FlowContent, from: string): boolean {
  return fieldsOf(definition.inputs).some(
    ({ name, property }) => from === `${FROM_FIELD}${name}` && isSecret(property),
  )
}

function namesIn(posted: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(posted).flatMap((key) => (key.startsWith('from.') ? key.slice('from.'.length) : []))
}
