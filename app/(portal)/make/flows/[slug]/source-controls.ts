import type { FieldOption, FieldSpec, FieldValue } from '@/app/_components/field-spec'
import { FROM_TEXT, type OfferedSource, offeredSources, postedSource, type Taker } from '@/lib/drafts/sources'
import type { FlowContent, ParameterSource } from '@/lib/flows/flow'
import type { Words } from '@/lib/language/words'

const FROM_JOB: FieldOption['value'] = 'job'

interface Parameter {
  readonly name: string
  /** How the maker reads it: `:name` in a statement. */
  readonly shown: string
  readonly help?: string | undefined
  /** Where its value comes from now. */
  readonly source: ParameterSource | undefined
}

interface Around {
  readonly content: FlowContent
  readonly taker: Taker
  readonly make: Words['make']
}

/** Where a parameter's value comes from: the same list for a job and a statement, but that a statement has no default. */
export function sourceControl({ name, shown, help, source }: Parameter, { content, taker, make }: Around): FieldSpec {
  const isJob = taker.action === 'run_now'
  const offered = offeredSources(content, taker).map((it) => ({ value: it.posted, label: labelOf(it, make) }))
  const options = [
    ...(isJob ? [{ value: FROM_JOB, label: make.fromJob }] : []),
    { value: FROM_TEXT, label: make.fromText },
    ...offered,
  ]
  const help_ = help === undefined ? {} : { help }
  return {
    ...{ name: `from.${name}`, type: 'choice', compact: true, half: true, required: !isJob },
    ...{ label: make.source(shown), options: [...options, ...goneSource(source, options, make)], ...help_ },
  }
}

/** The text of a fixed value; among several steps also the name of what is taken of an earlier one. */
export function textControl({ name, shown }: Parameter, { taker, make }: Around): FieldSpec {
  const label = taker.place > 0 ? make.textOrName(shown) : make.text(shown)
  return { name: `text.${name}`, type: 'text', half: taker.action === 'run_now', label, maxLength: 10_000 }
}

/** What the two controls of each parameter hold at first. */
export function sourceValues(sources: Readonly<Record<string, ParameterSource>>): readonly [string, FieldValue][] {
  return Object.entries(sources).flatMap(([name, source]) => {
    const { from, text = '' } = postedSource(source)
    return [
      [`from.${name}`, from],
      [`text.${name}`, text],
    ]
  })
}

function labelOf(source: OfferedSource, make: Words['make']): string {
  if ('field' in source) return make.fromField(source.field.property.title ?? source.field.name)
  const { left, action, step } = source
  return make.fromResult[left === 'value' && action === 'sql' ? 'firstValue' : left](step)
}

/** What was chosen once and is no longer there stays to be seen, until it is replaced. */
function goneSource(
  source: ParameterSource | undefined,
  options: readonly FieldOption[],
  make: Words['make'],
): readonly FieldOption[] {
  if (!source) return []
  const { from } = postedSource(source)
  if (options.some(({ value }) => value === from)) return []
  const name = 'step' in source ? make.fromResult[source.result](source.step) : ''
  return [{ value: from, label: make.goneSource('input' in source ? make.fromField(source.input) : name) }]
}
