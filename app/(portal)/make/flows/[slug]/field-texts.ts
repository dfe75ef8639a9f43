import type { Words } from '@/lib/language/words'

const TEXTS = [
  ...(['label', 'name', 'nameHelp', 'kind', 'help', 'required', 'preset', 'presetSeveral', 'presetYes'] as const),
  ...(['choices', 'choicesHelp', 'pattern', 'patternHelp', 'patternWords', 'patternWordsHelp', 'whole'] as const),
  ...(['folder', 'folderHelp'] as const),
  ...([
    'choicesFrom',
    'choicesFromHelp',
    'choicesWarehouse',
    'choicesWarehouseHelp',
    'choicesStatement',
    'choicesStatementHelp',
  ] as const),
  ...([
    'choicesLater',
    'fieldUse',
    'fieldUseHelp',
    'hiddenField',
    'whenField',
    'whenAlways',
    'whenIs',
    'whenIsHelp',
  ] as const),
  ...(['leastNumber', 'mostNumber', 'leastLength', 'mostLength', 'leastChosen', 'mostChosen', 'preview'] as const),
] as const

/** The texts around one field: what the browser needs of the catalogue, and no more. */
export type FieldTexts = Readonly<Record<(typeof TEXTS)[number], string>> &
  Pick<Words['make'], 'kinds' | 'uses' | 'choicesOf'>

export function fieldTexts(make: Words['make']): FieldTexts {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, make[name]])) as Record<(typeof TEXTS)[number], string>
  return { ...texts, kinds: make.kinds, uses: make.uses, choicesOf: make.choicesOf }
}
