import { EditForm } from '@/app/_components/edit-form'
import { type FieldSpec, type FieldType, PARAMETER_PREFIX } from '@/app/_components/field-spec'
import { KnownList, type KnownThings, knownThings } from '@/app/(portal)/make/known-things'
import type { Connector } from '@/lib/connectors/connector'
import type { Operation } from '@/lib/connectors/operation'
import { IDEMPOTENCY, type TestField, testFieldsOf } from '@/lib/connectors/test-fields'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import type { Tab } from '@/lib/workspace/workspace-query'
import { testOperationAction } from './actions'

interface OperationFormProps {
  readonly viewer: Viewer
  readonly connector: Connector
  readonly operation: Operation
  /** The id of the viewer's newest test: with another one the form begins anew. */
  readonly lastTest: string | undefined
  readonly words: ConnectorWords
}

/** The parameters of an action as a form; its key is new for each rendering, so that each form is one call. */
export async function OperationForm({ viewer, connector, operation, lastTest, words }: OperationFormProps) {
  const clientKey = crypto.randomUUID()
  const fields = testFieldsOf(operation).filter(isShown)
  const lists = await listsFor(fields, viewer, connector)
  const isMeant: FieldSpec = {
    name: 'isMeant',
    type: 'yes-no',
    label: operation.id === 'RunJobNow' ? words.startsRun : words.changesThings,
  }
  return (
    <>
      <EditForm
        key={`${operation.id} ${lastTest}`}
        action={testOperationAction}
        hidden={{ slug: connector.slug, operation: operation.id, clientKey }}
        fields={[
          ...fields.map((field) => ({ ...specOf(field, words), list: lists.get(field.key)?.id })),
          ...(operation.changes ? [isMeant] : []),
        ]}
        values={Object.fromEntries(fields.flatMap((field) => defaultOf(field)))}
        words={{ summary: words.testNotSent, submit: words.testOperation, choose: words.choose }}
      />
      {[...lists.values()].map((known) => (
        <KnownList key={known.id} known={known} />
      ))}
    </>
  )
}

/** What the Databricks APIs call the ids of things that a workspace lists. */
const LISTED: Readonly<Record<string, Tab>> = { job_id: 'jobs', warehouse_id: 'warehouses', cluster_id: 'clusters' }

/** By the key of the field that takes an id of it. */
async function listsFor(
  fields: readonly TestField[],
  viewer: Viewer,
  connector: Connector,
): Promise<ReadonlyMap<string, KnownThings>> {
  const found = await Promise.all(
    fields.map(async ({ key }) => {
      const tab = Object.hasOwn(LISTED, key) ? LISTED[key] : undefined
      return [key, tab && (await knownThings(viewer, connector, tab))] as const
    }),
  )
  return new Map(found.flatMap(([key, known]) => (known ? [[key, known] as const] : [])))
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
