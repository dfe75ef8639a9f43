import type { Metadata } from 'next'
import { HistoryPage } from '@/app/_components/history-page'
import { NotPermitted } from '@/app/_components/not-permitted'
import { currentTimeZone, currentWords, orNotPermitted, pageViewer } from '@/app/_edge'
import { listFlowNames } from '@/lib/flows/server/list-flows'
import { parseRunQuery, runQueryString } from '@/lib/runs/run-query'
import { listAllRuns } from '@/lib/runs/server/list-runs'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await currentWords()).runs.all }
}

/** What everybody has started, with who started each and whose rights its code has. For Admins. */
export default async function AllRunsPage({ searchParams }: PageProps<'/admin/runs'>) {
  const query = parseRunQuery(await searchParams)
  const viewer = await pageViewer(`/admin/runs${runQueryString(query)}`)
  const words = await currentWords()
  const timeZone = await currentTimeZone()
  const page = await orNotPermitted(() => listAllRuns(viewer, query, { timeZone }))
  if (!page) return <NotPermitted words={words.problem} />
  return (
    <HistoryPage
      path="/admin/runs"
      title={words.runs.all}
      lead={words.runs.allLead}
      none={words.runs.noneOfAll}
      columns={['flow', 'run', 'status', 'startedBy', 'runsAs', 'started', 'duration']}
      query={query}
      page={page}
      flows={await listFlowNames(viewer)}
      words={words}
      now={Date.now()}
    />
  )
}
