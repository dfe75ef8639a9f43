import type { Words } from '@/lib/language/words'
import { EmptyState } from './empty-state'
import { LinkButton } from './link-button'
import { PageHead } from './page-head'

/** A page that the viewer's role does not include, and whom to ask. */
export function NotPermitted({ words }: { readonly words: Words['problem'] }) {
  return (
    <>
      <PageHead title={words.notPermittedTitle} />
      <EmptyState icon="lock" text={words.notPermittedText}>
        <LinkButton href="/">{words.home}</LinkButton>
      </EmptyState>
    </>
  )
}
