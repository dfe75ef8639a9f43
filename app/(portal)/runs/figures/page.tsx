import { FiguresPage } from '@/app/_components/figures-page'
import { currentTimeZone, currentWords, pageViewer } from '@/app/_edge'
import { page, pageTitle } from '@/app/_page'
import { listFlowNames } from '@/lib/flows/server/list-flows'
import { spanOf } from '@/lib/runs/run-figures'
import { parseRunQuery } from '@/lib/runs/run-query'
import { figuresOfMine, spansOfMine } from '@/lib/runs/server/run-figures'

export const generateMetadata = pageTitle(async () => (await currentWords()).figures.mine)

export default page(MyFiguresPage)

/** What the viewer's own runs come to. */
async function MyFiguresPage({ searchParams }: PageProps<'/runs/figures'>) {
  const params = await searchParams
  const spans = spansOfMine()
  const asked = { span: spanOf(params.days, spans), flow: parseRunQuery(params).flow }
  const viewer = await pageViewer('/runs/figures')
  const words = await currentWords()
  return (
    <FiguresPage
      path="/runs/figures"
      list="/runs"
      title={words.figures.mine}
      lead={words.figures.mineLead}
      {...asked}
      spans={spans}
      timeZone={await currentTimeZone()}
      choices={(await listFlowNames(viewer)).flows}
      figures={await figuresOfMine(viewer, asked)}
      words={words}
    />
  )
}
