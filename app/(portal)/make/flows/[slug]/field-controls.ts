import type { FieldOption, FieldSpec } from '@/app/_components/field-spec'
import { FIELD_USES, type FieldPart, INPUT_KINDS, partsOf, readChoices } from '@/lib/drafts/field-form'
import type { InputKind } from '@/lib/flows/input-schema'
import type { FieldTexts } from './field-texts'

/** The controls of the form that describes a field of this kind; `deciding` are the fields that it may depend on. */
export function controlsFor(
  kind: InputKind,
  texts: FieldTexts,
  deciding: readonly FieldOption[],
): readonly FieldSpec[] {
  return [
    { name: 'label', type: 'text', label: texts.label, required: true, maxLength: 200 },
    { name: 'name', type: 'text', label: texts.name, help: texts.nameHelp, required: true, maxLength: 100 },
    {
      name: 'kind',
      type: 'choice',
      label: texts.kind,
      required: true,
      options: INPUT_KINDS.map((value) => ({ value, label: texts.kinds[value] })),
    },
    { name: 'help', type: 'text', label: texts.help, maxLength: 1_000 },
    ...(kind === 'yes-no' ? [] : [{ name: 'required', type: 'yes-no', label: texts.required } as const]),
    ...partsOf(kind).map((part) => controlFor(part, kind, texts)),
    ...(deciding.length > 0 ? conditionControls(texts, deciding) : []),
  ]
}

function conditionControls(texts: FieldTexts, deciding: readonly FieldOption[]): readonly FieldSpec[] {
  const whenField = { name: 'whenField', type: 'choice', label: texts.whenField, compact: true } as const
  return [
    { ...whenField, chooseLabel: texts.whenAlways, options: deciding },
    { name: 'whenIs', type: 'long-text', label: texts.whenIs, help: texts.whenIsHelp, rows: 2 },
  ]
}

function controlFor(part: FieldPart, kind: InputKind, texts: FieldTexts): FieldSpec {
  switch (part) {
    case 'preset':
      return presetFor(kind, texts)
    case 'use':
      return whoFills(texts)
    case 'choices':
      return { name: part, type: 'long-text', label: texts.choices, help: texts.choicesHelp, required: true }
    case 'pattern':
      return { name: part, type: 'text', label: texts.pattern, help: texts.patternHelp, maxLength: 500 }
    case 'patternWords':
      return { name: part, type: 'text', label: texts.patternWords, help: texts.patternWordsHelp, maxLength: 200 }
    case 'whole':
      return { name: part, type: 'yes-no', label: texts.whole }
    default:
      return { name: part, type: 'text', label: limitLabel(part, kind, texts) }
  }
}

function whoFills(texts: FieldTexts): FieldSpec {
  const options = FIELD_USES.map((value) => ({ value, label: texts.uses[value] }))
  return { name: 'use', type: 'choice', label: texts.fieldUse, help: texts.fieldUseHelp, required: true, options }
}

function presetFor(kind: InputKind, texts: FieldTexts): FieldSpec {
  if (kind === 'yes-no') return { name: 'preset', type: 'yes-no', label: texts.presetYes }
  if (kind === 'several-choices') return { name: 'preset', type: 'long-text', label: texts.presetSeveral }
  const type = kind === 'choice' || kind === 'secret' || kind === 'number' ? 'text' : kind
  return { name: 'preset', type, label: texts.preset }
}

function limitLabel(part: 'least' | 'most', kind: InputKind, texts: FieldTexts): string {
  if (kind === 'number') return part === 'least' ? texts.leastNumber : texts.mostNumber
  if (kind === 'several-choices') return part === 'least' ? texts.leastChosen : texts.mostChosen
  return part === 'least' ? texts.leastLength : texts.mostLength
}

/** The field as it would look with what is typed so far. */
export function previewOf(typed: Readonly<Record<string, string | undefined>>, kind: InputKind): FieldSpec {
  return {
    name: 'preview',
    type: typeFor(typed.use, kind),
    label: typed.label || typed.name || '…',
    help: typed.help,
    required: typed.required === 'on',
    options: readChoices(typed.choices ?? '').map(({ value, label }) => ({ value, label: label ?? value })),
    patternHelp: typed.pattern && !typed.help ? typed.patternWords : undefined,
  }
}

function typeFor(use: string | undefined, kind: InputKind): FieldSpec['type'] {
  if (use === 'fixed' && kind !== 'secret') return 'fixed'
  return kind === 'several-choices' ? 'choices' : kind
}
