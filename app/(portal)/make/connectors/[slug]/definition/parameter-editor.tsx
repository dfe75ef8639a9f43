import { EditForm } from '@/app/_components/edit-form'
import type { FieldSpec } from '@/app/_components/field-spec'
import { LinkButton } from '@/app/_components/link-button'
import { Pane } from '@/app/_components/pane'
import type { Operation, Parameter } from '@/lib/connectors/operation'
import type { ConnectorWords } from '@/lib/language/words'
import { removePartAction, saveParameterAction } from './actions'
import {
  breaksField,
  type DefinitionPart,
  definitionPath,
  formWords,
  savingOf,
  visibilityField,
} from './definition-part'

type Props = DefinitionPart & { readonly operation: Operation; readonly parameter: Parameter | undefined }

/** One parameter of an action, or a new one. */
export function ParameterEditor({ connector, operation, parameter, words }: Props) {
  const was = parameter ? `${parameter.place}.${parameter.name}` : ''
  const saving = { ...savingOf(connector), operation: operation.id }
  return (
    <Pane
      title={parameter ? parameter.name : words.newParameter}
      actions={
        <LinkButton href={definitionPath(connector, { action: operation.id })}>
          {`${words.back}: ${operation.summary || operation.id}`}
        </LinkButton>
      }
    >
      <EditForm
        key={`${was} ${connector.version}`}
        action={saveParameterAction}
        hidden={{ ...saving, was }}
        fields={fieldsOf(words)}
        asked={[breaksField(words)]}
        values={valuesOf(parameter)}
        words={formWords(words, words.saveParameter)}
      />
      {parameter && (
        <EditForm
          key={`remove ${connector.version}`}
          action={removePartAction}
          hidden={{ ...saving, parameter: was }}
          fields={[]}
          asked={[breaksField(words)]}
          values={{}}
          words={formWords(words, words.removeParameter)}
          scope="remove-"
          look="danger"
        />
      )}
    </Pane>
  )
}

function fieldsOf(words: ConnectorWords): readonly FieldSpec[] {
  const choice = (name: string, label: string, labels: Readonly<Record<string, string>>): FieldSpec => ({
    name,
    type: 'choice',
    label,
    required: true,
    compact: true,
    options: Object.entries(labels).map(([value, text]) => ({ value, label: text })),
  })
  return [
    { name: 'name', type: 'text', label: words.parameterName, required: true, maxLength: 100 },
    choice('place', words.place, words.places),
    { name: 'title', type: 'text', label: words.parameterTitle, maxLength: 80 },
    { name: 'description', type: 'long-text', label: words.description, maxLength: 1000 },
    choice('type', words.type, words.types),
    { name: 'format', type: 'text', label: words.format, help: words.formatHelp, maxLength: 40 },
    { name: 'required', type: 'yes-no', label: words.required },
    { name: 'default', type: 'text', label: words.byDefault },
    visibilityField(words),
    { name: 'choices', type: 'long-text', label: words.choices, help: words.choicesHelp },
  ]
}

function valuesOf(parameter: Parameter | undefined) {
  if (!parameter) return { place: 'query', type: 'string', visibility: 'none' }
  const { choices, default: byDefault, ...rest } = parameter
  return { ...rest, choices: choices.join('\n'), default: byDefault === undefined ? '' : String(byDefault) }
}
