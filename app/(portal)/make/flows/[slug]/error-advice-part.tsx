import { ActionButton } from '@/app/_components/action-button'
import { ActionForm } from '@/app/_components/action-form'
import { DetailsList } from '@/app/_components/details-list'
import { PageLink } from '@/app/_components/page-link'
import { Pane } from '@/app/_components/pane'
import { LONGEST_PATTERN } from '@/lib/drafts/edit-advice'
import type { ErrorAdvice } from '@/lib/flows/flow'
import styles from './editor.module.css'
import { arrangeErrorAdvice, saveErrorAdvice } from './error-advice-actions'
import { formWords, hiddenOf } from './form-words'
import { partAddress } from './part'
import type { PartProps } from './part-props'

interface ErrorAdviceProps extends PartProps {
  /** That is to be written, or changed. */
  readonly pattern: string
}

/** The maker's own words for errors, in the order in which they are looked through. */
export function ErrorAdvicePart({ opened, words, pattern }: ErrorAdviceProps) {
  const { make } = words
  const { errorAdvice = [] } = opened.content.definition
  const known = errorAdvice.find((advice) => advice.pattern === pattern)
  return (
    <Pane title={make.errorAdvice}>
      <div className={styles.stack}>
        <p>{make.errorAdviceLead}</p>
        {errorAdvice.length > 0 && (
          <DetailsList
            label={make.errorAdvice}
            rows={errorAdvice}
            rowKey={(advice) => advice.pattern}
            plain
            columns={[
              { key: 'pattern', label: make.errorSays, cell: (advice) => edited(advice, opened.flow.slug) },
              { key: 'text', label: make.advice, cell: ({ text }) => text },
              {
                key: 'tools',
                label: make.tools,
                hiddenLabel: true,
                cell: (advice) => <Tools advice={advice} opened={opened} words={words} />,
              },
            ]}
          />
        )}
        <ActionForm
          // What was asked for by another address is another form.
          key={pattern}
          action={saveErrorAdvice}
          scope="error-advice-"
          hidden={{ ...hiddenOf(opened), before: known?.pattern ?? '' }}
          words={formWords(words)}
          values={{ pattern, text: known?.text ?? '' }}
          fields={[
            {
              name: 'pattern',
              type: 'text',
              label: make.errorSays,
              help: make.errorSaysHelp,
              required: true,
              maxLength: LONGEST_PATTERN,
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

function edited({ pattern }: ErrorAdvice, slug: string) {
  return <PageLink href={partAddress(slug, 'failures', { pattern })}>{pattern}</PageLink>
}

function Tools({ advice: { pattern }, opened, words: { make } }: PartProps & { readonly advice: ErrorAdvice }) {
  const tool = (what: 'up' | 'remove') => ({
    action: arrangeErrorAdvice,
    hidden: { ...hiddenOf(opened), [what]: pattern },
    failed: make.notSaved,
  })
  return (
    <div className={styles.tools}>
      <ActionButton {...tool('up')} icon="sort-up" label={make.moveUp(pattern)} />
      <ActionButton {...tool('remove')} icon="delete" label={make.removeAdvice(pattern)} />
    </div>
  )
}
