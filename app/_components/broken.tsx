import type { Words } from '@/lib/language/words'
import { buttonFace } from './button'
import { EmptyState } from './empty-state'
import { PageHead } from './page-head'

interface BrokenProps {
  readonly words: Words['problem']
  /** Under which the log has it. */
  readonly reference: string
}

/** For what nobody foresaw, in plain words and without scripts. It says nothing of the cause (OPS-8). */
export function Broken({ words, reference }: BrokenProps) {
  // Documents of their own, and the first asks for this very address: what failed may be what scripts would ask for next.
  return (
    <>
      <PageHead title={words.brokenTitle} text={words.reference(reference)} />
      <EmptyState icon="status-error" text={words.brokenText}>
        {/* biome-ignore lint/a11y/useValidAnchor: an empty address is this very page's, its query included */}
        <a href="" {...buttonFace({ look: 'primary', children: words.tryAgain })} />
        <a href="/runs">{words.myRuns}</a>
      </EmptyState>
    </>
  )
}
