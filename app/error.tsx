'use client'

import { unstable_isUnrecognizedActionError as isOfAnotherBuild } from 'next/navigation'
import { Button } from '@/app/_components/button'
import { CardAction, CentredCard } from '@/app/_components/centred-card'
import { problem } from '@/lib/language/en/problem'

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string }
}

/** For what nobody foresaw. It says nothing of the cause but the number under which the log has it (OPS-8). */
export default function ErrorPage({ error }: ErrorPageProps) {
  const { digest } = error
  // The page asked for an action that this build does not have: nothing was started (WEB-7).
  const outdated = isOfAnotherBuild(error)
  return (
    <CentredCard
      foot={
        !outdated && (
          <>
            {digest && <p>{problem.reference(digest)}</p>}
            {/* A document of its own: after such an error the page's scripts are not to be trusted with a navigation. */}
            <a href="/runs">{problem.myRuns}</a>
          </>
        )
      }
    >
      <h1>{outdated ? problem.outdatedTitle : problem.brokenTitle}</h1>
      <p>{outdated ? problem.outdatedText : problem.brokenText}</p>
      <CardAction>
        <Button look="primary" onClick={() => location.reload()}>
          {outdated ? problem.reload : problem.tryAgain}
        </Button>
      </CardAction>
    </CentredCard>
  )
}
