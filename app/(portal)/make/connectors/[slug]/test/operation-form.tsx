import { EditForm } from '@/app/_components/edit-form'
import { type FieldSpec, type FieldType, PARAMETER_PREFIX } from '@/app/_components/field-spec'
import type { Operation } from '@/lib/connectors/operation'
import { IDEMPOTENCY, type TestField, testFieldsOf } from '@/lib/connectors/test-fields'
import type { ConnectorWords } from '@/lib/language/words'
import { testOperationAction } from './actions'

interface OperationFormProps {
  readonly slug: string
  readonly operation: Operation
  /** The id of the viewer's newest test: with another one the form begins anew. */
  readonly lastTest: string | undefined
  readonly words: ConnectorWords
}

/** The parameters of an action as a form; its key is new for each rendering, so that each form is one call. */
export function OperationForm({ slug, operation, lastTest, words }: OperationFormProps) {
  const clientKey = crypto.randomUUID()
  const fields = testFieldsOf(operation).filter(isShown)
  const isMeant: FieldSpec = {
    name: 'isMeant',
    type: 'yes-no',
    label: operation.id === 'RunJobNow' ? words.startsRun : words.changesThings,
  }
  return (
    <EditForm
      key={`${operation.id} ${lastTest}`}
      action={testOperationAction}
      hidden={{ slug, operation: operation.id, clientKey }}
      fields={[...fields.map((field) => specOf(field, words)), ...(operation.changes ? [isMeant] : [])]}
      values={Object.fromEntries(fields.flatMap((field) => defaultOf(field)))}
      words={{ summary: words.testNotSent, submit: words.testOperation, choose: words.choose }}
    />
  )
}

function isShown({ visibility, key, place }: TestField): boolean {
  return visibility !== 'internal' && !(place === 'property' && key === IDEMPOTENCY)
}

const TYPES: Readonly<Record<TestField['type'], FieldType>> = {
  string: 'text',
  // As text: a browser would round an id of 19 digits.
  integer: 'text',
  number: 'text',
  boolean: 'choice',
  array: 'text',
  json: 'json',
}

function specOf(
  { name, key, type, title, description, required, choices }: TestField,
  words: ConnectorWords,
): FieldSpec {
  const values = type === 'boolean' ? ['true', 'false'] : choices
  return {
    name: `${PARAMETER_PREFIX}${name}`,
    type: values.length > 0 ? 'choice' : TYPES[type],
    label: title || key || words.body,
    help: description || undefined,
    required,
    options: values.map((value) => ({ value, label: value })),
  }
}

function defaultOf({ name, default: value }: TestField): [string, string][] {
  if (value === undefined) return []
  return [[`${PARAMETER_PREFIX}${name}`, typeof value === 'string' ? value : JSON.stringify(value)]]
}
