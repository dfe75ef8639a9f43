import styles from './field.module.css'
import type { ControlProps } from './field-control'
import type { FieldSpec } from './field-spec'

/** So many options are all shown at once; more of them go into a list to choose from. */
const MOST_RADIOS = 5

/** Whether a field is drawn as a group of small controls with a legend, and not as a single one with a label. */
export function isGroup({ type, options = [], compact }: FieldSpec): boolean {
  return type === 'choices' || (type === 'choice' && options.length <= MOST_RADIOS && !compact)
}

/** Radio buttons for a choice, checkboxes for several. The first one has the field's id. */
export function FieldGroup({ id, name, spec, value, described, invalid }: ControlProps) {
  const several = spec.type === 'choices'
  const chosen = typeof value === 'object' ? value : [value]
  return (
    <fieldset className={styles.group} aria-describedby={described} role={several ? undefined : 'radiogroup'}>
      <legend className={styles.label} data-required={spec.required || undefined}>
        {spec.label}
      </legend>
      {spec.options?.map((option, index) => {
        const own = index === 0 ? id : `${id}-${index}`
        return (
          <label key={option.value} className={styles.option} htmlFor={own}>
            <input
              id={own}
              type={several ? 'checkbox' : 'radio'}
              name={name}
              value={option.value}
              required={several ? undefined : spec.required}
              aria-invalid={(several && invalid) || undefined}
              defaultChecked={chosen.includes(option.value)}
            />
            {option.label}
          </label>
        )
      })}
    </fieldset>
  )
}
