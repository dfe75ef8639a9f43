import { CardAction, CentredCard } from '@/app/_components/centred-card'
import { LinkButton } from '@/app/_components/link-button'
import { currentWords } from '@/app/_edge'

/** An address that leads nowhere. */
export default async function NotFound() {
  const { problem, shell } = await currentWords()
  return (
    <CentredCard brand={shell.brand}>
      <h1>{problem.notFoundTitle}</h1>
      <p>{problem.notFoundText}</p>
      <CardAction>
        <LinkButton look="primary" href="/">
          {problem.home}
        </LinkButton>
      </CardAction>
    </CentredCard>
  )
}
