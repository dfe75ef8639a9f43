/** A field of the same form, and the values of it that this is about. Of several choices, one of them is enough. */
export interface Condition {
  readonly field: string
  readonly is: readonly (string | boolean)[]
}

/** A field and the condition under which it is asked for, if any. */
export interface Conditional {
  readonly name: string
  readonly when?: Condition | undefined
}

/**
 * The names of the fields that are asked for, with these values. A field depends on earlier ones only, and on none that is
 * not asked for itself: so there are no circles, and one pass tells all.
 */
export function namesShown(
  fields: readonly Conditional[],
  values: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  const shown = new Set<string>()
  for (const { name, when } of fields) {
    if (!when || (shown.has(when.field) && holds(when, ownValue(values, when.field)))) shown.add(name)
  }
  return shown
}

export function holds({ is }: Condition, value: unknown): boolean {
  return [value].flat().some((one) => is.some((wanted) => wanted === one))
}

function ownValue(values: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined
}
