import 'server-only'
import { listPublishedApps, type PublishedApp } from '@/lib/databricks/account-apps'
import type { Viewer } from '@/lib/identity/viewer'
import type { ConnectorWords } from '@/lib/language/words'
import type { Parsed } from '@/lib/result'
import { atAccount, openAccount } from './at-account'
import { checkAccountId } from './check-security'
import { getConnector } from './get-connector'

/** An app of a partner that people of the account may sign in with. */
export type EnrolledApp = PublishedApp

/** Which apps of partners the account of a connector has enrolled, as the viewer may see them; or why that is not told. For Admins. */
export async function readPublishedApps(
  viewer: Viewer,
  { slug, accountId: typed }: { readonly slug: string; readonly accountId: string },
  words: ConnectorWords,
): Promise<Parsed<readonly EnrolledApp[]>> {
  const { origin } = await getConnector(viewer, slug, 'Portal.Admin')
  const accountId = checkAccountId(typed, words)
  if (!accountId.ok) return accountId
  return atAccount({ text: words, so: words.publishedAppsNotOffered }, async () =>
    listPublishedApps(await openAccount(viewer, { origin, accountId: accountId.value })),
  )
}
