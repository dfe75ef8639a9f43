import 'server-only'
import { type ConditionProblem, conditionProblem } from '@/lib/flows/form-conditions'
import { type InputProperty, type InputSchema, isFixed, isSecret, orderedInputs } from '@/lib/flows/input-schema'
import { inputs as words } from '@/lib/language/en/inputs'
import { valueProblem } from './check-inputs'

interface FormIssue {
  readonly path: readonly string[]
  readonly message: string
}

const CONDITIONS: Readonly<Record<ConditionProblem, string>> = {
  gone: 'depends on a field that there is not',
  later: 'depends on a field that comes later in the form',
  kind: 'depends on a field that is no yes or no, and no choice',
  value: 'depends on a value that the other field does not offer',
}

/** What a form's fields say that cannot be, beyond what each key may hold. */
export function formIssues(schema: InputSchema): readonly FormIssue[] {
  return orderedInputs(schema).flatMap(([name, property]) => {
    const condition = conditionProblem(schema, name)
    return [
      ...fixedIssues(name, property),
      ...(condition ? [{ path: [name, 'x-shown-when'], message: CONDITIONS[condition] }] : []),
    ]
  })
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
