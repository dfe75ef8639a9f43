import { redirect } from 'next/navigation'
import { CardAction, CentredCard } from '@/app/_components/centred-card'
import { MessageBar } from '@/app/_components/message-bar'
import { SubmitButton } from '@/app/_components/submit-button'
import { currentViewer, currentWords } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { returnPath } from '@/lib/identity/server/return-path'

export const generateMetadata = pageTitle(async () => (await currentWords()).signIn.title)

export default page(SignInPage, CentredCard)

/**
 * The way in. `callbackUrl` is where to go afterwards; `login_hint` and `prompt` are passed on to
 * Microsoft; `again` is for who is signed in here, but whose tokens Microsoft no longer renews.
 */
async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const params = await searchParams
  const text = (name: string): string => (typeof params[name] === 'string' ? params[name] : '')
  const callbackUrl = returnPath(text('callbackUrl'))
  if ((await currentViewer()) && !text('prompt') && !text('again')) redirect(callbackUrl as '/')
  const { signIn: words } = await currentWords()
  const hidden = ['login_hint', 'domain_hint', 'prompt', 'claims'].filter((name) => text(name) !== '')
  return (
    <CentredCard
      foot={
        <>
          <p>{words.account}</p>
          <a href="/help">{words.help}</a>
        </>
      }
    >
      <h1>{words.headline}</h1>
      <p>{words.lead}</p>
      {text('signedOut') && (
        <MessageBar tone="success">
          {words.signedOut} {text('signedOut') === 'following' && words.stillFollowed}
        </MessageBar>
      )}
      {text('again') && <MessageBar tone="info">{words.again}</MessageBar>}
      <CardAction>
        <form method="post" action="/api/auth/signin/azure-ad">
          <input type="hidden" name="callbackUrl" value={callbackUrl} />
          {hidden.map((name) => (
            <input key={name} type="hidden" name={name} value={text(name)} />
          ))}
          <SubmitButton>{words.button}</SubmitButton>
        </form>
      </CardAction>
    </CentredCard>
  )
}
