'use client'

import { type ReactNode, useActionState } from 'react'
import styles from './action-form.module.css'
import { Field } from './field'
import type { FieldSpec, FieldValue, FieldWords } from './field-spec'
import { type FormState, FRESH } from './form-state'
import { FormSummary } from './form-summary'
import { MessageBar } from './message-bar'
import { SubmitButton } from './submit-button'

type Values = Readonly<Record<string, FieldValue>>

interface ActionFormProps {
  readonly action: (previous: FormState, form: FormData) => Promise<FormState>
  /** Or what they are with these values: they may depend on what was typed. */
  readonly fields: readonly FieldSpec[] | ((values: Values) => readonly FieldSpec[])
  readonly values?: Values
  /** Posted along, unseen. */
  readonly hidden?: Readonly<Record<string, string | number>>
  /** Keeps ids apart where a page has several forms. */
  readonly scope: string
  readonly words: ActionFormWords
  /** Beside the button. */
  readonly children?: ReactNode
}

export interface ActionFormWords {
  readonly submit: string
  /** Above what is wrong with single fields. */
  readonly summary: string
  /** Before an error of another kind. */
  readonly failed: string
  readonly field: FieldWords
}

/** A form of fields of ours with an action. It works without scripts, and what was typed survives every refusal. */
export function ActionForm({
  action,
  fields: told,
  values = {},
  hidden = {},
  scope,
  words,
  children,
}: ActionFormProps) {
  const [state, send] = useActionState(action, FRESH)
  const shown = state.values ?? values
  const fields = typeof told === 'function' ? told(shown) : told
  const labels = Object.fromEntries(fields.map(({ name, label }) => [name, label]))
  return (
    <form action={send} className={styles.form}>
      <FormSummary title={words.summary} issues={state.issues} labels={labels} scope={scope} />
      {state.error && (
        <MessageBar tone="error" title={`${words.failed} ${state.error.title}`}>
          {state.error.next}
        </MessageBar>
      )}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map((field) => (
        <Field
          key={field.name}
          spec={field}
          value={field.type === 'yes-no' ? Boolean(shown[field.name]) : shown[field.name]}
          error={state.issues.find((issue) => issue.field === field.name)?.message}
          words={words.field}
          prefix=""
          scope={scope}
        />
      ))}
      <div>
        <SubmitButton>{words.submit}</SubmitButton>
        {children}
      </div>
    </form>
  )
}
