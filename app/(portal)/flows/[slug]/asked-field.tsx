import { Button } from '@/app/_components/button'
import { Field, type FieldProps } from '@/app/_components/field'
import styles from './run-flow-form.module.css'

interface AskedFieldProps extends FieldProps {
  readonly asked: boolean
  /** Scripts run: what is not asked for is then neither seen nor sent. */
  readonly scripted: boolean
  /** Reads the choices again. */
  readonly reload: () => void
}

/** A field that may depend on others. Without scripts it says on which, and the server decides whether it counts. */
export function AskedField({ spec, asked, ...rest }: AskedFieldProps) {
  if (!spec.when) return <ReadField spec={spec} {...rest} />
  const off = rest.scripted && !asked
  return (
    <fieldset className={asked ? undefined : styles.off} disabled={off} hidden={off}>
      <p className={styles.only}>{spec.whenText}</p>
      <ReadField spec={rest.scripted ? spec : { ...spec, required: false }} {...rest} />
    </fieldset>
  )
}

/**
 * With a button that reads its choices again, where they are read. It sends the form only where no scripts run: the first
 * button of that kind is what Enter presses.
 */
function ReadField({ scripted, reload, ...field }: Omit<AskedFieldProps, 'asked'>) {
  if (!field.spec.reload) return <Field {...field} />
  return (
    <div className={styles.read}>
      <Field {...field} />
      <Button
        type={scripted ? 'button' : 'submit'}
        name="load"
        value="on"
        formNoValidate
        onClick={reloadIf(scripted, reload)}
      >
        {field.spec.reload}
      </Button>
    </div>
  )
}

function reloadIf(scripted: boolean, reload: () => void) {
  return scripted ? reload : undefined
}
