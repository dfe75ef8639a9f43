import { ActionButton } from '@/app/_components/action-button'
import { ActionForm } from '@/app/_components/action-form'
import { DetailsList } from '@/app/_components/details-list'
import { Pane } from '@/app/_components/pane'
import type { Viewer } from '@/lib/identity/viewer'
import { dropAdvice, saveAdvice } from './advice-actions'
import styles from './editor.module.css'
import { ErrorAdvicePart } from './error-advice-part'
import { formWords, hiddenOf } from './form-words'
import type { PartProps } from './part-props'
import { UnmatchedErrors } from './unmatched-errors'

const ANY = '*'

/** Codes that runs end with and that a person can do something about. Source: jobs/runs/get, termination_details.code. */
const CODES = [
  ...[ANY, 'RUN_EXECUTION_ERROR', 'USER_REQUESTED_CANCELLATION', 'CANCELED', 'SKIPPED', 'TIMED_OUT'],
  ...['MAX_CONCURRENT_RUNS_EXCEEDED', 'MAX_JOB_QUEUE_SIZE_EXCEEDED', 'CLUSTER_ERROR', 'CLOUD_FAILURE'],
  ...['UNAUTHORIZED_ERROR', 'RESOURCE_NOT_FOUND', 'LIBRARY_INSTALLATION_ERROR', 'REPOSITORY_CHECKOUT_FAILED'],
  ...['STORAGE_ACCESS_ERROR', 'INVALID_RUN_CONFIGURATION', 'FEATURE_DISABLED', 'DRIVER_ERROR', 'INTERNAL_ERROR'],
]

interface AdvicePartProps extends PartProps {
  /** Of the advice for an error that is to be written, or changed. */
  readonly pattern: string
  readonly viewer: Viewer
}

/** The maker's own words for runs that failed: for errors, then for how runs end; and the errors that have none yet. */
export function AdvicePart({ pattern, viewer, ...common }: AdvicePartProps) {
  return (
    <>
      <ErrorAdvicePart {...common} pattern={pattern} />
      <UnmatchedErrors {...common} viewer={viewer} />
      <CodeAdvice {...common} />
    </>
  )
}

function CodeAdvice({ opened, words }: PartProps) {
  const { make } = words
  const { advice } = opened.content.definition
  const name = (code: string) => (code === ANY ? make.anyCode : code)
  return (
    <Pane title={make.codeAdvice}>
      <div className={styles.stack}>
        <p>{make.failuresLead}</p>
        {advice.length === 0 ? (
          <p>{make.noAdvice}</p>
        ) : (
          <DetailsList
            label={make.codeAdvice}
            rows={advice}
            rowKey={({ code }) => code}
            plain
            columns={[
              { key: 'code', label: make.code, cell: ({ code }) => name(code) },
              { key: 'text', label: make.advice, cell: ({ text }) => text },
              {
                key: 'tools',
                label: make.tools,
                hiddenLabel: true,
                cell: ({ code }) => (
                  <ActionButton
                    action={dropAdvice}
                    hidden={{ ...hiddenOf(opened), code }}
                    icon="delete"
                    label={make.removeAdvice(name(code))}
                    failed={make.notSaved}
                  />
                ),
              },
            ]}
          />
        )}
        <ActionForm
          action={saveAdvice}
          scope="advice-"
          hidden={hiddenOf(opened)}
          words={formWords(words)}
          values={{ code: ANY }}
          fields={[
            {
              name: 'code',
              type: 'choice',
              label: make.code,
              help: make.codeHelp,
              required: true,
              options: CODES.map((value) => ({ value, label: name(value) })),
            },
            {
              name: 'text',
              type: 'long-text',
              label: make.advice,
              help: make.adviceHelp,
              required: true,
              maxLength: 1_000,
            },
          ]}
        />
      </div>
    </Pane>
  )
}
