import type { Issue } from '@/lib/result'
import type { FieldSpec, FieldValue } from './field-spec'

/** What an edit form shows after an answer that saved nothing. */
export interface EditState {
  readonly issues: readonly Issue[]
  /** What was typed, by the fields' names. */
  readonly values?: Readonly<Record<string, FieldValue>>
  readonly error?: { readonly title: string; readonly next: string } | undefined
  /** Which version the form builds on from now on: somebody saved meanwhile, and the person has been told. */
  readonly version?: string | undefined
}

export interface EditFormWords {
  /** "Nothing was saved. Please check:" */
  readonly summary: string
  readonly submit: string
  readonly choose: string
}

export type EditAction = (previous: EditState, form: FormData) => Promise<EditState>

export interface EditFormProps {
  readonly action: EditAction
  /** Posted along: what the form is about. */
  readonly hidden: Readonly<Record<string, string>>
  readonly fields: readonly FieldSpec[]
  /** Shown only once an answer has asked for them. */
  readonly asked?: readonly FieldSpec[]
  readonly values: Readonly<Record<string, FieldValue>>
  readonly words: EditFormWords
  /** Keeps ids apart where a page has several forms. */
  readonly scope?: string
  readonly look?: 'danger' | 'default' | 'primary'
}
