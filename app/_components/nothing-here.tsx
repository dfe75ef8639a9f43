import type { Words } from '@/lib/language/words'
import { EmptyState } from './empty-state'
import { LinkButton } from './link-button'
import { PageHead } from './page-head'

/** For what does not exist and for what belongs to somebody else alike (AUTHZ-4). */
export function NothingHere({ words }: { readonly words: Words['problem'] }) {
  return (
    <>
      <PageHead title={words.notFoundTitle} />
      <EmptyState icon="search" text={words.notFoundText}>
        <LinkButton href="/">{words.home}</LinkButton>
      </EmptyState>
    </>
  )
}
