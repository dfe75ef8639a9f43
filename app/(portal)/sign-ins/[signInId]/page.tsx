import { cache } from 'react'
import { Breadcrumbs } from '@/app/_components/breadcrumbs'
import { PageHead } from '@/app/_components/page-head'
import { currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { Result } from '@/app/(portal)/sign-ins/sign-in-table'
import { hasRole } from '@/lib/identity/roles'
import { getSignIn } from '@/lib/identity/server/list-sign-ins'
import { SignInFacts } from './sign-in-facts'

type Props = PageProps<'/sign-ins/[signInId]'>

/** The title and the page ask for the same: once. */
const opened = cache(async (id: string) => {
  const viewer = await pageViewer(`/sign-ins/${id}`)
  return { viewer, entry: await getSignIn(viewer, id) }
})

export const generateMetadata = pageTitle(async ({ params }: Props) => {
  const { entry } = await opened((await params).signInId)
  const { signInLog: words } = await currentWords()
  return words.entry(words.kinds[entry.kind])
})

export default page(SignInPage)

/** One row of the sign-in log: who it was, how, and for what. */
async function SignInPage({ params }: Props) {
  const { viewer, entry } = await opened((await params).signInId)
  const words = await currentWords()
  const { signInLog: text, shell } = words
  const isAdmin = hasRole(viewer.roles, 'Portal.Admin')
  const list = isAdmin ? '/admin/sign-ins' : '/sign-ins'
  return (
    <>
      <Breadcrumbs
        label={shell.breadcrumb}
        trail={[{ href: list, label: isAdmin ? text.title : text.mine }]}
        current={text.kinds[entry.kind]}
      />
      <PageHead title={text.kinds[entry.kind]} text={entry.userName}>
        <Result entry={entry} words={text} />
      </PageHead>
      <SignInFacts entry={entry} list={list} isAdmin={isAdmin} words={words} />
    </>
  )
}
