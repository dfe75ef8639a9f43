import { currentTimeZone, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { listMySignIns, listResources } from '@/lib/identity/server/list-sign-ins'
import { parseSignInQuery, signInQueryString } from '@/lib/identity/sign-in-query'
import { SignInHistory } from './sign-in-history'

export const generateMetadata = pageTitle(async () => (await currentWords()).signInLog.mine)

export default page(MySignInsPage)

/** What is on record of the viewer's own sign-ins and tokens. */
async function MySignInsPage({ searchParams }: PageProps<'/sign-ins'>) {
  const asked = parseSignInQuery(await searchParams)
  const viewer = await pageViewer(`/sign-ins${signInQueryString(asked)}`)
  const timeZone = await currentTimeZone()
  const found = await listMySignIns(viewer, asked, timeZone)
  return (
    <SignInHistory
      path="/sign-ins"
      asked={asked}
      page={found}
      resources={await listResources(viewer)}
      timeZone={timeZone}
      words={await currentWords()}
    />
  )
}
