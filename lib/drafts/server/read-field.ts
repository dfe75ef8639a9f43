import 'server-only'
import { type NamedField, type Neighbours, schemaOf } from '@/lib/drafts/edit-inputs'
import { type Choice, type FieldForm, partsOf, readChoices } from '@/lib/drafts/field-form'
import { type SourceProblem, sourceProblem } from '@/lib/flows/choice-source'
import { isVolumeFolder } from '@/lib/flows/file-folder'
import { type ConditionProblem, conditionProblem } from '@/lib/flows/form-conditions'
import { type InputKind, type InputProperty, kindOf } from '@/lib/flows/input-schema'
import { isPlainName, isPlainText } from '@/lib/flows/plain-values'
import { checkInputs } from '@/lib/flows/server/check-inputs'
import { isLinearPattern } from '@/lib/flows/server/flow-schema'
import type { Words } from '@/lib/language/words'
import { type Issue, type Parsed, parsed, refused } from '@/lib/result'

type FieldWords = Pick<Words, 'make' | 'inputs'>

const NAME = /^[\w.-]{1,100}$/
const WHOLE = /^\d{1,6}$/
const DECIMAL = /^-?\d{1,15}(\.\d{1,6})?$/
const MOST_CHOICES = 500
const MOST_TITLE = 200
const MOST_HELP = 1_000
const MOST_PATTERN = 500

/** Reads the form of one field among the others. What is wrong is said beside each control. */
export function readField(form: FieldForm, { earlier, later }: Neighbours, words: FieldWords): Parsed<NamedField> {
  const taken = [...earlier, ...later].map(({ name }) => name)
  const has = new Set<string>(partsOf(form.kind))
  const given: FieldForm = {
    ...form,
    ...Object.fromEntries(Object.keys(form).flatMap((part) => (isPart(part) && !has.has(part) ? [[part, '']] : []))),
  }
  const issues = [
    ...nameIssues(given, taken, words),
    ...limitIssues(given, words),
    ...patternIssues(given, words),
    ...folderIssues(given, words),
  ]
  const choices = isListed(given) ? readChoices(given.choices ?? '') : []
  if (has.has('choices') && isListed(given)) issues.push(...choiceIssues(choices, words))
  if (issues.length > 0) return refused(issues)
  const bare = propertyOf(given, choices)
  const preset = readPreset(given, bare, words)
  if (!preset.ok) return preset
  const condition = readCondition(given, earlier, words)
  if (!condition.ok) return condition
  const source = readSource(given, bare, earlier, words)
  if (!source.ok) return source
  const isAsked = (given.use || 'asked') === 'asked'
  const property = { ...bare, ...source.value, ...heldFor(given, preset.value), ...condition.value }
  return parsed({ name: form.name, property, required: Boolean(form.required) && form.kind !== 'yes-no' && isAsked })
}

/** What it holds at first, or for good. */
function heldFor({ use, kind }: FieldForm, preset: unknown): Partial<InputProperty> {
  if (use !== 'fixed' && use !== 'hidden') return preset === undefined ? {} : { default: preset }
  const value = kind === 'yes-no' ? preset === true : preset
  return { const: value, ...(use === 'hidden' ? { 'x-hidden': true } : {}) }
}

const PARTS: ReadonlySet<string> = new Set([
  ...[
    'use',
    'from',
    'warehouse',
    'statement',
    'preset',
    'choices',
    'pattern',
    'patternWords',
    'least',
    'most',
    'whole',
    'folder',
  ],
])

function isPart(name: string): boolean {
  return PARTS.has(name)
}

function nameIssues({ name, label, help = '' }: FieldForm, taken: readonly string[], { make }: FieldWords): Issue[] {
  const issues: Issue[] = []
  if (!NAME.test(name) || !isPlainName(name)) issues.push({ field: 'name', message: make.nameShape })
  else if (taken.includes(name)) issues.push({ field: 'name', message: make.nameTaken })
  if (label.trim() === '' || label.length > MOST_TITLE || !isPlainText(label)) {
    issues.push({ field: 'label', message: make.labelShape })
  }
  if (help.length > MOST_HELP || !isPlainText(help)) issues.push({ field: 'help', message: make.helpShape })
  return issues
}

