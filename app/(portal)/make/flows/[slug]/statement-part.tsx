import { ActionForm } from '@/app/_components/action-form'
import type { FieldSpec, FieldValue } from '@/app/_components/field-spec'
import { MessageBar } from '@/app/_components/message-bar'
import { Pane } from '@/app/_components/pane'
import { type Attempt, attempt } from '@/app/_edge'
import { fieldsOf } from '@/lib/drafts/edit-inputs'
import { FROM_FIELD, FROM_TEXT } from '@/lib/drafts/edit-job'
import { type KnownWarehouse, warehousesOfMaker } from '@/lib/drafts/server/warehouses-of-maker'
import { SQL_TYPES, type SqlParameter, type SqlStep } from '@/lib/flows/flow'
import type { Viewer } from '@/lib/identity/viewer'
import type { Words } from '@/lib/language/words'
import styles from './editor.module.css'
import { formWords, hiddenOf } from './form-words'
import type { PartProps } from './part-props'
import { saveStatement } from './statement-actions'

interface StatementPartProps extends PartProps {
  readonly viewer: Viewer
  readonly step: SqlStep
}

/** Which statement a press runs, on which of the maker's warehouses, and where each of its parameters comes from. */
export async function StatementPart({ opened, words, viewer, step }: StatementPartProps) {
  const { make } = words
  const read = await attempt(() => warehousesOfMaker(viewer, opened.flow.connectorId))
  return (
    <Pane title={make.statementTab}>
      <div className={styles.stack}>
        {!read.ok && <NotRead error={read.error} words={words} />}
        <p>{make.statementLead}</p>
        <ActionForm
          action={saveStatement}
          scope="statement-"
          hidden={hiddenOf(opened)}
          words={formWords(words)}
          values={{ warehouse: step.warehouseId, statement: step.statement, ...valuesOf(step) }}
          fields={[
            warehouseField(read, step, make),
            {
              name: 'statement',
              type: 'long-text',
              rows: 10,
              label: make.statement,
              help: make.statementHelp,
              required: true,
            },
            ...Object.keys(step.parameters).flatMap((name) => controlsOf(name, opened, make)),
          ]}
        />
      </div>
    </Pane>
  )
}

/** One that the maker may not use stays where it is; without a list, its id is typed. */
function warehouseField(read: Attempt<readonly KnownWarehouse[]>, step: SqlStep, make: Words['make']): FieldSpec {
  const shared = { name: 'warehouse', label: make.warehouse, required: true }
  if (!read.ok) return { ...shared, type: 'text', maxLength: 16 }
  const known = read.value.map(({ id, name }) => ({ value: id, label: name }))
  const isStrange = step.warehouseId !== '' && !known.some(({ value }) => value === step.warehouseId)
  const strange = isStrange ? [{ value: step.warehouseId, label: make.strangeWarehouse(step.warehouseId) }] : []
  return { ...shared, type: 'choice', compact: true, options: [...known, ...strange] }
}

function controlsOf(name: string, { content }: PartProps['opened'], make: Words['make']): readonly FieldSpec[] {
  const fields = fieldsOf(content.definition.inputs).map((field) => ({
    value: `${FROM_FIELD}${field.name}`,
    label: make.fromField(field.property.title ?? field.name),
  }))
  return [
    {
      name: `from.${name}`,
      type: 'choice',
      compact: true,
      half: true,
      required: true,
      label: make.source(`:${name}`),
      options: [{ value: FROM_TEXT, label: make.fromText }, ...fields],
    },
    {
      name: `type.${name}`,
      type: 'choice',
      compact: true,
      half: true,
      required: true,
      label: make.sqlType(`:${name}`),
      options: SQL_TYPES.map((value) => ({ value, label: make.sqlTypes[value] })),
    },
    { name: `text.${name}`, type: 'text', label: make.text(`:${name}`), maxLength: 10_000 },
  ]
}

function valuesOf({ parameters }: SqlStep): Record<string, FieldValue> {
  return Object.fromEntries(Object.entries(parameters).flatMap(([name, parameter]) => postedOf(name, parameter)))
}

function postedOf(name: string, parameter: SqlParameter): readonly (readonly [string, FieldValue])[] {
  const type = [`type.${name}`, parameter.type] as const
  if ('input' in parameter) return [type, [`from.${name}`, `${FROM_FIELD}${parameter.input}`]]
  if (!('value' in parameter)) return [type]
  return [type, [`from.${name}`, FROM_TEXT], [`text.${name}`, parameter.value]]
}

interface NotReadProps {
  readonly error: Extract<Attempt<unknown>, { readonly ok: false }>['error']
  readonly words: Words
}

function NotRead({ error, words: { make, errors } }: NotReadProps) {
  const { title, next } = errors[error.code](error.facts)
  return (
    <MessageBar tone="warning" title={make.warehousesNotRead}>
      {title} {next}
    </MessageBar>
  )
}
