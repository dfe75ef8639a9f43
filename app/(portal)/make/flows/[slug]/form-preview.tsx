import { Field } from '@/app/_components/field'
import { fieldSpecs, formValues } from '@/app/(portal)/flows/[slug]/form-fields'
import styles from './editor.module.css'
import type { PartProps } from './part-props'

/** The form as people see it, to be looked at. */
export function FormPreview({ opened: { content }, words: { make, flow } }: PartProps) {
  const { inputs, confirm } = content.definition
  const fields = fieldSpecs(inputs, flow)
  const values = formValues(inputs, undefined, flow)
  if (fields.length === 0) return <p>{make.noFields}</p>
  return (
    <fieldset className={styles.preview} disabled>
      <legend>{make.previewHelp}</legend>
      {fields.map((spec) => (
        <div key={spec.name}>
          {spec.whenText && <p>{spec.whenText}</p>}
          {spec.reads && <p>{make.choicesLater}</p>}
          <Field
            spec={spec}
            value={values[spec.name]}
            words={{ choose: flow.choose, zone: flow.zone }}
            scope="preview-"
          />
        </div>
      ))}
      {confirm && <p>{confirm}</p>}
    </fieldset>
  )
}