function limitIssues({ kind, least = '', most = '' }: FieldForm, { make }: FieldWords): Issue[] {
  const shape = kind === 'number' ? DECIMAL : WHOLE
  const wrong = kind === 'number' ? make.limitNumber : make.limitWhole
  const issues: Issue[] = []
  if (least !== '' && !shape.test(least)) issues.push({ field: 'least', message: wrong })
  if (most !== '' && !shape.test(most)) issues.push({ field: 'most', message: wrong })
  else if (most !== '' && least !== '' && Number(most) < Number(least)) {
    issues.push({ field: 'most', message: make.limitOrder })
  }
  return issues
}

function folderIssues({ folder = '' }: FieldForm, { make }: FieldWords): Issue[] {
  return folder === '' || isVolumeFolder(folder.trim()) ? [] : [{ field: 'folder', message: make.folderShape }]
}

function patternIssues({ pattern = '', patternWords = '' }: FieldForm, { make }: FieldWords): Issue[] {
  if (pattern !== '' && (pattern.length > MOST_PATTERN || !isLinearPattern(pattern))) {
    return [{ field: 'pattern', message: make.patternShape }]
  }
  if (patternWords.length > MOST_TITLE) return [{ field: 'patternWords', message: make.labelShape }]
  return []
}

function choiceIssues(choices: readonly Choice[], { make }: FieldWords): Issue[] {
  const values = choices.map(({ value }) => value)
  if (choices.length === 0) return [{ field: 'choices', message: make.choicesMissing }]
  if (choices.length > MOST_CHOICES) return [{ field: 'choices', message: make.choicesMany }]
  if (values.includes('')) return [{ field: 'choices', message: make.choiceEmpty }]
  const twice = values.find((value, place) => values.indexOf(value) < place)
  if (twice !== undefined) return [{ field: 'choices', message: make.choiceTwice(twice.slice(0, 100)) }]
  const isWrong = choices.some(({ value, label = '' }) => !isPlainText(value) || label.length > MOST_TITLE)
  return isWrong ? [{ field: 'choices', message: make.choiceShape }] : []
}

function propertyOf(form: FieldForm, choices: readonly Choice[]): InputProperty {
  const { kind, label, help } = form
  const labels = choices.flatMap(({ value, label: words }) => (words ? [[value, words] as const] : []))
  return {
    title: label.trim(),
    ...(help ? { description: help } : {}),
    ...typeOf(kind, form, choices),
    ...limitsOf(form),
    ...(form.pattern ? { pattern: form.pattern } : {}),
    ...(form.pattern && form.patternWords ? { 'x-pattern-words': form.patternWords } : {}),
    ...(labels.length > 0 ? { 'x-labels': Object.fromEntries(labels) } : {}),
  }
}

function typeOf(kind: InputKind, form: FieldForm, choices: readonly Choice[]): InputProperty {
  const values = choices.map(({ value }) => value)
  switch (kind) {
    case 'number':
      return { type: form.whole ? 'integer' : 'number' }
    case 'yes-no':
      return { type: 'boolean' }
    case 'choice':
      return isListed(form) ? { type: 'string', enum: values } : { type: 'string', 'x-options': { from: 'jobs' } }
    case 'several-choices':
      return isListed(form)
        ? { type: 'array', items: { type: 'string', enum: values }, uniqueItems: true }
        : { type: 'array', items: { type: 'string' }, uniqueItems: true, 'x-options': { from: 'jobs' } }
    case 'date':
    case 'date-time':
      return { type: 'string', format: kind }
    case 'json':
      return { 'x-control': 'json' }
    case 'file':
      return { type: 'string', 'x-control': 'file', ...(form.folder ? { 'x-folder': form.folder.trim() } : {}) }
    case 'secret':
      return { type: 'string', writeOnly: true, 'x-control': 'secret' }
    case 'long-text':
      return { type: 'string', 'x-control': 'long-text' }
    default:
      return { type: 'string' }
  }
}

