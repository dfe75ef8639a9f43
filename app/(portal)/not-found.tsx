import { EmptyState } from '@/app/_components/empty-state'
import { LinkButton } from '@/app/_components/link-button'
import { PageHead } from '@/app/_components/page-head'
import { currentWords } from '@/app/_edge'

/** For what does not exist and for what belongs to somebody else alike (AUTHZ-4). */
export default async function NotFound() {
  const { problem } = await currentWords()
  return (
    <>
      <PageHead title={problem.notFoundTitle} />
      <EmptyState icon="search" text={problem.notFoundText}>
        <LinkButton href="/">{problem.home}</LinkButton>
      </EmptyState>
    </>
  )
}
