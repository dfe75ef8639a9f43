import type { FieldOption, FieldSpec, FieldValue } from '@/app/_components/field-spec'
import { CHOICES_FROM, FIELD_USES, type FieldPart, INPUT_KINDS, partsOf, readChoices } from '@/lib/drafts/field-form'
import type { InputKind } from '@/lib/flows/input-schema'
import type { FieldTexts } from './field-texts'

interface Around {
  readonly texts: FieldTexts
  /** Earlier fields that this one may depend on. */
  readonly deciding: readonly FieldOption[]
  /** Those that the maker may use, as far as they could be read. */
  readonly warehouses: readonly FieldOption[]
  /** Where the choices come from. */
  readonly from: string
}

const UNNEEDED: Readonly<Record<string, readonly FieldPart[]>> = {
  list: ['warehouse', 'statement'],
  jobs: ['choices', 'warehouse', 'statement'],
  sql: ['choices'],
}

/** The controls of the form that describes a field of this kind; `deciding` are the fields that it may depend on. */
export function controlsFor(kind: InputKind, { texts, deciding, warehouses, from }: Around): readonly FieldSpec[] {
  const unneeded = UNNEEDED[from] ?? []
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
    ...partsOf(kind)
      .filter((part) => !unneeded.includes(part))
      .map((part) => controlFor(part, kind, { texts, warehouses })),
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

function controlFor(part: FieldPart, kind: InputKind, around: Pick<Around, 'texts' | 'warehouses'>): FieldSpec {
  const { texts } = around
  switch (part) {
    case 'warehouse':
      return warehouseControl(around)
    case 'preset':
      return presetFor(kind, texts)
    case 'use':
      return whoFills(texts)
    case 'from':
      return choicesFromControl(texts)
    case 'statement':
      return {
        name: part,
        type: 'long-text',
        label: texts.choicesStatement,
        help: texts.choicesStatementHelp,
        maxLength: 4_000,
      }
    case 'choices':
      return { name: part, type: 'long-text', label: texts.choices, help: texts.choicesHelp }
    case 'pattern':
      return { name: part, type: 'text', label: texts.pattern, help: texts.patternHelp, maxLength: 500 }
    case 'patternWords':
      return { name: part, type: 'text', label: texts.patternWords, help: texts.patternWordsHelp, maxLength: 200 }
    case 'folder':
      return { name: part, type: 'text', label: texts.folder, help: texts.folderHelp, maxLength: 500 }
    case 'whole':
      return { name: part, type: 'yes-no', label: texts.whole }
    default:
      return { name: part, type: 'text', label: limitLabel(part, kind, texts) }
  }
}

function choicesFromControl(texts: FieldTexts): FieldSpec {
  const options = CHOICES_FROM.map((value) => ({ value, label: texts.choicesOf[value] }))
  return { name: 'from', type: 'choice', label: texts.choicesFrom, help: texts.choicesFromHelp, options }
}

/** By name where they could be read, else by id. */
function warehouseControl({ texts, warehouses }: Pick<Around, 'texts' | 'warehouses'>): FieldSpec {
  if (warehouses.length === 0)
    return { name: 'warehouse', type: 'text', label: texts.choicesWarehouse, help: texts.choicesWarehouseHelp }
  return { name: 'warehouse', type: 'choice', label: texts.choicesWarehouse, compact: true, options: warehouses }
}

function whoFills(texts: FieldTexts): FieldSpec {
  const options = FIELD_USES.map((value) => ({ value, label: texts.uses[value] }))
  return { name: 'use', type: 'choice', label: texts.fieldUse, help: texts.fieldUseHelp, required: true, options }
}

function presetFor(kind: InputKind, texts: FieldTexts): FieldSpec {
  if (kind === 'yes-no') return { name: 'preset', type: 'yes-no', label: texts.presetYes }
  if (kind === 'several-choices') return { name: 'preset', type: 'long-text', label: texts.presetSeveral }
  const type = kind === 'choice' || kind === 'secret' || kind === 'number' || kind === 'file' ? 'text' : kind
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
    compact: typed.from !== 'list' && typed.from !== undefined,
    options: readChoices(typed.choices ?? '').map(({ value, label }) => ({ value, label: label ?? value })),
    patternHelp: typed.pattern && !typed.help ? typed.patternWords : undefined,
  }
}

/** What it would hold at first. A date with a time is left out: it is written in one zone and shown in another. */
export function filledAtFirst(
  { use, preset }: Readonly<Record<string, string | undefined>>,
  kind: InputKind,
): FieldValue | undefined {
  if (use === 'fixed') return preset
  if (!preset || kind === 'secret' || kind === 'file' || kind === 'date-time') return undefined
  if (kind === 'yes-no') return true
  return kind === 'several-choices' ? readChoices(preset).map(({ value }) => value) : preset
}

function typeFor(use: string | undefined, kind: InputKind): FieldSpec['type'] {
  if (use === 'fixed' && kind !== 'secret') return 'fixed'
  return kind === 'several-choices' ? 'choices' : kind
}
