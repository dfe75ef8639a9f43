/** What to say beside one field of a form. `field` is the field's name as posted, '' for the form as a whole. */
export interface Issue {
  readonly field: string
  readonly message: string
}

/** A value, or what is wrong with each field. A slip in a form is no exception. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] }

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

export function refused(issues: readonly Issue[]): { readonly ok: false; readonly issues: readonly Issue[] } {
  return { ok: false, issues }
}
