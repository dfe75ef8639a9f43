import type { OpenedDraft } from '@/lib/drafts/server/open-draft'
import type { Words } from '@/lib/language/words'

/** What every part of the editor is given. */
export interface PartProps {
  readonly opened: OpenedDraft
  readonly words: Words
}
