import { FiguresPage } from '@/app/_components/figures-page'
import { currentTimeZone, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { listFlowNames } from '@/lib/flows/server/list-flows'
import { SPANS, spanOf } from '@/lib/runs/run-figures'
import { parseRunQuery } from '@/lib/runs/run-query'
import { figuresOfAll } from '@/lib/runs/server/run-figures'

export const generateMetadata = pageTitle(async () => (await currentWords()).figures.all)

export default page(AllFiguresPage)

/** What everybody's runs come to. For Admins. */
async function AllFiguresPage({ searchParams }: PageProps<'/admin/runs/figures'>) {
  const params = await searchParams
  const asked = { span: spanOf(params.days), flow: parseRunQuery(params).flow }
  const viewer = await pageViewer('/admin/runs/figures')
  const words = await currentWords()
  const figures = await figuresOfAll(viewer, asked)
  return (
    <FiguresPage
      path="/admin/runs/figures"
      list="/admin/runs"
      title={words.figures.all}
      lead={words.figures.allLead}
      {...asked}
      spans={SPANS}
      timeZone={await currentTimeZone()}
      choices={(await listFlowNames(viewer, true)).flows}
      figures={figures}
      words={words}
    />
  )
}
