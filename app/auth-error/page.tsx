import { CardAction, CentredCard } from '@/app/_components/centred-card'
import { KeyValues } from '@/app/_components/key-values'
import { LinkButton } from '@/app/_components/link-button'
import { MessageBar } from '@/app/_components/message-bar'
import { currentWords } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { failureOf, menderOf } from '@/lib/identity/entra-failure'
import { SIGN_IN_PROBLEMS, type SignInProblem } from '@/lib/identity/sign-in-problem'
import type { Words } from '@/lib/language/words'
import { WhatWasAsked } from './what-was-asked'

/** Nothing is broken: the person, or the passing of time, ended the sign-in. */
const HARMLESS: readonly SignInProblem[] = ['declined', 'try_again', 'unsolicited']
/** Nobody has to sign in for these. */
const LEADS_HOME: readonly SignInProblem[] = ['unsolicited', 'rights_unchecked']
const NEEDS_ANOTHER_ACCOUNT: readonly SignInProblem[] = ['wrong_account', 'no_role', 'other_tenant']
const ABOUT_CONSENT: readonly SignInProblem[] = ['declined', 'admin_consent']

export const generateMetadata = pageTitle(async () => (await currentWords()).signIn.errorTitle)

export default page(AuthErrorPage, CentredCard)

/** Why a sign-in did not end well. The query only chooses among our words; nothing of it is shown but a number and an id. */
async function AuthErrorPage({ searchParams }: PageProps<'/auth-error'>) {
  const params = await searchParams
  const { signIn: words, entraFailures, shell } = await currentWords()
  const problem: SignInProblem = SIGN_IN_PROBLEMS.find((known) => known === params.code) ?? 'try_again'
  const facts = factsOf(params, words, entraFailures)
  const { title, text } = words.problems[problem]
  return (
    <CentredCard
      brand={shell.brand}
      foot={
        <>
          {facts.length > 0 && <KeyValues items={facts} copyLabel={shell.copy} copiedLabel={shell.copied} />}
          {ABOUT_CONSENT.includes(problem) && <WhatWasAsked words={words} />}
          <a href="/help">{words.help}</a>
        </>
      }
    >
      <h1>{title}</h1>
      <MessageBar tone={HARMLESS.includes(problem) ? 'info' : 'error'}>{text}</MessageBar>
      <CardAction>
        <LinkButton look="primary" href={wayOut(problem)}>
          {wayOutWords(problem, words)}
        </LinkButton>
      </CardAction>
    </CentredCard>
  )
}

function wayOut(problem: SignInProblem): string {
  if (LEADS_HOME.includes(problem)) return '/'
  return NEEDS_ANOTHER_ACCOUNT.includes(problem) ? '/sign-in?prompt=select_account' : '/sign-in'
}

function wayOutWords(problem: SignInProblem, words: Words['signIn']): string {
  if (LEADS_HOME.includes(problem)) return problem === 'unsolicited' ? words.home : words.tryAgain
  return NEEDS_ANOTHER_ACCOUNT.includes(problem) ? words.otherAccount : words.tryAgain
}

function explanationOf(aadsts: string, { texts, menders, ...words }: Words['entraFailures']) {
  const failure = failureOf(aadsts)
  if (!failure) return []
  const { means, remedy } = texts[failure]
  return [
    { label: words.happened, value: means },
    { label: words.who, value: menders[menderOf(failure)] },
    { label: words.remedy, value: remedy },
  ]
}

type Params = Awaited<PageProps<'/auth-error'>['searchParams']>

function factsOf({ detail, id }: Params, words: Words['signIn'], explained: Words['entraFailures']) {
  const facts = []
  if (typeof detail === 'string' && /^AADSTS\d{4,8}$/.test(detail)) {
    facts.push(...explanationOf(detail, explained), { label: words.code, value: detail })
  }
  if (typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)) {
    facts.push({ label: words.correlationId, value: id, copy: id })
  }
  return facts
}
