import { Columns } from '@/app/_components/columns'
import { DetailsList } from '@/app/_components/details-list'
import { EditForm } from '@/app/_components/edit-form'
import { EmptyState } from '@/app/_components/empty-state'
import { LinkButton } from '@/app/_components/link-button'
import { PageLink } from '@/app/_components/page-link'
import { Pane } from '@/app/_components/pane'
import type { JsonObject } from '@/lib/connectors/json'
import type { Operation, Parameter } from '@/lib/connectors/operation'
import { operationFields, sampleFields } from './action-fields'
import { importSampleAction, removePartAction, saveOperationAction } from './actions'
import { breaksField, type DefinitionPart, definitionPath, formWords, savingOf } from './definition-part'

type Props = DefinitionPart & { readonly operation: Operation }

/** A new action: out of a sample, or by hand. */
export function NewAction({ connector, words }: DefinitionPart) {
  const hidden = { ...savingOf(connector), previous: '' }
  return (
    <>
      <Pane title={words.fromSample}>
        <p>{words.sampleLead}</p>
        <EditForm
          key={`sample ${connector.version}`}
          action={importSampleAction}
          hidden={hidden}
          fields={sampleFields(words, { isNew: true })}
          values={{ verb: 'post' }}
          words={formWords(words, words.import)}
          scope="sample-"
        />
      </Pane>
      <Pane title={words.actionGeneral}>
        <EditForm
          key={connector.version}
          action={saveOperationAction}
          hidden={hidden}
          fields={operationFields(words)}
          values={{ verb: 'post', visibility: 'none', path: '/' }}
          words={formWords(words, words.saveAction)}
        />
      </Pane>
    </>
  )
}

/** One action: what it is, its parameters, a sample to take in, and its end. */
export function ActionEditor(props: Props) {
  const { connector, operation, words } = props
  const hidden = { ...savingOf(connector), previous: operation.id }
  const asked = [breaksField(words)]
  return (
    <Columns side={<Side {...props} />}>
      <Pane title={words.actionGeneral}>
        <EditForm
          key={`${operation.id} ${connector.version}`}
          action={saveOperationAction}
          hidden={hidden}
          fields={operationFields(words)}
          asked={asked}
          values={valuesOf(operation)}
          words={formWords(words, words.saveAction)}
        />
      </Pane>
      <Pane title={words.fromSample}>
        <p>{words.sampleLead}</p>
        <EditForm
          key={`sample ${connector.version}`}
          action={importSampleAction}
          hidden={hidden}
          fields={sampleFields(words, { isNew: false })}
          asked={asked}
          values={{ verb: operation.verb }}
          words={formWords(words, words.import)}
          scope="sample-"
          look="default"
        />
      </Pane>
    </Columns>
  )
}

function valuesOf({ body, answer, changes, verb, parameters: _parameters, ...operation }: Operation) {
  return {
    ...operation,
    verb,
    isSafe: verb !== 'get' && !changes,
    body: textOf(body?.schema),
    answer: textOf(answer.schema),
  }
}

function textOf(schema: JsonObject | undefined): string {
  return schema ? JSON.stringify(schema, null, 2) : ''
}

function Side(props: Props) {
  const { connector, operation, words } = props
  return (
    <>
      <Pane
        title={words.parameters}
        actions={
          <LinkButton href={definitionPath(connector, { action: operation.id, parameter: '' })} icon="add">
            {words.newParameter}
          </LinkButton>
        }
      >
        <ParameterList {...props} />
      </Pane>
      <Pane title={words.removeAction}>
        <EditForm
          key={connector.version}
          action={removePartAction}
          hidden={{ ...savingOf(connector), operation: operation.id, parameter: '' }}
          fields={[]}
          asked={[breaksField(words)]}
          values={{}}
          words={formWords(words, words.removeAction)}
          scope="remove-"
          look="danger"
        />
      </Pane>
    </>
  )
}

/** The parameters beside the body; each leads to its form, where there is one. */
export function ParameterList({ connector, operation, mayEdit, words }: Props) {
  if (operation.parameters.length === 0) return <EmptyState icon="code" text={words.noParameters} compact />
  const nameOf = ({ place, name }: Parameter) => {
    if (!mayEdit) return name
    const query = { action: operation.id, parameter: `${place}.${name}` }
    return <PageLink href={definitionPath(connector, query)}>{name}</PageLink>
  }
  return (
    <DetailsList
      label={words.parameters}
      columns={[
        { key: 'name', label: words.parameterName, cell: nameOf },
        { key: 'place', label: words.place, cell: ({ place }: Parameter) => words.places[place] },
        { key: 'type', label: words.type, cell: ({ type }: Parameter) => type },
        { key: 'required', label: words.required, cell: (row: Parameter) => (row.required ? words.yes : words.no) },
      ]}
      rows={operation.parameters}
      rowKey={({ place, name }: Parameter) => `${place}.${name}`}
      plain
    />
  )
}
