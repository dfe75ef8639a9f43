import type { FieldValue } from '@/app/_components/field-spec'
import type { Issue } from '@/lib/result'
import type { LeaveTo } from './leave-button'
import type { ShownChoices } from './shown-choices'

/** Where a form with files is sent to: an action would have the whole of them in memory. */
export const PRESSES = '/api/presses'

/** What the form shows after a press that started nothing. */
export interface RunFlowState {
  readonly issues: readonly Issue[]
  /** What was typed, by the fields' names; secrets are not sent back. */
  readonly values?: Readonly<Record<string, FieldValue>>
  /** Of the fields whose choices are read, with what the form holds now. */
  readonly choices?: Readonly<Record<string, ShownChoices>>
  readonly error?: {
    readonly title: string
    readonly next: string
    /** Where the person can go from here to mend it. */
    readonly mend?: LeaveTo | undefined
  }
}
