import { Field } from '@/app/_components/field'
import type { FieldSpec, FieldValue, FieldWords } from '@/app/_components/field-spec'
import styles from './run-flow-form.module.css'

interface AskedFieldProps {
  readonly spec: FieldSpec
  readonly value: FieldValue | undefined
  readonly error: string | undefined
  readonly words: FieldWords
  readonly asked: boolean
  /** Scripts run: what is not asked for is then neither seen nor sent. */
  readonly scripted: boolean
}

/** A field that may depend on others. Without scripts it says on which, and the server decides whether it counts. */
export function AskedField({ spec, asked, scripted, ...rest }: AskedFieldProps) {
  if (!spec.when) return <Field spec={spec} {...rest} />
  const off = scripted && !asked
  return (
    <fieldset className={asked ? undefined : styles.off} disabled={off} hidden={off}>
      <p className={styles.only}>{spec.whenText}</p>
      <Field spec={scripted ? spec : { ...spec, required: false }} {...rest} />
    </fieldset>
  )
}
