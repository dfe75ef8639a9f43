import type { Metadata } from 'next'
import { LinkButton } from '@/app/_components/button'
import { CentredCard } from '@/app/_components/centred-card'
import { KeyValues } from '@/app/_components/key-values'
import { currentWords } from '@/app/_edge'
import { SIGN_IN_PROBLEMS, type SignInProblem } from '@/lib/identity/sign-in-problem'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await currentWords()).signIn.errorTitle }
}

/** Why a sign-in did not end well. The query only chooses among our words; nothing of it is shown but a number and an id. */
export default async function AuthErrorPage({ searchParams }: PageProps<'/auth-error'>) {
  const params = await searchParams
  const { signIn: words, shell } = await currentWords()
  const problem: SignInProblem = SIGN_IN_PROBLEMS.find((known) => known === params.code) ?? 'try_again'
  const { title, text } = words.problems[problem]
  return (
    <CentredCard>
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        <LinkButton
          look="primary"
          href={problem === 'wrong_account' || problem === 'no_role' ? '/sign-in?prompt=select_account' : '/sign-in'}
        >
          {problem === 'wrong_account' || problem === 'no_role' ? words.otherAccount : words.tryAgain}
        </LinkButton>
      </p>
      <KeyValues items={factsOf(params, words)} copyLabel={shell.copy} copiedLabel={shell.copied} />
    </CentredCard>
  )
}

type Params = Awaited<PageProps<'/auth-error'>['searchParams']>

function factsOf({ detail, id }: Params, words: { readonly code: string; readonly correlationId: string }) {
  const facts = []
  if (typeof detail === 'string' && /^AADSTS\d{4,8}$/.test(detail)) facts.push({ label: words.code, value: detail })
  if (typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)) {
    facts.push({ label: words.correlationId, value: id, copy: id })
  }
  return facts
}
