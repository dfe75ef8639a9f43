import type { Metadata } from 'next'
import { HistoryPage } from '@/app/_components/history-page'
import { currentTimeZone, currentWords, pageViewer } from '@/app/_edge'
import { listFlowNames } from '@/lib/flows/server/list-flows'
import { parseRunQuery, runQueryString } from '@/lib/runs/run-query'
import { listMyRuns } from '@/lib/runs/server/list-runs'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await currentWords()).runs.mine }
}

/** What the viewer has started. */
export default async function MyRunsPage({ searchParams }: PageProps<'/runs'>) {
  const query = parseRunQuery(await searchParams)
  const viewer = await pageViewer(`/runs${runQueryString(query)}`)
  const words = await currentWords()
  const [page, flows] = await Promise.all([
    listMyRuns(viewer, query, { timeZone: await currentTimeZone() }),
    listFlowNames(viewer),
  ])
  return (
    <HistoryPage
      path="/runs"
      title={words.runs.mine}
      lead={words.runs.mineLead}
      none={words.runs.none}
      columns={['flow', 'run', 'status', 'started', 'duration']}
      query={query}
      page={page}
      flows={flows}
      words={words}
      now={Date.now()}
    />
  )
}
