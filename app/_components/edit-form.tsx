'use client'

import { useActionState } from 'react'
import type { EditFormProps, EditState } from './edit-state'
import { Field } from './field'
import styles from './form.module.css'
import { FormActions } from './form-actions'
import { FormSummary } from './form-summary'
import { MessageBar } from './message-bar'
import { SubmitButton } from './submit-button'

const FRESH: EditState = { issues: [] }

/** A form of our own with its issues beside the fields. Without scripts the page comes back with what was typed. */
export function EditForm({ action, ...form }: EditFormProps) {
  const [state, post] = useActionState(action, FRESH)
  return <EditFields {...form} state={state} post={post} />
}

interface EditFieldsProps extends Omit<EditFormProps, 'action'> {
  readonly state: EditState
  readonly post: (form: FormData) => void
}

/** The form as such, for whoever has more to show of the answer. */
export function EditFields({ state, post, ...props }: EditFieldsProps) {
  const { hidden, asked = [], values, words, scope = '', look = 'primary' } = props
  const shown = state.values ?? values
  const fields = [...props.fields, ...asked.filter(({ name }) => isAskedFor(name, state))]
  const posted = state.version === undefined ? hidden : { ...hidden, version: state.version }
  return (
    <form action={post} className={styles.form}>
      <FormSummary
        title={words.summary}
        issues={state.issues}
        labels={Object.fromEntries(fields.map(({ name, label }) => [name, label]))}
        scope={scope}
      />
      {state.error && (
        <MessageBar tone="error" title={state.error.title}>
          {state.error.next}
        </MessageBar>
      )}
      {Object.entries(posted).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map((field) => (
        <Field
          key={field.name}
          spec={field}
          value={shown[field.name]}
          error={state.issues.find((issue) => issue.field === field.name)?.message}
          words={{ choose: words.choose, zone: '' }}
          prefix=""
          scope={scope}
        />
      ))}
      <FormActions>
        <SubmitButton look={look}>{words.submit}</SubmitButton>
      </FormActions>
    </form>
  )
}

/** Until it is answered: what was ticked stays, though the next answer is about something else. */
function isAskedFor(name: string, { issues, values }: EditState): boolean {
  return issues.some(({ field }) => field === name) || values?.[name] === true
}
