import type { Condition } from '@/lib/flows/shown-when'

export type FieldType =
  | 'text'
  | 'long-text'
  | 'number'
  | 'yes-no'
  | 'choice'
  | 'choices'
  | 'date'
  | 'date-time'
  | 'json'
  | 'secret'
  /** The browser posts it as a file; what was chosen is never shown again. */
  | 'file'
  /** Text to read: its value is the maker's, and nothing is posted. */
  | 'fixed'

export interface FieldOption {
  readonly value: string
  readonly label: string
}

/** One input of a form, told without any markup. The browser checks what HTML can say; the server checks everything again. */
export interface FieldSpec {
  /** Posted with the form's prefix before it. */
  readonly name: string
  readonly type: FieldType
  readonly label: string
  readonly help?: string | undefined
  readonly required?: boolean | undefined
  /** Of choice and choices. */
  readonly options?: readonly FieldOption[] | undefined
  /** Of number, date and date-time; dates as the browser writes them, `2026-11-03` or `2026-11-03T14:00`. */
  readonly min?: number | string | undefined
  readonly max?: number | string | undefined
  readonly step?: number | undefined
  /** Of text. `patternHelp` says in words what the pattern wants. */
  readonly pattern?: string | undefined
  readonly patternHelp?: string | undefined
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
  readonly placeholder?: string | undefined
  /** Of text: the id of a `<datalist>` to pick from. Anything else may be typed. */
  readonly list?: string | undefined
  /** Of choice: one line, however few options there are. */
  readonly compact?: boolean | undefined
  /** Of choice: what an empty choice means, where the common word does not say it. */
  readonly chooseLabel?: string | undefined
  /** Beside the next one, where there is room. */
  readonly half?: boolean | undefined
  /** Of long-text and json; four where nothing is said. */
  readonly rows?: number | undefined
  /** Of a file: more is not sent, and `note` says so. */
  readonly mostBytes?: number | undefined
  /** Below the help, about the options as they are now. */
  readonly note?: string | undefined
  /** Of options that are read: what the button says that reads them again, and the fields that they depend on. */
  readonly reload?: string | undefined
  readonly reads?: readonly string[] | undefined
  /** Asked for only then; `whenText` says so where no scripts can. */
  readonly when?: Condition | undefined
  readonly whenText?: string | undefined
  /** Not asked for with what the form holds at first. */
  readonly off?: boolean | undefined
}

/** As it is posted: a text, several for choices, true or false for yes-no. */
export type FieldValue = boolean | string | readonly string[]

export interface FieldWords {
  /** The first line of a list to choose from: "Choose" */
  readonly choose: string
  /** Beside a date with a time: "Time zone: Europe/Berlin" */
  readonly zone: string
}

/** Parameters are posted as `p.region`, so that none of them collides with a form's own `action` or `method`. */
export const PARAMETER_PREFIX = 'p.'

/** The element that a summary of issues leads to. `posted` is the name as posted. */
export function fieldId(posted: string, scope = ''): string {
  return `${scope}f-${posted}`
}