function limitsOf({ kind, least, most }: FieldForm): InputProperty {
  const [low, high] = LIMITS[kind] ?? (['minLength', 'maxLength'] as const)
  return { ...(least ? { [low]: Number(least) } : {}), ...(most ? { [high]: Number(most) } : {}) }
}

const LIMITS: Partial<Record<InputKind, readonly [keyof InputProperty, keyof InputProperty]>> = {
  number: ['minimum', 'maximum'],
  'several-choices': ['minItems', 'maxItems'],
}

/** What the field holds at first has to be something that the form itself would take. */
function readPreset(
  { kind, use, preset = '' }: FieldForm,
  property: InputProperty,
  words: FieldWords,
): Parsed<unknown> {
  if (preset === '' && isFixedBy(use) && kind !== 'yes-no') {
    return refused([{ field: 'preset', message: words.make.fixedMissing }])
  }
  if (preset === '' || kind === 'secret' || kind === 'file') return parsed(undefined)
  const schema = { type: 'object', properties: { preset: property }, additionalProperties: false } as const
  const posted = kind === 'several-choices' ? preset.split(/\r?\n/).map((line) => line.trim()) : preset
  const read = checkInputs(schema, { preset: posted }, words.inputs)
  return read.ok ? parsed(read.value.preset) : read
}

function isFixedBy(use: FieldForm['use']): boolean {
  return use === 'fixed' || use === 'hidden'
}

const LOOKS: Readonly<Record<ConditionProblem, 'whenField' | 'whenIs'>> = {
  gone: 'whenField',
  later: 'whenField',
  kind: 'whenField',
  value: 'whenIs',
}

/** When the field is asked for: an earlier one, and values that it can have. */
function readCondition(
  { whenField = '', whenIs = '' }: FieldForm,
  earlier: readonly NamedField[],
  { make }: FieldWords,
): Parsed<Pick<InputProperty, 'x-shown-when'>> {
  if (whenField === '') return parsed({})
  const lines = whenIs.split(/\r?\n/).flatMap((line) => line.trim() || [])
  if (lines.length === 0 || lines.length > MOST_CHOICES) {
    return refused([{ field: 'whenIs', message: make.whenMissing }])
  }
  const source = earlier.find(({ name }) => name === whenField)
  const isYesNo = source !== undefined && kindOf(source.property) === 'yes-no'
  const is = isYesNo ? lines.map(yesOrNo) : lines
  const property: InputProperty = { 'x-shown-when': { field: whenField, is } }
  const asked = schemaOf([...earlier, { name: NOT_A_NAME, property, required: false }])
  const problem = conditionProblem(asked, NOT_A_NAME)
  return problem ? refused([{ field: LOOKS[problem], message: make.conditions[problem] }]) : parsed(property)
}

/** Stands for the field that is read, whatever it will be called. */
const NOT_A_NAME = '+'

function yesOrNo(line: string): string | boolean {
  const written = line.toLowerCase()
  if (written === 'yes') return true
  return written === 'no' ? false : line
}

function isListed({ from }: FieldForm): boolean {
  return from !== 'jobs' && from !== 'sql'
}

const SOURCE_CONTROLS: Readonly<Record<SourceProblem, 'warehouse' | 'statement'>> = {
  warehouse: 'warehouse',
  statement: 'statement',
  marker: 'statement',
}

/** The statement behind a field's choices, and what of the form it is given. */
function readSource(
  { from, warehouse = '', statement = '' }: FieldForm,
  bare: InputProperty,
  earlier: readonly NamedField[],
  { make }: FieldWords,
): Parsed<Pick<InputProperty, 'x-options'>> {
  if (!bare['x-options'] || from !== 'sql') return parsed({})
  if (!isPlainText(statement)) return refused([{ field: 'statement', message: make.sources.statement }])
  const source = { from, warehouse: warehouse.trim(), statement: statement.trim() } as const
  const property = { ...bare, 'x-options': source }
  const asked = schemaOf([...earlier, { name: NOT_A_NAME, property, required: false }])
  const problem = sourceProblem(asked, NOT_A_NAME)
  if (problem) return refused([{ field: SOURCE_CONTROLS[problem], message: make.sources[problem] }])
  return parsed({ 'x-options': source })
}
