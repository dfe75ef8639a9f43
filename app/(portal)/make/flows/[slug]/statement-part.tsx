import type { ReactNode } from 'react'
import { ActionForm } from '@/app/_components/action-form'
import type { FieldSpec, FieldValue } from '@/app/_components/field-spec'
import { MessageBar } from '@/app/_components/message-bar'
import { Pane } from '@/app/_components/pane'
import { type Attempt, attempt } from '@/app/_edge'
import { ownAdvice } from '@/app/(portal)/workspace/workspace-refusal'
import { type KnownWarehouse, warehousesOfMaker } from '@/lib/drafts/server/warehouses-of-maker'
import { SQL_TYPES, type SqlStep } from '@/lib/flows/flow'
import { markersOf } from '@/lib/flows/sql-markers'
import type { Viewer } from '@/lib/identity/viewer'
import type { Words } from '@/lib/language/words'
import styles from './editor.module.css'
import { formWords, hiddenOf } from './form-words'
import type { StepProps } from './part-props'
import { sourceControl, sourceValues, textControl } from './source-controls'
import { saveStatement } from './statement-actions'

interface StatementPartProps extends StepProps<SqlStep> {
  readonly viewer: Viewer
  readonly actions?: ReactNode
}

/** Which statement a step runs, on which of the maker's warehouses, and where each of its parameters comes from. */
export async function StatementPart({ opened, words, viewer, step, place, actions }: StatementPartProps) {
  const { make } = words
  const { content, flow } = opened
  const isOnly = content.definition.steps.length === 1
  const read = await attempt(() => warehousesOfMaker(viewer, flow.connectorId))
  const around = { content, taker: { place, action: step.action }, make }
  // A parameter that has lost its source is there to be given another one.
  const names = [...new Set([...markersOf(step.statement), ...Object.keys(step.parameters)])]
  return (
    <Pane title={isOnly ? make.statementTab : make.editStep(step.name ?? '')} actions={actions}>
      <div className={styles.stack}>
        {!read.ok && <NotRead error={read.error} words={words} />}
        <p>{make.statementLead}</p>
        <ActionForm
          action={saveStatement}
          scope="statement-"
          hidden={{ ...hiddenOf(opened), step: step.name ?? '' }}
          words={formWords(words)}
          values={valuesOf(step, names)}
          fields={[
            warehouseField(read, step, make),
            {
              ...{ name: 'statement', type: 'long-text', rows: 10, required: true },
              ...{ label: make.statement, help: make.statementHelp },
            },
            ...names.flatMap((name) => {
              const source = Object.hasOwn(step.parameters, name) ? step.parameters[name] : undefined
              const parameter = { name, shown: `:${name}`, source }
              return [
                sourceControl(parameter, around),
                typeControl(parameter.name, make),
                textControl(parameter, around),
              ]
            }),
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

function typeControl(name: string, make: Words['make']): FieldSpec {
  return {
    ...{ name: `type.${name}`, type: 'choice', compact: true, half: true, required: true },
    label: make.sqlType(`:${name}`),
    options: SQL_TYPES.map((value) => ({ value, label: make.sqlTypes[value] })),
  }
}

function valuesOf(
  { warehouseId, statement, parameters }: SqlStep,
  names: readonly string[],
): Record<string, FieldValue> {
  const types = names.map((name) => {
    const type = Object.hasOwn(parameters, name) ? parameters[name]?.type : undefined
    return [`type.${name}`, type ?? 'STRING'] as const
  })
  return { warehouse: warehouseId, statement, ...Object.fromEntries([...types, ...sourceValues(parameters)]) }
}

interface NotReadProps {
  readonly error: Extract<Attempt<unknown>, { readonly ok: false }>['error']
  readonly words: Words
}

function NotRead({ error, words: { make, errors, workspace } }: NotReadProps) {
  const { title, next } = errors[error.code](error.facts)
  return (
    <MessageBar tone="warning" title={make.warehousesNotRead}>
      {title} {ownAdvice(error, workspace) ?? next}
    </MessageBar>
  )
}
