import { HistoryPage } from '@/app/_components/history-page'
import type { RunColumn } from '@/app/_components/run-table'
import { currentTimeZone, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { listFlowNames } from '@/lib/flows/server/list-flows'
import type { RunSummary } from '@/lib/runs/run'
import { parseRunQuery, runQueryString } from '@/lib/runs/run-query'
import { listMyRuns } from '@/lib/runs/server/list-runs'

export const generateMetadata = pageTitle(async () => (await currentWords()).runs.mine)

export default page(MyRunsPage)

const COLUMNS: readonly RunColumn[] = ['flow', 'run', 'status', 'started', 'duration']

/** All of them are the viewer's; who started one for them is said where it was somebody else. */
function columnsOf(runs: readonly RunSummary[]): readonly RunColumn[] {
  return runs.some(({ principal }) => principal !== undefined) ? [...COLUMNS, 'startedBy'] : COLUMNS
}

/** What the viewer has started. */
async function MyRunsPage({ searchParams }: PageProps<'/runs'>) {
  const query = parseRunQuery(await searchParams)
  const viewer = await pageViewer(`/runs${runQueryString(query)}`)
  const words = await currentWords()
  const [runs, flows] = await Promise.all([
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
      flows={flows}
      words={words}
      now={Date.now()}
    />
  )
}
