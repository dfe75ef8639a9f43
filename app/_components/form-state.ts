import type { Issue } from '@/lib/result'
import type { FieldValue } from './field-spec'

/** What a form shows after it was sent and nothing came of it. */
export interface FormState {
  readonly issues: readonly Issue[]
  /** What was typed, by the fields' names; secrets are not sent back. */
  readonly values?: Readonly<Record<string, FieldValue>>
  readonly error?: { readonly title: string; readonly next: string }
}

export const FRESH: FormState = { issues: [] }
