import { HistoryPage } from '@/app/_components/history-page'
import { currentTimeZone, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { openStartView, viewsChangedIn } from '@/app/(portal)/runs/start-view'
import { listFlowNames } from '@/lib/flows/server/list-flows'
import type { RunSummary } from '@/lib/runs/run'
import type { RunColumn } from '@/lib/runs/run-columns'
import { parseRunQuery, runQueryString } from '@/lib/runs/run-query'
import { listMyRuns } from '@/lib/runs/server/list-runs'
import { listViews } from '@/lib/runs/server/saved-views'

export const generateMetadata = pageTitle(async () => (await currentWords()).runs.mine)

export default page(MyRunsPage)

const COLUMNS: readonly RunColumn[] = ['flow', 'run', 'status', 'started', 'duration']

/** All of them are the viewer's; who started one for them is said where it was somebody else. */
function columnsOf(runs: readonly RunSummary[]): readonly RunColumn[] {
  return runs.some(({ principal }) => principal !== undefined) ? [...COLUMNS, 'startedBy'] : COLUMNS
}

/** What the viewer has started. */
async function MyRunsPage({ searchParams }: PageProps<'/runs'>) {
  const params = await searchParams
  const query = { ...parseRunQuery(params), person: '' }
  const viewer = await pageViewer(`/runs${runQueryString(query)}`)
  const words = await currentWords()
  const views = await listViews(viewer, 'mine')
  openStartView('/runs', params, views)
  const [runs, choices] = await Promise.all([
    listMyRuns(viewer, query, { timeZone: await currentTimeZone() }),
    listFlowNames(viewer),
  ])
  return (
    <HistoryPage
      path="/runs"
      title={words.runs.mine}
      lead={words.runs.mineLead}
      none={words.runs.none}
      columns={columnsOf(runs.runs)}
      query={query}
      page={runs}
      views={views}
      viewsChanged={viewsChangedIn(params)}
      choices={choices}
      words={words}
      now={Date.now()}
    />
  )
}
