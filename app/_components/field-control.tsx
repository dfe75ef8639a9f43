import styles from './field.module.css'
import type { FieldSpec, FieldValue, FieldWords } from './field-spec'

export interface ControlProps {
  readonly id: string
  readonly name: string
  readonly spec: FieldSpec
  readonly value: FieldValue | undefined
  readonly words: FieldWords
  /** The ids of help and error. */
  readonly described: string | undefined
  readonly invalid: boolean
}

/** The browser's own control for a type that has a single one. */
export function FieldControl(props: ControlProps) {
  const { spec, value, words } = props
  const text = typeof value === 'string' ? value : ''
  switch (spec.type) {
    case 'yes-no':
      return (
        <label className={styles.option} htmlFor={props.id}>
          <input
            {...common(props)}
            required={false}
            type="checkbox"
            // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox tells its state by itself
            role="switch"
            className={styles.switch}
            defaultChecked={value === true}
          />
          {spec.label}
        </label>
      )
    case 'choice':
      // React resets a form after its action, and a select would fall back to its first option: the key makes a new one.
      return (
        <select {...common(props)} key={text} defaultValue={text}>
          <option value="">{spec.chooseLabel ?? words.choose}</option>
          {spec.options?.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )
    case 'fixed':
      return <p className={styles.fixed}>{text}</p>
    case 'json':
    case 'long-text':
      return (
        <textarea
          {...common(props)}
          {...lengths(spec)}
          className={styles.area}
          data-type={spec.type}
          rows={spec.rows ?? 4}
          spellCheck={spec.type === 'long-text'}
          placeholder={spec.placeholder}
          defaultValue={text}
        />
      )
    default:
      return (
        <input
          {...common(props)}
          {...inputAttributes(spec)}
          defaultValue={spec.type === 'secret' || spec.type === 'file' ? undefined : text}
        />
      )
  }
}

function common({ id, name, spec, described, invalid }: ControlProps) {
  return {
    id,
    name,
    required: spec.required,
    autoComplete: spec.type === 'secret' ? 'new-password' : 'off',
    'aria-describedby': described,
    'aria-invalid': invalid || undefined,
  }
}

function inputAttributes(spec: FieldSpec) {
  const { type, min, max, step, pattern, placeholder, list } = spec
  switch (type) {
    case 'number':
      return { type: 'number', min, max, step: step ?? 'any', placeholder }
    case 'date':
      return { type: 'date', min, max }
    case 'date-time':
      return { type: 'datetime-local', min, max }
    case 'file':
      return { type: 'file' }
    case 'secret':
      return { type: 'password', placeholder, ...lengths(spec) }
    default:
      return { type: 'text', list, pattern, placeholder, ...lengths(spec) }
  }
}

function lengths({ minLength, maxLength }: FieldSpec) {
  return { minLength, maxLength }
}
