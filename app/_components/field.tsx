import styles from './field.module.css'
import { FieldControl } from './field-control'
import { FieldGroup, isGroup } from './field-group'
import { type FieldSpec, type FieldValue, type FieldWords, fieldId, PARAMETER_PREFIX } from './field-spec'
import { Icon } from './icon'

export interface FieldProps {
  readonly spec: FieldSpec
  /** What the form holds already. A secret is never given back. */
  readonly value?: FieldValue | undefined
  readonly error?: string | undefined
  readonly words: FieldWords
  /** Before the posted name; '' for forms of our own. */
  readonly prefix?: string
  /** Keeps ids apart where two forms of one page have fields of the same name. */
  readonly scope?: string
}

/** A label, the browser's own control for the type, the help, and what is wrong. */
export function Field({ spec, value, error, words, prefix = PARAMETER_PREFIX, scope = '' }: FieldProps) {
  const name = `${prefix}${spec.name}`
  const id = fieldId(name, scope)
  const help = [spec.help, spec.patternHelp, spec.note, spec.type === 'date-time' && words.zone]
    .filter(Boolean)
    .join(' ')
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
  const control = { id, name, spec, value, words, described, invalid: Boolean(error) }
  return (
    <div className={styles.field} data-half={spec.half || undefined}>
      {isGroup(spec) ? (
        <FieldGroup {...control} />
      ) : (
        <>
          {spec.type === 'fixed' && <p className={styles.label}>{spec.label}</p>}
          {spec.type !== 'yes-no' && spec.type !== 'fixed' && <FieldLabel spec={spec} htmlFor={id} />}
          <FieldControl {...control} />
        </>
      )}
      {help && (
        <p id={`${id}-help`} className={styles.help}>
          {help}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className={styles.error}>
          <Icon name="status-error" size={16} />
          {error}
        </p>
      )}
    </div>
  )
}

function FieldLabel({ spec, htmlFor }: { readonly spec: FieldSpec; readonly htmlFor: string }) {
  return (
    <label className={styles.label} htmlFor={htmlFor} data-required={spec.required || undefined}>
      {spec.label}
    </label>
  )
}
