import { LinkButton } from '@/app/_components/button'
import { CentredCard } from '@/app/_components/centred-card'
import { currentWords } from '@/app/_edge'

/** An address that leads nowhere. */
export default async function NotFound() {
  const { problem } = await currentWords()
  return (
    <CentredCard>
      <h1>{problem.notFoundTitle}</h1>
      <p>{problem.notFoundText}</p>
      <p>
        <LinkButton look="primary" href="/">
          {problem.home}
        </LinkButton>
      </p>
    </CentredCard>
  )
}
