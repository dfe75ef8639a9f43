import { ActionForm } from '@/app/_components/action-form'
import type { FieldSpec } from '@/app/_components/field-spec'
import { Pane } from '@/app/_components/pane'
import type { Words } from '@/lib/language/words'
import styles from './editor.module.css'
import { formWords, hiddenOf } from './form-words'
import type { PartProps } from './part-props'
import { saveIdentityAction } from './step-actions'

/** Whose rights the code of a job has. */
export function identityControl(make: Words['make']): FieldSpec {
  return {
    ...{ name: 'identity', type: 'choice', label: make.identity, help: make.identityHelp, required: true },
    options: (['shared', 'as_me'] as const).map((value) => ({ value, label: make.identities[value] })),
  }
}

/** The same for all jobs of several steps. */
export function IdentityPart({ opened, words }: PartProps) {
  const { make } = words
  return (
    <Pane title={make.identityOfFlow}>
      <div className={styles.stack}>
        <p>{make.identityOfFlowHelp}</p>
        <ActionForm
          action={saveIdentityAction}
          scope="identity-"
          hidden={hiddenOf(opened)}
          words={formWords(words)}
          values={{ identity: opened.content.definition.identityMode }}
          fields={[identityControl(make)]}
        />
      </div>
    </Pane>
  )
}
