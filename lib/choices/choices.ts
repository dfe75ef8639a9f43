import type { ErrorCode, ErrorFacts } from '@/lib/errors'

export interface Choice {
  readonly value: string
  readonly label: string
}

/** More than anybody looks through; a statement can narrow them down. */
export const MOST_CHOICES_READ = 200

/** What a person may choose from, or why that is not known just now. */
export type Choices =
  | { readonly is: 'read'; readonly choices: readonly Choice[]; readonly more: boolean }
  /** These fields have to be filled in first. */
  | { readonly is: 'waiting'; readonly for: readonly string[] }
  | { readonly is: 'unread'; readonly code: ErrorCode; readonly facts: ErrorFacts }
  /** `detail` is Databricks' own sentence, for makers. */
  | { readonly is: 'failed'; readonly detail: string }

export type ChoicesByField = ReadonlyMap<string, Choices>
