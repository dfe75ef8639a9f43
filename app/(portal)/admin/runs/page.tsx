import { HistoryPage } from '@/app/_components/history-page'
import { currentTimeZone, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { CredentialNotices } from '@/app/(portal)/credential-notices'
import { openStartView, viewsChangedIn } from '@/app/(portal)/runs/start-view'
import { listFlowNames } from '@/lib/flows/server/list-flows'
import { parseRunQuery, runQueryString } from '@/lib/runs/run-query'
import { listAllRuns } from '@/lib/runs/server/list-runs'
import { listViews } from '@/lib/runs/server/saved-views'

export const generateMetadata = pageTitle(async () => (await currentWords()).runs.all)

export default page(AllRunsPage)

/** What everybody has started, with who started each and whose rights its code has. For Admins. */
async function AllRunsPage({ searchParams }: PageProps<'/admin/runs'>) {
  const params = await searchParams
  const query = parseRunQuery(params)
  const viewer = await pageViewer(`/admin/runs${runQueryString(query)}`)
  const words = await currentWords()
  const views = await listViews(viewer, 'all')
  openStartView('/admin/runs', params, views)
  const timeZone = await currentTimeZone()
  const runs = await listAllRuns(viewer, query, { timeZone })
  return (
    <HistoryPage
      path="/admin/runs"
      title={words.runs.all}
      lead={words.runs.allLead}
      notices={<CredentialNotices viewer={viewer} words={words.adminNotices} />}
      none={words.runs.noneOfAll}
      columns={['flow', 'run', 'status', 'startedBy', 'runsAs', 'started', 'duration']}
      query={query}
      page={runs}
      views={views}
      viewsChanged={viewsChangedIn(params)}
      choices={await listFlowNames(viewer, true)}
      words={words}
      now={Date.now()}
    />
  )
}
