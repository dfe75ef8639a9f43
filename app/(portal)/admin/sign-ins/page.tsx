import { currentTimeZone, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { SignInHistory } from '@/app/(portal)/sign-ins/sign-in-history'
import { listAllSignIns, listResources } from '@/lib/identity/server/list-sign-ins'
import { parseSignInQuery, signInQueryString } from '@/lib/identity/sign-in-query'

export const generateMetadata = pageTitle(async () => (await currentWords()).signInLog.title)

export default page(SignInLogPage)

/** Every sign-in and token request of everybody, and of who was never let in. For Admins. */
async function SignInLogPage({ searchParams }: PageProps<'/admin/sign-ins'>) {
  const asked = parseSignInQuery(await searchParams)
  const viewer = await pageViewer(`/admin/sign-ins${signInQueryString(asked)}`)
  const timeZone = await currentTimeZone()
  const found = await listAllSignIns(viewer, asked, timeZone)
  return (
    <SignInHistory
      path="/admin/sign-ins"
      asked={asked}
      page={found}
      resources={await listResources(viewer)}
      timeZone={timeZone}
      words={await currentWords()}
    />
  )
}
