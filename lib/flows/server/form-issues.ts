import 'server-only'
import {
  countRead,
  MOST_READ_FIELDS,
  MOST_STATEMENT,
  type SourceProblem,
  sourceProblem,
} from '@/lib/flows/choice-source'
import { uploadFields } from '@/lib/flows/file-folder'
import { type ConditionProblem, conditionProblem } from '@/lib/flows/form-conditions'
import {
  type InputProperty,
  type InputSchema,
  isFixed,
  isSecret,
  kindOf,
  orderedInputs,
} from '@/lib/flows/input-schema'
import { inputs as words } from '@/lib/language/en/inputs'
import { valueProblem } from './check-inputs'

interface FormIssue {
  readonly path: readonly string[]
  readonly message: string
}

const SOURCES: Readonly<Record<SourceProblem, string>> = {
  warehouse: 'names no warehouse: the id has 16 hexadecimal digits',
  statement: `is not one SELECT of at most ${MOST_STATEMENT} characters`,
  marker: 'has a :name that no earlier field is called, or one that no statement can be given',
}

const CONDITIONS: Readonly<Record<ConditionProblem, string>> = {
  gone: 'depends on a field that there is not',
  later: 'depends on a field that comes later in the form',
  kind: 'depends on a field that is no yes or no, and no choice',
  value: 'depends on a value that the other field does not offer',
}

/** What a form's fields say that cannot be, beyond what each key may hold. */
export function formIssues(schema: InputSchema): readonly FormIssue[] {
  const isMuch = countRead(schema) > MOST_READ_FIELDS
  const many = `more than ${MOST_READ_FIELDS} fields have choices that are read`
  const manyFiles = `more than one file goes to a volume`
  const ofFields = orderedInputs(schema).flatMap(([name, property]) => {
    const condition = conditionProblem(schema, name)
    return [
      ...fixedIssues(name, property),
      ...fileIssues(name, property),
      ...sourceIssues(schema, name, property),
      ...(condition ? [{ path: [name, 'x-shown-when'], message: CONDITIONS[condition] }] : []),
    ]
  })
  return [
    ...(isMuch ? [{ path: [], message: many }] : []),
    ...(uploadFields(schema).length > 1 ? [{ path: [], message: manyFiles }] : []),
    ...ofFields,
  ]
}

/** Whoever presses brings it: there is nothing to begin with, and only a file has a folder. */
function fileIssues(name: string, property: InputProperty): readonly FormIssue[] {
  if (kindOf(property) !== 'file') {
    return property['x-folder'] === undefined ? [] : [{ path: [name, 'x-folder'], message: 'belongs to a file' }]
  }
  const key = (['const', 'default', 'enum', 'pattern', 'x-options'] as const).find(
    (each) => property[each] !== undefined,
  )
  return key ? [{ path: [name, key], message: 'is nothing that a file has' }] : []
}

/** A fixed value lies open in the definition, so it can be no secret. */
function fixedIssues(name: string, property: InputProperty): readonly FormIssue[] {
  if (!isFixed(property)) {
    return property['x-hidden']
      ? [{ path: [name, 'x-hidden'], message: 'hides a field that somebody has to fill in' }]
      : []
  }
  if (isSecret(property)) return [{ path: [name, 'const'], message: 'fixes a secret, which would lie open' }]
  const problem = valueProblem(property, property.const, words)
  return problem ? [{ path: [name, 'const'], message: `is no value of this field: ${problem}` }] : []
}

/** Choices are listed, or read from somewhere: one of the two. */
function sourceIssues(schema: InputSchema, name: string, property: InputProperty): readonly FormIssue[] {
  const path = [name, 'x-options']
  const listed = property.enum ?? property.items?.enum
  if (!property['x-options']) {
    const isUnlisted = kindOf(property) === 'several-choices' && !listed
    return isUnlisted ? [{ path: [name, 'items'], message: 'offers nothing to choose from' }] : []
  }
  if (listed || !CHOICES.has(kindOf(property)))
    return [{ path, message: 'belongs to a field without choices of its own' }]
  const problem = sourceProblem(schema, name)
  return problem ? [{ path, message: SOURCES[problem] }] : []
}

const CHOICES: ReadonlySet<string> = new Set(['choice', 'several-choices'])
