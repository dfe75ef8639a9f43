import type { FieldSpec, FieldValue } from '@/app/_components/field-spec'
import { VERBS } from '@/lib/connectors/operation'
import { EXISTS_ACTIONS, type Policy, type PolicyTemplate, type readPolicy } from '@/lib/connectors/policy'
import type { ConnectorWords } from '@/lib/language/words'

/** What the form of a policy asks for, by what it does. */
export function policyFields(template: PolicyTemplate, words: ConnectorWords): readonly FieldSpec[] {
  return [
    { name: 'title', type: 'text', label: words.policyTitle, required: true, maxLength: 80 },
    ...ownFields(template, words),
    { name: 'operations', type: 'long-text', label: words.policyActions, help: words.policyActionsHelp },
  ]
}

function ownFields(template: PolicyTemplate, words: ConnectorWords): readonly FieldSpec[] {
  if (template === 'dynamichosturl') {
    return [{ name: 'url', type: 'text', label: words.policyUrl, help: words.policyUrlHelp, required: true }]
  }
  if (template === 'routerequesttoendpoint') {
    const options = VERBS.map((value) => ({ value, label: value.toUpperCase() }))
    return [
      { name: 'path', type: 'text', label: words.policyPath, help: words.policyPathHelp, required: true },
      { name: 'verb', type: 'choice', label: words.verb, compact: true, chooseLabel: words.sameVerb, options },
    ]
  }
  const options = EXISTS_ACTIONS.map((value) => ({ value, label: words.existsActions[value] }))
  return [
    { name: 'name', type: 'text', label: words.name, required: true, maxLength: 100 },
    { name: 'value', type: 'text', label: words.policyValue, maxLength: 1000 },
    { name: 'exists', type: 'choice', label: words.policyExists, required: true, compact: true, options },
  ]
}

export function policyValues(
  policy: Policy | undefined,
  running: ReturnType<typeof readPolicy> | undefined,
): Readonly<Record<string, FieldValue>> {
  if (!policy || !running || 'kept' in running) return { exists: 'override' }
  const { operations, template: _template, ...own } = running
  const texts = Object.entries(own).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return { ...Object.fromEntries(texts), title: policy.title, operations: operations?.join('\n') ?? '' }
}
