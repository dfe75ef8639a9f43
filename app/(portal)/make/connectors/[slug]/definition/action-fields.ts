import type { FieldSpec } from '@/app/_components/field-spec'
import { VERBS } from '@/lib/connectors/operation'
import type { ConnectorWords } from '@/lib/language/words'
import { visibilityField } from './definition-part'

/** The form of an action. */
export function operationFields(words: ConnectorWords): readonly FieldSpec[] {
  return [
    ...namesOf(words),
    { name: 'description', type: 'long-text', label: words.description, maxLength: 1000 },
    visibilityField(words),
    verbField(words),
    { name: 'path', type: 'text', label: words.path, help: words.pathHelp, required: true, maxLength: 500 },
    { name: 'isSafe', type: 'yes-no', label: words.isSafe },
    { name: 'body', type: 'json', label: words.body, help: words.bodyHelp },
    { name: 'answer', type: 'json', label: words.answer, help: words.answerHelp },
    { name: 'answerSample', type: 'json', label: words.answerSample, help: words.answerSampleHelp },
  ]
}

/** The form of a sample; an action that there is keeps its names. */
export function sampleFields(words: ConnectorWords, { isNew }: { readonly isNew: boolean }): readonly FieldSpec[] {
  return [
    ...(isNew ? namesOf(words) : []),
    verbField(words),
    { name: 'url', type: 'text', label: words.url, required: true },
    { name: 'headers', type: 'long-text', label: words.headers, help: words.headersHelp },
    { name: 'body', type: 'json', label: words.sampleBody },
    { name: 'answer', type: 'json', label: words.sampleAnswer },
  ]
}

function namesOf(words: ConnectorWords): readonly FieldSpec[] {
  const summary = { name: 'summary', label: words.summaryField, help: words.summaryHelp } as const
  const id = { name: 'id', label: words.operationId, help: words.operationIdHelp } as const
  return [
    { ...summary, type: 'text', required: true, maxLength: 80 },
    { ...id, type: 'text', required: true, maxLength: 100 },
  ]
}

function verbField(words: ConnectorWords): FieldSpec {
  const options = VERBS.map((value) => ({ value, label: value.toUpperCase() }))
  return { name: 'verb', type: 'choice', label: words.verb, required: true, compact: true, options }
}
