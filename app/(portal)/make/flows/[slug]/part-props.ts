import type { OpenedDraft } from '@/lib/drafts/server/open-draft'
import type { FlowStep } from '@/lib/flows/flow'
import type { Words } from '@/lib/language/words'

/** What every part of the editor is given. */
export interface PartProps {
  readonly opened: OpenedDraft
  readonly words: Words
}

/** And those that are about one step. */
export interface StepProps<Step extends FlowStep = FlowStep> extends PartProps {
  readonly step: Step
  readonly place: number
}
