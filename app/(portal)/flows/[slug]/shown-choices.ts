import type { FieldSpec } from '@/app/_components/field-spec'
import { type Choices, type ChoicesByField, MOST_CHOICES_READ } from '@/lib/choices/choices'
import type { InputSchema } from '@/lib/flows/input-schema'
import { markersOf } from '@/lib/flows/sql-markers'
import type { Words } from '@/lib/language/words'

/** What a field whose choices are read shows of them: put into its spec, also later and by the browser. */
export type ShownChoices = Required<Pick<FieldSpec, 'options' | 'note' | 'reload'>>

interface Asked {
  readonly inputs: InputSchema
  /** What the fields hold: a list that could not be read loses nothing that was chosen. */
  readonly values: Readonly<Record<string, unknown>>
  /** Databricks' own words for a statement that fails are for who can mend it. */
  readonly isMaker: boolean
}

export function shownChoices(
  read: ChoicesByField,
  asked: Asked,
  words: Words,
): Readonly<Record<string, ShownChoices>> {
  return Object.fromEntries([...read].map(([name, choices]) => [name, shown(name, choices, asked, words)]))
}

function shown(name: string, choices: Choices, { inputs, values, isMaker }: Asked, words: Words): ShownChoices {
  const label = (field: string) => inputs.properties[field]?.title ?? field
  const reload = words.flow.loadChoices(label(name))
  if (choices.is !== 'read') {
    return { options: held(values[name]), note: whyNot(choices, label, isMaker, words), reload }
  }
  const more = choices.more ? words.flow.moreChoices(MOST_CHOICES_READ) : undefined
  const note = choices.choices.length === 0 ? words.flow.noChoices : more
  return { options: choices.choices, note, reload: isGivenValues(inputs, name) ? reload : undefined }
}

/** Whether other values of the form make other choices: without scripts a button says that there are some now. */
function isGivenValues({ properties }: InputSchema, name: string): boolean {
  const source = properties[name]?.['x-options']
  return source?.from === 'sql' && markersOf(source.statement).length > 0
}

function held(value: unknown): { value: string; label: string }[] {
  return [value].flat().flatMap((one) => (typeof one === 'string' && one ? [{ value: one, label: one }] : []))
}

function whyNot(
  choices: Exclude<Choices, { is: 'read' }>,
  label: (field: string) => string,
  isMaker: boolean,
  { flow, errors }: Words,
): string {
  if (choices.is === 'waiting') return flow.choicesWait(choices.for.map(label).join(', '))
  if (choices.is === 'failed')
    return isMaker && choices.detail ? flow.choicesFailedBy(choices.detail) : flow.choicesFailed
  const { title, next } = errors[choices.code](choices.facts)
  return `${flow.choicesUnread} ${title} ${next}`
}
