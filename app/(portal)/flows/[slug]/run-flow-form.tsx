'use client'

import { useActionState, useState } from 'react'
import { Field } from '@/app/_components/field'
import { type FieldSpec, type FieldValue, type FieldWords, PARAMETER_PREFIX } from '@/app/_components/field-spec'
import formStyles from '@/app/_components/form.module.css'
import { FormActions } from '@/app/_components/form-actions'
import { FormSummary } from '@/app/_components/form-summary'
import { MessageBar } from '@/app/_components/message-bar'
import { SubmitButton } from '@/app/_components/submit-button'
import { runFlowAction } from './actions'
import { AskedField } from './asked-field'
import { LeaveButton, RUN_FORM } from './leave-button'
import styles from './run-flow-form.module.css'
import { PRESSES, type RunFlowState } from './run-flow-state'
import { useFiles } from './use-files'
import { useLiveFields } from './use-live-fields'

interface RunFlowFormProps {
  readonly slug: string
  /** New for each rendering: this form sent twice is one press. */
  readonly clientKey: string
  readonly resubmittedFrom: string | undefined
  /** The person went away to connect or to sign in, and what they had typed is here again. */
  readonly isBack: boolean
  /** The revision of a draft that its maker tries out. */
  readonly draft?: number
  /** The service principal that starts it for the person, where the connector calls as one. */
  readonly principal?: string | undefined
  /** What has to be agreed to first. */
  readonly confirm?: string | undefined
  /** Why a press could not work now. */
  readonly off?: string | undefined
  /** On the button that makes an address of what the form holds. */
  readonly linkLabel?: string | undefined
  readonly fields: readonly FieldSpec[]
  readonly values: Readonly<Record<string, FieldValue>>
  readonly words: {
    readonly run: string
    readonly noInputs: string
    readonly summary: string
    readonly notStarted: string
    readonly startedBy: string
    readonly runsAs: string
    readonly identityHelp: string
    readonly secretResults: string | undefined
    readonly again: string
    readonly secretsAgain: string
    readonly filesAgain: string
    readonly fileBroken: { readonly title: string; readonly next: string }
    readonly back: string
    readonly connect: string
    readonly signInAgain: string
    readonly field: FieldWords
  }
}

const FRESH: RunFlowState = { issues: [] }
const usedKeys = new Set<string>()

/**
 * The key of this press. The router may bring a page back as it was, with a key that was used: then the person means a
 * new press, and must not be shown the old run for it (RUN-6).
 */
function usePressKey(rendered: string): string {
  const [key] = useState(() => (usedKeys.has(rendered) ? crypto.randomUUID() : rendered))
  return key
}

/** The form and its button. Without scripts the browser posts it to the same action, and the page comes back with what was typed. */
export function RunFlowForm({ slug, clientKey, resubmittedFrom, fields, values, words, ...rest }: RunFlowFormProps) {
  const { draft, principal, confirm, off, isBack, linkLabel } = rest
  const [acted, action] = useActionState(runFlowAction, FRESH)
  const files = useFiles(fields, words.fileBroken)
  const state = files?.state ?? acted
  const { form, live, change, now } = useLiveFields(fields, state)
  const isAsked = ({ name, off: notAtFirst }: FieldSpec) => (live ? live.asked.has(name) : !notAtFirst)
  const key = usePressKey(clientKey)
  const labels = Object.fromEntries(fields.map(({ name, label }) => [`${PARAMETER_PREFIX}${name}`, label]))
  const namesOf = (type: FieldSpec['type']): string =>
    fields
      .filter((field) => field.type === type && (!live || isAsked(field)))
      .map(({ name }) => name)
      .join(',')
  const asked = (field: FieldSpec) => (
    <AskedField
      key={field.name}
      spec={{ ...field, ...now.choices?.[field.name] }}
      value={isTyped(field, isAsked(field), state.values) ? state.values?.[field.name] : values[field.name]}
      error={state.issues.find((issue) => issue.field === `${PARAMETER_PREFIX}${field.name}`)?.message}
      words={words.field}
      asked={isAsked(field)}
      scripted={live !== undefined}
      reload={() => void change('', true)}
    />
  )
  return (
    <form
      ref={form}
      id={RUN_FORM}
      {...(files ? { action: PRESSES, method: 'post', encType: 'multipart/form-data' } : { action })}
      className={formStyles.form}
      onChange={({ target }) => void change((target as Element).getAttribute('name') ?? '')}
      onSubmit={(event) => {
        usedKeys.add(key)
        files?.send(event)
      }}
    >
      <FormSummary title={words.summary} issues={state.issues} labels={labels} />
      {now.error && (
        <MessageBar tone="error" title={`${words.notStarted} ${now.error.title}`}>
          {now.error.next}
          {now.error.mend && (
            <LeaveButton
              to={now.error.mend}
              label={now.error.mend === 'connect' ? words.connect : words.signInAgain}
            />
          )}
        </MessageBar>
      )}
      {resubmittedFrom && state === FRESH && (
        <MessageBar tone="info">
          {words.again} {namesOf('secret') && words.secretsAgain} {files && words.filesAgain}
        </MessageBar>
      )}
      {isBack && state === FRESH && (
        <MessageBar tone="info">
          {words.back} {namesOf('secret') && words.secretsAgain} {files && words.filesAgain}
        </MessageBar>
      )}
      <input type="hidden" name="slug" value={slug} />
      <input type="hidden" name="clientKey" value={key} />
      <input type="hidden" name="secrets" value={namesOf('secret')} />
      <input type="hidden" name="switches" value={namesOf('yes-no')} />
      {resubmittedFrom && <input type="hidden" name="resubmittedFrom" value={resubmittedFrom} />}
      {fields.length === 0 && <p>{words.noInputs}</p>}
      {fields.filter(({ type }) => type !== 'file').map(asked)}
      {draft !== undefined && <input type="hidden" name="draft" value={draft} />}
      {principal && <input type="hidden" name="principal" value={principal} />}
      {confirm && (
        <Field
          spec={{ name: 'confirmed', type: 'yes-no', label: confirm }}
          error={state.issues.find((issue) => issue.field === 'confirmed')?.message}
          words={words.field}
          prefix=""
        />
      )}
      {fields.filter(({ type }) => type === 'file').map(asked)}
      <p className={styles.help}>{words.identityHelp}</p>
      {words.secretResults && <p className={styles.help}>{words.secretResults}</p>}
      <FormActions>
        <p className={styles.identities}>
          {words.startedBy}, {words.runsAs}
        </p>
        <SubmitButton icon="play" aria-disabled={off !== undefined || files?.isUnderWay} title={off}>
          {words.run}
        </SubmitButton>
      </FormActions>
      {linkLabel && <LeaveButton to="link" label={linkLabel} />}
    </form>
  )
}

/** Whether what the field holds comes from the answer of the server: what was not asked for was not sent. */
function isTyped({ name, type }: FieldSpec, isAsked: boolean, typed: RunFlowState['values']): boolean {
  return typed !== undefined && type !== 'fixed' && (isAsked || Object.hasOwn(typed, name))
}
